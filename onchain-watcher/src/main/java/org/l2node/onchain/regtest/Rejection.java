package org.l2node.onchain.regtest;

import org.l2node.onchain.chain.BroadcastResult;

/**
 * Why a transaction is not taken.
 *
 * @param code as Bitcoin Core's RPC has it
 */
record Rejection(int code, String reason) {
  static final int INPUTS_MISSING = -25;
  static final int REFUSED = -26;

  static Rejection refused(String reason) {
    return new Rejection(REFUSED, reason);
  }

  static Rejection missingInputs() {
    return new Rejection(INPUTS_MISSING, "bad-txns-inputs-missingorspent");
  }

  BroadcastResult toResult() {
    BroadcastResult.Kind kind = code == INPUTS_MISSING ? BroadcastResult.Kind.INPUTS_MISSING_OR_SPENT : BroadcastResult.Kind.REFUSED;
    return new BroadcastResult.Rejected(code, kind, reason);
  }
}
