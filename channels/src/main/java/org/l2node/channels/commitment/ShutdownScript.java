package org.l2node.channels.commitment;

import fr.acinq.bitcoin.ByteVector;
import org.l2node.channels.units.Satoshi;

/** The scripts that a channel may be closed to, and from which amount on the network relays an output with such a script. */
public final class ShutdownScript {
  private static final int OP_1 = 0x51;
  private static final int OP_16 = 0x60;
  private static final int OP_RETURN = 0x6a;
  private static final int OP_PUSHDATA1 = 76;

  private ShutdownScript() {}

  /**
   * Whether {@code shutdown} or an upfront_shutdown_script may name this script (BOLT 2, shutdown): P2WPKH, P2WSH and, where
   * option_shutdown_anysegwit is negotiated, a program of 2 to 40 bytes of a later segwit version.
   */
  public static boolean isAllowed(ByteVector script, boolean anySegwit) {
    return isPayToWitnessPubkeyHash(script) || isPayToWitnessScriptHash(script) || anySegwit && isLaterSegwit(script);
  }

  /**
   * Whether {@code script} is OP_RETURN with one push of 6 to 80 bytes and nothing else: with option_simple_close a side may leave what it
   * has to miners.
   */
  public static boolean isOpReturn(ByteVector script) {
    int size = script.size();
    if (size < 2 || script.get(0) != OP_RETURN) {
      return false;
    }
    int push = script.get(1) & 0xff;
    return push >= 6 && push <= 75 && size == push + 2
        || push == OP_PUSHDATA1 && size > 2 && (script.get(2) & 0xff) >= 76 && (script.get(2) & 0xff) <= 80
            && size == (script.get(2) & 0xff) + 3;
  }

  /**
   * The least amount of an output with this script that the network relays (BOLT 3, Dust Limits).
   *
   * @param script one that {@link #isAllowed}; any other counts as the dearest of the BOLT's list
   */
  public static Satoshi dustLimit(ByteVector script) {
    if (isOpReturn(script)) {
      return Satoshi.ZERO;
    } else if (isPayToWitnessPubkeyHash(script)) {
      return new Satoshi(294);
    } else if (isPayToWitnessScriptHash(script)) {
      return new Satoshi(330);
    } else if (isLaterSegwit(script)) {
      return new Satoshi(354);
    }
    return new Satoshi(546);
  }

  private static boolean isPayToWitnessPubkeyHash(ByteVector script) {
    return script.size() == 22 && script.get(0) == 0 && script.get(1) == 20;
  }

  private static boolean isPayToWitnessScriptHash(ByteVector script) {
    return script.size() == 34 && script.get(0) == 0 && script.get(1) == 32;
  }

  private static boolean isLaterSegwit(ByteVector script) {
    int size = script.size();
    return size >= 4 && size <= 42 && script.get(0) >= OP_1 && script.get(0) <= OP_16 && script.get(1) == size - 2;
  }
}
