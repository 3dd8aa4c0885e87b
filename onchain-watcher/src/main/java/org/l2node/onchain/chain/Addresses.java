package org.l2node.onchain.chain;

import fr.acinq.bitcoin.Bitcoin;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.Script;
import fr.acinq.bitcoin.ScriptElt;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Addresses as people write them, and the output scripts behind them. */
public final class Addresses {
  private static final int MAX_LENGTH = 100;

  private Addresses() {}

  /**
   * The output script of an address of any standard kind.
   *
   * @throws IllegalArgumentException if it is no address, or one of another network; the message is for people
   */
  public static ByteVector toScript(Network network, String address) {
    @Nullable
    List<ScriptElt> script = address.length() > MAX_LENGTH ? null : parse(network, address);
    if (script == null) {
      for (Network other : Network.values()) {
        if (other != network && address.length() <= MAX_LENGTH && parse(other, address) != null) {
          throw new IllegalArgumentException(
              "this is an address of " + other.lowerCaseName() + ", but this node is on " + network.lowerCaseName());
        }
      }
      throw new IllegalArgumentException(
          "this is not a bitcoin address; one of " + network.lowerCaseName() + " begins with " + switch (network) {
            case MAINNET -> "bc1, 1 or 3";
            case TESTNET4, SIGNET -> "tb1, m, n or 2";
            case REGTEST -> "bcrt1, m, n or 2";
          });
    }
    return new ByteVector(Script.write(script));
  }

  private static @Nullable List<ScriptElt> parse(Network network, String address) {
    try {
      @Nullable
      List<ScriptElt> script = Bitcoin.addressToPublicKeyScript(network.genesis(), address).getRight();
      return script != null && isStandard(script) ? script : null;
    } catch (RuntimeException e) { // the library's way to refuse some malformed ones
      return null;
    }
  }

  private static boolean isStandard(List<ScriptElt> script) {
    return Script.isPay2pkh(script) || Script.isPay2sh(script) || Script.isNativeWitnessScript(script);
  }

  /** The address of an output script; empty where it has none. */
  public static Optional<String> fromScript(Network network, ByteVector script) {
    return Optional.ofNullable(Bitcoin.addressFromPublicKeyScript(network.genesis(), script.toByteArray()).getRight());
  }
}
