package org.l2node.routing.graph;

import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.wire.ChannelUpdate;

/**
 * On what terms a node forwards into one direction of a channel (BOLT 7, channel_update).
 *
 * @param feeBase per HTLC
 * @param feeProportionalMillionths of the amount forwarded; 0 to 2^32-1
 * @param cltvExpiryDelta what the node subtracts from the incoming expiry
 * @param htlcMinimum the smallest HTLC
 * @param htlcMaximum the largest HTLC
 */
public record ForwardingTerms(
    MilliSatoshi feeBase,
    long feeProportionalMillionths,
    CltvExpiryDelta cltvExpiryDelta,
    MilliSatoshi htlcMinimum,
    MilliSatoshi htlcMaximum) {
  /** A node that asks for more than the whole amount again is never routed through; also keeps every product within 64 bits. */
  static final long MAX_PROPORTIONAL = 1_000_000;

  /** @throws IllegalArgumentException if the proportional fee is not a u32 */
  public ForwardingTerms {
    if (feeProportionalMillionths < 0 || feeProportionalMillionths > 0xffffffffL) {
      throw new IllegalArgumentException("not a proportional fee: " + feeProportionalMillionths);
    }
  }

  /** What {@code update} says; amounts beyond all the money there is are read as that. */
  public static ForwardingTerms of(ChannelUpdate update) {
    return new ForwardingTerms(new MilliSatoshi(update.feeBase()), update.feeProportionalMillionths(), update.cltvExpiryDelta(),
        update.htlcMinimum().toMilliSatoshiCapped(), update.htlcMaximum().toMilliSatoshiCapped());
  }

  /** Whether an HTLC could ever be sent on these terms. */
  public boolean isUsable() {
    return feeProportionalMillionths <= MAX_PROPORTIONAL && !htlcMaximum.isLessThan(htlcMinimum);
  }

  /** The fee for forwarding {@code amount} (BOLT 7, HTLC fees); only where {@link #isUsable()}. */
  public MilliSatoshi feeFor(MilliSatoshi amount) {
    return new MilliSatoshi(fee(feeBase.msat(), feeProportionalMillionths, amount.msat()));
  }

  /**
   * The fee in millisatoshi, rounded down. The amount is taken apart so that no product leaves 64 bits.
   *
   * @param millionths at most {@link #MAX_PROPORTIONAL}
   */
  public static long fee(long baseMsat, long millionths, long amountMsat) {
    return baseMsat + amountMsat / 1_000_000 * millionths + amountMsat % 1_000_000 * millionths / 1_000_000;
  }
}
