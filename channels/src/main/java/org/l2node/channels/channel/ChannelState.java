package org.l2node.channels.channel;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.Transaction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.keys.ChannelBasepoints;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.TemporaryChannelId;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.OpenChannel;

/** Where a channel stands; one record per phase. */
public sealed interface ChannelState {
  /** The node at the other end. */
  NodeId peer();

  /** Its name while it is opened. */
  TemporaryChannelId temporaryChannelId();

  /** Its name for good, from funding_created on. */
  Optional<ChannelId> channelId();

  /** Whether a store holds it; what is not stored is gone with the connection or this process. */
  default boolean isStored() {
    return switch (this) {
      case Opening _, Abandoned _ -> false;
      case AwaitingFundingSigned _, WithData _ -> true;
    };
  }

  /** Whether nothing can happen to it any more. */
  default boolean isOver() {
    return this instanceof Abandoned || this instanceof Closed;
  }

  /**
   * Whether it came to nothing before it was funded, so that a store keeps no trace of it: given up while it was opened, or opened by a
   * peer that never funded it. A closing channel always has a transaction that closed it.
   */
  default boolean isForgotten() {
    return this instanceof Abandoned
        || this instanceof Closed(ChannelData data, var closingTxId, var _) && closingTxId == null && !data.params().localIsOpener();
  }

  /** For logs and answers. */
  default String name() {
    return getClass().getSimpleName();
  }

  /** Before there is a channel id: lives in memory only, as long as the connection. */
  sealed interface Opening extends ChannelState {
    @Override
    default Optional<ChannelId> channelId() {
      return Optional.empty();
    }
  }

  /** From funding_signed on. */
  sealed interface WithData extends ChannelState {
    ChannelData data();

    @Override
    default NodeId peer() {
      return data().params().remoteNodeId();
    }

    @Override
    default TemporaryChannelId temporaryChannelId() {
      return data().params().temporaryChannelId();
    }

    @Override
    default Optional<ChannelId> channelId() {
      return Optional.of(data().channelId());
    }
  }

  /** Connected and, after the first connection, re-established; {@link Offline} wraps it while there is no connection. */
  sealed interface Online extends WithData {
    Online withData(ChannelData data);

    /** The closing transactions that both sides have signed so far. */
    default MutualCloses closes() {
      return MutualCloses.NONE;
    }
  }

  /**
   * We are the opener: local -> open_channel. Waits for accept_channel.
   *
   * @param local this node's terms
   * @param command what was asked for
   * @param remoteFeatures of the peer's init
   */
  record AwaitingAccept(NodeId peer, ChannelEvent.Open command, SideTerms local, Features remoteFeatures) implements Opening {
    @Override
    public TemporaryChannelId temporaryChannelId() {
      return command.temporaryChannelId();
    }
  }

  /**
   * We are the opener: remote -> accept_channel. Waits for the wallet's funding transaction.
   *
   * @param remoteFirstPoint per-commitment point of the peer's commitment 0
   * @param minimumDepth confirmations to wait for; 0 only where the channel was asked for with option_zeroconf
   * @param remoteUpfrontScript where the peer has committed to close to
   */
  record AwaitingFundingTx(
      NodeId peer, ChannelEvent.Open command, SideTerms local, SideTerms remote, PublicKey remoteFirstPoint, int minimumDepth,
      Features remoteFeatures, @Nullable ByteVector remoteUpfrontScript) implements Opening {
    @Override
    public TemporaryChannelId temporaryChannelId() {
      return command.temporaryChannelId();
    }
  }

  /**
   * We are the accepter: remote -> open_channel, local -> accept_channel. Waits for funding_created.
   *
   * @param open the peer's proposal
   * @param keysIndex which of this node's channel keys it uses
   * @param shutdownScript where this node closes to
   */
  record AwaitingFundingCreated(
      NodeId peer, OpenChannel open, SideTerms local, long keysIndex, ByteVector shutdownScript, int minimumDepth,
      Features remoteFeatures) implements Opening {
    @Override
    public TemporaryChannelId temporaryChannelId() {
      return open.temporaryChannelId();
    }

    /** The peer's terms. */
    public SideTerms remote() {
      return new SideTerms(
          open.dustLimit(),
          open.maxHtlcValueInFlight(),
          open.channelReserve(),
          open.htlcMinimum(),
          new org.l2node.channels.commitment.ToSelfDelay(open.toSelfDelay()),
          open.maxAcceptedHtlcs(),
          new ChannelBasepoints(
              open.fundingPubkey(),
              open.revocationBasepoint(),
              open.paymentBasepoint(),
              open.delayedPaymentBasepoint(),
              open.htlcBasepoint()));
    }
  }

  /**
   * We are the opener: local -> funding_created. Waits for funding_signed; forgotten with the connection, for nothing was published.
   *
   * @param remoteFirstPoint per-commitment point of the peer's commitment 0
   * @param fundingTx signed, not published
   */
  record AwaitingFundingSigned(
      ChannelParams params, PublicKey remoteFirstPoint, FeeratePerKw feerate, Transaction fundingTx,
      Features remoteFeatures) implements ChannelState {
    @Override
    public NodeId peer() {
      return params.remoteNodeId();
    }

    @Override
    public TemporaryChannelId temporaryChannelId() {
      return params.temporaryChannelId();
    }

    @Override
    public Optional<ChannelId> channelId() {
      return Optional.of(params.channelId());
    }
  }

