package org.l2node.channels.channel;

import fr.acinq.bitcoin.ByteVector;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.NodeId;

/**
 * What a step wants made durable. All writes of one {@link Transition} become durable together or not at all. What never changes is written
 * once; what changes at each step is small; an HTLC is a row of its own, written once and then marked, so that the bytes written per
 * payment do not grow with the HTLCs in flight. The blobs are versioned and opaque to the store; {@code org.l2node.channels.codec} reads
 * them.
 */
public sealed interface ChannelWrite {
  ChannelId channelId();

  /**
   * A new channel. Must fail, and change nothing, where the id or the funding outpoint exists already (reliability, V3).
   *
   * @param peer whom it is with
   * @param fixed what never changes: parameters, keys' path, features
   * @param state what changes with each round
   */
  record InsertChannel(ChannelId channelId, NodeId peer, ByteVector fixed, ByteVector state) implements ChannelWrite {}

  /** The part of a channel that changes with each round. */
  record UpdateChannel(ChannelId channelId, ByteVector state) implements ChannelWrite {}

  /**
   * An HTLC that entered a commitment.
   *
   * @param htlc what never changes: the add, its origin
   * @param mark where it stands
   */
  record InsertHtlc(ChannelId channelId, Direction direction, HtlcId htlcId, ByteVector htlc, ByteVector mark) implements ChannelWrite {}

  /** Where an HTLC stands now, and its settlement once there is one. */
  record MarkHtlc(ChannelId channelId, Direction direction, HtlcId htlcId, ByteVector mark) implements ChannelWrite {}

  /** An HTLC that is out of all commitments and whose settlement nobody is owed any more. */
  record DeleteHtlc(ChannelId channelId, Direction direction, HtlcId htlcId) implements ChannelWrite {}

  /**
   * What punishes the peer should it publish this commitment, written when it is signed; never read in normal operation.
   *
   * @param number of the remote commitment
   * @param data compact: what together with the revocation secret rebuilds its outputs
   */
  record InsertPenalty(ChannelId channelId, CommitmentNumber number, ByteVector data) implements ChannelWrite {}

  /** The channel is closed and buried: its penalty data and HTLC rows may go; its fixed part and last state stay for the record. */
  record DropPenalties(ChannelId channelId) implements ChannelWrite {}

  /**
   * The channel came to nothing before it was funded: no trace of it stays, or strangers could fill the store with channels that cost them
   * nothing (reliability, V58 and V59).
   */
  record DeleteChannel(ChannelId channelId) implements ChannelWrite {}
}
