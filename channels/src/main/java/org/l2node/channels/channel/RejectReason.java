package org.l2node.channels.channel;

import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.wire.Feature;

/** Why a command cannot be done; the text is for people. */
public sealed interface RejectReason {
  /** For people. */
  String text();

  /** The channel is in a state in which the command has no meaning. */
  record WrongState(String state, String text) implements RejectReason {}

  /** The peer is not connected or its channel_reestablish has not come yet. */
  record PeerOffline(String text) implements RejectReason {}

  /** An amount is more than can be sent now: reserve, commitment fee and dust exposure taken off. */
  record InsufficientBalance(MilliSatoshi available, String text) implements RejectReason {}

  /** Below the peer's or our least HTLC. */
  record BelowMinimum(MilliSatoshi minimum, String text) implements RejectReason {}

  /** Too many HTLCs, or too much money in them. */
  record TooManyHtlcs(String text) implements RejectReason {}

  /** The expiry is too near, too far or no height at all. */
  record BadExpiry(String text) implements RejectReason {}

  /**
   * The peer, who pays for the commitments, pays so little that ours would hardly get into the chain: no new HTLC rests on it.
   *
   * @param current of our commitment
   * @param least what it would have to be
   */
  record FeerateTooLow(FeeratePerKw current, FeeratePerKw least, String text) implements RejectReason {}

  /** No such HTLC, or it is settled already. */
  record UnknownHtlc(String text) implements RejectReason {}

  /** A channel of that capacity cannot be opened. */
  record BadCapacity(Satoshi least, Satoshi most, String text) implements RejectReason {}

  /** The peer does not offer a feature that the command needs. */
  record PeerLacks(Feature feature, String text) implements RejectReason {}

  /** Anything else that an argument of the command was wrong with. */
  record BadArgument(String text) implements RejectReason {}
}
