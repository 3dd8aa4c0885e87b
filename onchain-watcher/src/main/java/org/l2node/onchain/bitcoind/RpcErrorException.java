package org.l2node.onchain.bitcoind;

/** The full node has understood a request and answers with an error. The code is what counts; the text is for people. */
public final class RpcErrorException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;

  public RpcErrorException(int code, String message) {
    super(message);
    this.code = code;
  }

  public int code() {
    return code;
  }
}
