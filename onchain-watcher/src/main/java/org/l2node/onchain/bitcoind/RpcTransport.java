package org.l2node.onchain.bitcoind;

import java.io.IOException;
import org.l2node.onchain.chain.ChainUnreachableException;

/** Carries one JSON-RPC request to the full node and its answer back. From any thread. */
@FunctionalInterface
public interface RpcTransport {
  /**
   * An answer.
   *
   * @param status of HTTP
   */
  record Reply(int status, String body) {}

  /**
   * @throws IOException where there was no answer
   * @throws ChainUnreachableException where it was not even asked, as when there is no cookie
   */
  Reply send(String request) throws IOException, ChainUnreachableException;
}
