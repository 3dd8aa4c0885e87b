package org.l2node.channels.channel;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.TemporaryChannelId;
import org.l2node.channels.wire.ChannelMessage;
import org.l2node.channels.wire.ErrorMessage;
import org.l2node.channels.wire.Features;

/** Whatever can happen to a channel. Randomness that a step needs arrives in its event. */
public sealed interface ChannelEvent {
  /** From the peer. */
  sealed interface FromPeer extends ChannelEvent {}

  /** From the user or another part of this node; answered by {@link Effect.Rejected} where it cannot be done. */
  sealed interface Command extends ChannelEvent {}

  /** From the base chain. Told at least once; out of date ones are ignored. */
  sealed interface FromChain extends ChannelEvent {}

  /** A message about this channel. */
  record Received(ChannelMessage message) implements FromPeer {}

  /** The peer fails this channel, or all channels with this node. */
  record ReceivedError(ErrorMessage error) implements FromPeer {}

  /** The connection stands and both init messages are exchanged. */
  record Connected(Features remoteFeatures) implements FromPeer {}

  /** The connection is gone: unsigned updates are forgotten. */
  record Disconnected() implements FromPeer {}

  /**
   * Open a channel (we are the opener).
   *
   * @param temporaryChannelId 32 random bytes
   * @param keysIndex which of the node's channel keys this channel uses; never used before
   * @param push what the peer gets at the start
   * @param shutdownScript where to close to, unless the close command names another
   * @param zeroConf whether both sides are to use it before it is confirmed (option_zeroconf): the peer has to trust this node
   */
  record Open(
      TemporaryChannelId temporaryChannelId, long keysIndex, Satoshi capacity, MilliSatoshi push, boolean announce,
      FeeratePerKw commitmentFeerate, FeeratePerKw fundingFeerate, ByteVector shutdownScript, boolean zeroConf)
      implements
        Command {
    /** A channel that is used once it is confirmed. */
    public Open(TemporaryChannelId temporaryChannelId, long keysIndex, Satoshi capacity, MilliSatoshi push, boolean announce,
        FeeratePerKw commitmentFeerate, FeeratePerKw fundingFeerate, ByteVector shutdownScript) {
      this(temporaryChannelId, keysIndex, capacity, push, announce, commitmentFeerate, fundingFeerate, shutdownScript, false);
    }
  }

  /** The wallet's answer to {@link Effect.FundingNeeded}: signed, not published. */
  record FundingBuilt(Transaction tx, int outputIndex) implements Command {}

  /** The wallet cannot pay. */
  record FundingFailed(String why) implements Command {}

  /**
   * Offer an HTLC. Answered by {@link Effect.HtlcOffered} and an update_add_htlc, or by {@link Effect.Rejected}.
   *
   * @param onion 1,366 bytes
   */
  record OfferHtlc(MilliSatoshi amount, PaymentHash paymentHash, CltvExpiry cltvExpiry, ByteVector onion,
      Origin origin) implements Command {
    /** Without the onion. */
    @Override
    public String toString() {
      return "OfferHtlc[amount=" + amount + ", paymentHash=" + paymentHash + ", cltvExpiry=" + cltvExpiry + ", origin=" + origin + "]";
    }
  }

  /**
   * Settle an incoming HTLC; answered by {@link Effect.SettlementStored} once durable, also when it was settled that way before. The first
   * settlement wins.
   */
  record SettleHtlc(HtlcId htlcId, Settlement settlement) implements Command {}

  /**
   * Whoever was owed the settlement of this outgoing HTLC has made it durable: it need not be told again.
   *
   * @param origin whom it was owed to: the number of an HTLC that was never signed is used again
   */
  record SettlementDurable(HtlcId htlcId, Origin origin) implements Command {}

  /** Nothing more is waiting for this channel right now: sign whatever is unsigned, if the peer has revoked. Never sent by a timer. */
  record Sign() implements Command {}

  /** Change the commitments' fee rate (opener only). */
  record ChangeFee(FeeratePerKw feerate) implements Command {}

  /** Close cooperatively, to {@code script} or, where null, to the channel's own. */
  record CloseMutual(@Nullable ByteVector script) implements Command {}

  /** Publish our commitment. */
  record CloseUnilateral() implements Command {}

  /**
   * The funding output is deep enough; {@code tx} is the transaction as it stands in the block.
   *
   * @param height of its block
   * @param txIndex its place in the block
   */
  record FundingConfirmed(Transaction tx, BlockHeight height, int txIndex) implements FromChain {}

  /** The funding transaction, not in a block yet, is in the full node's mempool; told in answer to a watch for a depth of 0. */
  record FundingSeen(Transaction tx) implements FromChain {}

  /** The funding output has 6 confirmations: the channel may be announced. */
  record FundingDeep(Transaction tx, BlockHeight height, int txIndex) implements FromChain {}

  /**
   * The funding transaction is in no block of the active chain: a reorganisation has taken it out, or it was not found at all.
   *
   * @param tx as it stood in the block that is gone; null where it was not found
   */
  record FundingMissing(@Nullable Transaction tx) implements FromChain {}

  /** A watched output was spent in a block. */
  record OutputSpent(OutPoint output, Transaction spender, BlockHeight height) implements FromChain {}

  /** A watched transaction has as many confirmations as asked for. */
  record TransactionConfirmed(TxId txId, BlockHeight height, ByteVector32 blockHash) implements FromChain {}

  /** The chain has a new tip: expiries are checked. The height itself is in the {@link Env}. */
  record NewBlock() implements FromChain {}
}
