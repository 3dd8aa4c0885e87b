package org.l2node.channels.channel;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.TemporaryChannelId;
import org.l2node.channels.wire.ChannelAnnouncement;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.UpdateAddHtlc;

/**
 * An order to the shell, carried out once the writes of its transition are durable, in order, at least once: repeating one is harmless, as
 * each says. {@code ChannelMachine.resume} lists again what a stored state still owes.
 */
public sealed interface Effect {
  /**
   * Whether the outside learns something by it that cannot be taken back (a signature, a revocation, a preimage, a transaction, news for
   * another channel).
   */
  default boolean isDangerous() {
    return switch (this) {
      case Send(Message message) -> SentMessages.isBinding(message);
      case Publish _, HtlcLockedIn _, HtlcSettled _, AnnounceChannel _ -> true;
      case FundingNeeded _, FundingAbandoned _, WatchFunding _, WatchSpent _, WatchConfirmed _, HtlcOffered _, Usable _, Unusable _,
          CloseConnection _, Rejected _, SettlementStored _ ->
        false;
    };
  }

  /**
   * Whether it is news for another part of this node alone. All parts write to one store, which makes writes durable in the order in which
   * they were handed over: so whatever such news leads to, a message or a transaction, leaves only when a later write is durable, and with
   * it those of this step. It need not wait for them itself.
   */
  default boolean staysInside() {
    return this instanceof HtlcLockedIn || this instanceof HtlcSettled;
  }

  /** Whether it only answers the command of its step. */
  default boolean isAnswer() {
    return this instanceof HtlcOffered || this instanceof Rejected || this instanceof SettlementStored;
  }

  /** Send {@code message} to the peer. Repeated only by the rules of channel_reestablish. */
  record Send(Message message) implements Effect {}

  /**
   * Ask the wallet for a transaction that pays {@code amount} to {@code script}; it answers with {@link ChannelEvent.FundingBuilt} or
   * {@link ChannelEvent.FundingFailed}. Inputs stay reserved until the channel is opened or {@link FundingAbandoned}.
   */
  record FundingNeeded(TemporaryChannelId temporaryChannelId, ByteVector script, Satoshi amount, FeeratePerKw feerate) implements Effect {}

  /** The funding transaction will never be published: its inputs are free again. Harmless to repeat. */
  record FundingAbandoned(TemporaryChannelId temporaryChannelId) implements Effect {}

  /**
   * Publish {@code tx} and keep publishing it until it or a conflict is confirmed. The chain side drops a transaction it already tracks.
   */
  record Publish(Transaction tx, Purpose purpose) implements Effect {}

  /**
   * Tell {@link ChannelEvent.FundingConfirmed} when the funding output has {@code depth} confirmations, and again by
   * {@link ChannelEvent.FundingDeep} when it has 6 where that is more. Where {@code depth} is 0, tell {@link ChannelEvent.FundingSeen} when
   * the mempool has it, and the others as for 1. Watching twice is watching once.
   */
  record WatchFunding(ChannelId channelId, OutPoint funding, ByteVector script, int depth) implements Effect {}

  /** Tell {@link ChannelEvent.OutputSpent} when the output is spent, by a transaction in a block. */
  record WatchSpent(ChannelId channelId, OutPoint output, ByteVector script) implements Effect {}

  /**
   * Tell {@link ChannelEvent.TransactionConfirmed} when the transaction has {@code depth} confirmations; {@code script} is one that it pays
   * to or spends.
   */
  record WatchConfirmed(ChannelId channelId, TxId txId, ByteVector script, int depth) implements Effect {}

  /**
   * An incoming HTLC is irrevocably committed: relay it or take it. Repeated until it is settled; whoever acts knows it by channel and
   * number.
   *
   * @param mustFail neither to be relayed nor taken: with it more than the policy allows would be lost to fees in a unilateral close (BOLT
   *   2, max_dust_htlc_exposure_msat), the peer pays too little for our commitment, or the channel is closing; to be answered with
   *   temporary_channel_failure. Says nothing of an HTLC that was passed on or taken when it was told of first
   */
  record HtlcLockedIn(ChannelId channelId, UpdateAddHtlc add, boolean mustFail) implements Effect {}

  /** An HTLC of ours has its number; unsigned and volatile. Lets the shell index origins. */
  record HtlcOffered(ChannelId channelId, HtlcId htlcId, Origin origin) implements Effect {}

  /**
   * An outgoing HTLC has ended: tell its origin. Fulfilled: as soon as the preimage came; failed: once no commitment can contain it.
   * Repeated until {@link ChannelEvent.SettlementDurable} answers.
   */
  record HtlcSettled(ChannelId channelId, HtlcId htlcId, Origin origin, Settlement settlement) implements Effect {}

  /**
   * The settlement of an incoming HTLC ({@link ChannelEvent.SettleHtlc}) is durable here: whoever owes it downstream may forget it.
   * Harmless to repeat.
   */
  record SettlementStored(ChannelId channelId, HtlcId htlcId) implements Effect {}

  /** The channel can carry payments now: first time or after a reconnect. */
  record Usable(ChannelId channelId) implements Effect {}

  /** The channel carries payments no more, for its funding transaction is out of the chain; {@link Usable} takes it back. */
  record Unusable(ChannelId channelId) implements Effect {}

  /** Both halves of the announcement are there. The gossip side drops what it knows. */
  record AnnounceChannel(ChannelId channelId, ChannelAnnouncement announcement) implements Effect {}

  /** Close the connection with the peer, after all that was to be sent. */
  record CloseConnection(String why) implements Effect {}

  /** The command that this step was about is not done. */
  record Rejected(RejectReason reason) implements Effect {}

  /** What a published transaction is for; decides how urgent it is. */
  enum Purpose {
    FUNDING,
    MUTUAL_CLOSE,
    LOCAL_COMMITMENT,
    SWEEP
  }
}