  /**
   * accepter -> funding_signed -> opener. Waits for the funding output to be deep enough and for the peer's channel_ready; sends its own in
   * between.
   *
   * @param localReady whether channel_ready was sent
   */
  record AwaitingReady(ChannelData data, boolean localReady) implements Online {
    @Override
    public AwaitingReady withData(ChannelData newData) {
      return new AwaitingReady(newData, localReady);
    }
  }

  /** Both have sent channel_ready: carries payments. */
  record Normal(ChannelData data) implements Online {
    @Override
    public Normal withData(ChannelData newData) {
      return new Normal(newData);
    }
  }

  /**
   * One of the two wants to close, or both: no HTLC is added any more, those under way go on to their end.
   *
   * @param localScript where this node closes to: once set, shutdown is sent as soon as nothing unsigned is in its way
   * @param remoteScript where the peer closes to, from its shutdown
   * @param closes the closing transactions that were signed on an earlier connection
   */
  record ShuttingDown(ChannelData data, @Nullable ByteVector localScript, @Nullable ByteVector remoteScript,
      MutualCloses closes) implements Online {
    public ShuttingDown(ChannelData data, @Nullable ByteVector localScript, @Nullable ByteVector remoteScript) {
      this(data, localScript, remoteScript, MutualCloses.NONE);
    }

    @Override
    public ShuttingDown withData(ChannelData newData) {
      return new ShuttingDown(newData, localScript, remoteScript, closes);
    }
  }

  /**
   * Both have sent shutdown and no HTLC is left: the fee of the closing transaction is agreed on by closing_signed, or each side pays for
   * one of its own by closing_complete.
   *
   * @param closes what was signed by closing_complete and closing_sig, and since when there is nothing else to wait for
   */
  record Negotiating(ChannelData data, ByteVector localScript, ByteVector remoteScript, Negotiation negotiation,
      MutualCloses closes) implements Online {
    @Override
    public Negotiating withData(ChannelData newData) {
      return new Negotiating(newData, localScript, remoteScript, negotiation, closes);
    }

    public Negotiating withNegotiation(Negotiation newNegotiation) {
      return new Negotiating(data, localScript, remoteScript, newNegotiation, closes);
    }
  }

  /**
   * No connection.
   *
   * @param resumed the phase to come back to; nothing volatile in it
   */
  record Offline(Online resumed) implements WithData {
    @Override
    public ChannelData data() {
      return resumed.data();
    }
  }

  /**
   * A new connection: local -> channel_reestablish. Waits for the peer's.
   *
   * @param resumed the phase to come back to
   */
  record Reestablishing(Online resumed) implements WithData {
    @Override
    public ChannelData data() {
      return resumed.data();
    }
  }

  /**
   * The peer has proven that this node's data is older than what it signed away: publishing our commitment would lose everything. Waits for
   * the peer to close; its commitment pays us without our help.
   */
  record FallenBehind(ChannelData data) implements WithData {}

  /**
   * The funding output is spent or is going to be. Ends when all that is ours on the chain is swept and buried.
   *
   * @param cause why, for people; where this node failed the channel it is what the peer is told again when it reconnects
   * @param localCommitment the local commitment, where this node published it
   * @param mutualClose the closing transaction, where both signed one
   * @param localScript where this node wanted to close to, if shutdown was exchanged
   * @param remoteScript where the peer wanted to close to, if shutdown was exchanged
   * @param spend what spends the funding output, once it is in a block
   * @param sweep what brings this node's output of a commitment home, once it could be made
   * @param sweepBuried whether that is deep enough to be final
   */
  record Closing(
      ChannelData data, String cause, @Nullable Transaction localCommitment, @Nullable Transaction mutualClose,
      @Nullable ByteVector localScript,
      @Nullable ByteVector remoteScript, @Nullable FundingSpend spend, @Nullable Transaction sweep, boolean sweepBuried)
      implements
        WithData {
    public Closing withData(ChannelData newData) {
      return new Closing(newData, cause, localCommitment, mutualClose, localScript, remoteScript, spend, sweep, sweepBuried);
    }

    public Closing withSpend(FundingSpend newSpend) {
      return new Closing(data, cause, localCommitment, mutualClose, localScript, remoteScript, newSpend, sweep, sweepBuried);
    }

    public Closing withSweep(@Nullable Transaction newSweep, boolean buried) {
      return new Closing(data, cause, localCommitment, mutualClose, localScript, remoteScript, spend, newSweep, buried);
    }

    public Closing withLocalCommitment(Transaction tx, String newCause) {
      return new Closing(data, newCause, tx, mutualClose, localScript, remoteScript, spend, sweep, sweepBuried);
    }
  }

  /**
   * Over.
   *
   * @param closingTxId what spent the funding output; null: it never was funded
   * @param text how it ended, for people
   */
  record Closed(ChannelData data, fr.acinq.bitcoin.@Nullable TxId closingTxId, String text) implements WithData {}

  /**
   * Came to nothing before it was stored, or before its funding was published.
   *
   * @param text why, for people
   */
  record Abandoned(NodeId peer, TemporaryChannelId temporaryChannelId, Optional<ChannelId> channelId,
      String text) implements ChannelState {}
}
