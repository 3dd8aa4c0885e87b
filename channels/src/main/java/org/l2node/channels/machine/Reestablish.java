package org.l2node.channels.machine;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelHtlc;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Commitments;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.FeeUpdate;
import org.l2node.channels.channel.FundingStatus;
import org.l2node.channels.channel.HtlcMark;
import org.l2node.channels.channel.MutualCloses;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.UInt64;
import org.l2node.channels.wire.ChannelReestablish;
import org.l2node.channels.wire.ErrorMessage;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.TlvStream;
import org.l2node.channels.wire.UpdateFee;
import org.l2node.channels.wire.Warning;

/** The end of a connection and the start of the next one (BOLT 2, Message Retransmission). */
final class Reestablish {
  private static final int COMMITMENT_NUMBER_BITS = 48;

  private Reestablish() {}

  /** Unsigned updates are forgotten: HTLCs of ours among them were never sent, as far as anybody can hold us to it. */
  static Transition disconnected(ChannelState s) {
    Step step = Step.from(s);
    return switch (s) {
      case ChannelState.Online online -> {
        neverSent(online.data()).forEach(step::add);
        yield step.to(new ChannelState.Offline(withoutVolatile(online)));
      }
      case ChannelState.Reestablishing(ChannelState.Online resumed) -> step.to(new ChannelState.Offline(withoutVolatile(resumed)));
      case ChannelState.AwaitingFundingTx o ->
        Closings.abandon(step.add(new Effect.FundingAbandoned(o.temporaryChannelId())), o, "the peer disconnected");
      case ChannelState.AwaitingFundingSigned o ->
        Closings.abandon(step.add(new Effect.FundingAbandoned(o.temporaryChannelId())), o, "the peer disconnected");
      case ChannelState.AwaitingAccept o -> Closings.abandon(step, o, "the peer disconnected");
      case ChannelState.AwaitingFundingCreated o -> Closings.abandon(step, o, "the peer disconnected");
      case ChannelState.Offline _, ChannelState.FallenBehind _, ChannelState.Closing _, ChannelState.Closed _, ChannelState.Abandoned _ ->
        step.to(s);
    };
  }

  static List<Effect> neverSent(ChannelData data) {
    List<Effect> effects = new ArrayList<>();
    for (ChannelHtlc htlc : data.commitments().htlcs().outgoing()) {
      if (!htlc.mark().isSigned() && htlc.origin() != null) {
        Settlement settlement = new Settlement.NeverSent("the connection ended before the HTLC was signed");
        effects.add(new Effect.HtlcSettled(data.channelId(), htlc.id(), htlc.origin(), settlement));
      }
    }
    return effects;
  }

  private static ChannelState.Online withoutVolatile(ChannelState.Online s) {
    ChannelData data = s.data().withCommitments(s.data().commitments().withoutProposals()).withSession(s.data().session().ended());
    return switch (s) {
      // The closing fee is negotiated anew after shutdown has been exchanged again.
      case ChannelState.Negotiating closing -> new ChannelState.ShuttingDown(data, closing.localScript(), closing.remoteScript(),
          closing.closes());
      case ChannelState.AwaitingReady _, ChannelState.Normal _, ChannelState.ShuttingDown _ -> s.withData(data);
    };
  }

  static Transition connected(ChannelState s, Features remoteFeatures, Env env) {
    Step step = Step.from(s);
    return switch (s) {
      case ChannelState.Offline(ChannelState.Online resumed) -> reestablish(step, resumed, remoteFeatures, env);
      // A connection that ended without a word.
      case ChannelState.Online online -> {
        neverSent(online.data()).forEach(step::add);
        yield reestablish(step, withoutVolatile(online), remoteFeatures, env);
      }
      case ChannelState.Reestablishing(ChannelState.Online resumed) -> reestablish(step, resumed, remoteFeatures, env);
      case ChannelState.FallenBehind behind -> step.send(channelReestablish(behind.data(), env)).send(outdated(behind.data())).to(s);
      case ChannelState.Closing closing -> {
        ChannelState.ShuttingDown agreed = agreed(closing);
        if (agreed != null) {
          yield reestablish(step, agreed, remoteFeatures, env);
        }
        yield closing.localCommitment() != null && !isFinal(closing)
            ? step.send(ErrorMessage.of(closing.data().channelId(), closing.cause())).to(s)
            : step.to(s);
      }
      case ChannelState.AwaitingFundingSigned o ->
        Closings.abandon(step.add(new Effect.FundingAbandoned(o.temporaryChannelId())), o, "this node restarted");
      case ChannelState.Opening _, ChannelState.Closed _, ChannelState.Abandoned _ -> step.to(s);
    };
  }

  private static Transition reestablish(Step step, ChannelState.Online resumed, Features remoteFeatures, Env env) {
    ChannelData data = resumed.data().withSession(resumed.data().session().connected(remoteFeatures));
    return step.send(channelReestablish(data, env)).to(new ChannelState.Reestablishing(resumed.withData(data)));
  }

  /**
   * The last closing_signed may have been lost, and the peer may wait for it: until the closing transaction is in a block the fee is
   * negotiated anew (BOLT 2, Message Retransmission). What both have signed is kept, and is published all the same. Null: there is nothing
   * that was agreed on, or it is done.
   */
  private static ChannelState.@Nullable ShuttingDown agreed(ChannelState.Closing closing) {
    Transaction tx = closing.mutualClose();
    ByteVector local = closing.localScript();
    ByteVector remote = closing.remoteScript();
    boolean isOver = !closing.cause().isEmpty() || closing.localCommitment() != null || closing.spend() != null;
    if (isOver || tx == null || local == null || remote == null) {
      return null;
    }
    MutualCloses closes = closing.data().params().localIsOpener()
        ? MutualCloses.NONE.withPaidByLocal(tx)
        : MutualCloses.NONE.withPaidByRemote(tx);
    return new ChannelState.ShuttingDown(closing.data(), local, remote, closes);
  }

  private static boolean isFinal(ChannelState.Closing closing) {
    return closing.spend() != null && closing.spend().buried();
  }

  private static ErrorMessage outdated(ChannelData data) {
    return ErrorMessage.of(data.channelId(), "this node has lost data: please publish your commitment");
  }

  private static ChannelReestablish channelReestablish(ChannelData data, Env env) {
    Commitments c = data.commitments();
    long revoked = c.remoteNumber().value();
    ByteVector32 lastSecret = revoked == 0
        ? ByteVector32.Zeroes
        : c.remoteSecrets().secret(new CommitmentNumber(revoked - 1)).map(key -> key.value).orElseThrow();
    return new ChannelReestablish(data.channelId(), new UInt64(c.localNumber().value() + 1), new UInt64(revoked), lastSecret,
        env.keys().perCommitmentPoint(c.localNumber()), TlvStream.EMPTY);
  }

  static Transition receive(ChannelState.Reestablishing s, ChannelReestablish message, Env env) {
    Commitments c = s.data().commitments();
    if (message.nextCommitmentNumber().bits() == 0) {
      return Closings.failUnlessOutdated(s, "next_commitment_number is 0", env);
    }
    UInt64 nextRevocation = message.nextRevocationNumber();
    UInt64 revocable = new UInt64(c.localNumber().value());
    if (nextRevocation.compareTo(revocable) > 0) {
      return isSecretOf(message, env)
          ? fallenBehind(s)
          : Closings.failUnlessOutdated(s, "next_revocation_number is ahead of this node and not proven", env);
    }
    long received = nextRevocation.bits();
    if (received < revocable.bits() - 1) {
      return behind(s, message, "next_revocation_number " + received + " is of a commitment revoked long ago", env);
    }
    if (received > 0 && !isSecretOf(message, env)) {
      return Closings.failUnlessOutdated(s, "your_last_per_commitment_secret is not the last that this node sent", env);
    }
    boolean repeatCommitment = c.isAwaitingRevocation() && message.nextCommitmentNumber().bits() == c.signedRemoteNumber().value();
    UInt64 expected = new UInt64(c.signedRemoteNumber().value() + 1);
    if (!repeatCommitment && !message.nextCommitmentNumber().equals(expected)) {
      String cause = "next_commitment_number " + message.nextCommitmentNumber() + " does not follow " + c.signedRemoteNumber();
      return message.nextCommitmentNumber().compareTo(expected) < 0
          ? behind(s, message, cause, env)
          : Closings.failUnlessOutdated(s, cause, env);
    }
    boolean repeatRevocation = received != revocable.bits();
    String held = s.data().session().held();
    if (held != null) {
      // Now that the peer has agreed to where the channel stands, the commitment is not a revoked one.
      return Closings.fail(new ChannelState.Reestablishing(confirmed(s.resumed())), held, env);
    }
    return resume(s, message, repeatCommitment, repeatRevocation, env);
  }

  /**
   * The peer says that it is where it once was. A connection that stood beside the one in use may be read only when that one is over, and
   * what was said on it is old then; so the channel is failed only where the peer says the same on the next connection too. One that has
   * really lost data learns it from this node's channel_reestablish and asks for the channel to be failed (BOLT 2, Message Retransmission).
   */
  private static Transition behind(ChannelState.Reestablishing s, ChannelReestablish message, String cause, Env env) {
    boolean once = message.nextRevocationNumber().bits() == 0 || isSecretOf(message, env);
    if (!once || s.data().session().doubted()) {
      return Closings.failUnlessOutdated(s, cause, env);
    }
    String why = "channel_reestablish of an earlier time: " + cause;
    return Step.from(s)
        .send(Warning.of(s.data().channelId(), why))
        .add(new Effect.CloseConnection(why))
        .to(Settlements.withData(s, s.data().withSession(s.data().session().withDoubted())));
  }

  /** Whether the peer shows the secret of the local commitment before next_revocation_number, which only this node can have given it. */
  private static boolean isSecretOf(ChannelReestablish message, Env env) {
    long last = message.nextRevocationNumber().bits() - 1;
    if (last < 0 || last >= 1L << COMMITMENT_NUMBER_BITS) {
      return false;
    }
    return EnforcingSigner.isSecretOf(message.yourLastPerCommitmentSecret(), new CommitmentNumber(last), env.keys());
  }

  /** BOLT 2, data loss: proven. Our commitment is revoked; publishing it would give all to the peer. */
  private static Transition fallenBehind(ChannelState.Reestablishing s) {
    return Step.from(s).send(outdated(s.data())).to(new ChannelState.FallenBehind(s.data()));
  }

  private static Transition resume(ChannelState.Reestablishing s, ChannelReestablish message, boolean repeatCommitment,
      boolean repeatRevocation, Env env) {
    ChannelState.Online resumed = confirmed(s.resumed());
    ChannelData data = resumed.data();
    Commitments c = data.commitments();
    Step step = Step.from(s);
    boolean isFirst = message.nextCommitmentNumber().bits() == 1 && c.localNumber().value() == 0;
    if (isFirst && hasSentReady(resumed)) {
      step.send(Fundings.channelReady(data, env));
    }
    boolean revocationFirst = c.localNumber().equals(c.signedAfterLocal());
    if (repeatRevocation && (revocationFirst || !repeatCommitment)) {
      repeatRevocation(step, data, env);
    }
    if (repeatCommitment) {
      repeatUpdates(step, data.channelId(), c);
      step.send(CommitmentDance.signedAgain(data, env));
    }
    if (repeatRevocation && repeatCommitment && !revocationFirst) {
      repeatRevocation(step, data, env);
    }
    return goOn(step, resumed, env);
  }

  private static ChannelState.Online confirmed(ChannelState.Online s) {
    return s.withData(s.data().withSession(s.data().session().withConfirmed()));
  }

  private static boolean hasSentReady(ChannelState.Online s) {
    return s instanceof ChannelState.AwaitingReady awaiting
        ? awaiting.localReady()
        : !(s.data().fundingStatus() instanceof FundingStatus.Unconfirmed(var tx, var _)) || s.data().params().isZeroConf() && tx != null;
  }

  private static void repeatRevocation(Step step, ChannelData data, Env env) {
    step.send(CommitmentDance.revokedAgain(data, env));
  }

  /**
   * The updates that the repeated commitment_signed signs for. Removals and a lower fee rate come first, so that each addition finds the
   * money that it found the first time; a higher fee rate comes last, for a peer may ask for more money where an HTLC is added than where
   * the fee rate changes.
   */
  private static void repeatUpdates(Step step, ChannelId channelId, Commitments c) {
    CommitmentNumber number = c.signedRemoteNumber();
    for (ChannelHtlc htlc : c.htlcs().incoming()) {
      Settlement settlement = htlc.mark().settlement();
      if (number.equals(htlc.mark().removedRemote()) && settlement != null) {
        step.send(Settlements.message(channelId, htlc.id(), settlement));
      }
    }
    repeatFee(step, channelId, c, false);
    for (ChannelHtlc htlc : c.htlcs().outgoing()) {
      if (number.equals(htlc.mark().addedRemote())) {
        step.send(htlc.add());
      }
    }
    repeatFee(step, channelId, c, true);
  }

  private static void repeatFee(Step step, ChannelId channelId, Commitments c, boolean higher) {
    CommitmentNumber number = c.signedRemoteNumber();
    FeeratePerKw before = c.remoteSpec(c.remoteNumber()).feerate();
    for (FeeUpdate fee : c.fees()) {
      if (c.localIsOpener() && number.equals(fee.addedRemote()) && number.value() > 0 && fee.feerate().isMoreThan(before) == higher) {
        step.send(new UpdateFee(channelId, fee.feerate()));
      }
    }
  }

  /**
   * After the retransmission: shutdown, settlements that the peer has not seen or has forgotten, and what a channel does when it comes up.
   */
  private static Transition goOn(Step step, ChannelState.Online resumed, Env env) {
    return switch (resumed) {
      case ChannelState.AwaitingReady awaiting -> Fundings.ready(step, awaiting, env);
      case ChannelState.Normal normal -> {
        step.add(new Effect.Usable(normal.data().channelId()));
        yield Announcing.goOn(step, withSettlementsProposed(step, normal), env);
      }
      case ChannelState.ShuttingDown closing -> {
        // shutdown first: it may not follow a proposal that is not signed for.
        ChannelState.ShuttingDown sent = Shutdowns.withShutdownSent(step, closing);
        yield Shutdowns.goOn(step, withSettlementsProposed(step, sent), env);
      }
      case ChannelState.Negotiating _ -> throw new IllegalStateException("negotiating does not survive its connection");
    };
  }

  private static ChannelState.Online withSettlementsProposed(Step step, ChannelState.Online s) {
    ChannelData data = s.data();
    Commitments c = data.commitments();
    return s.withData(data.withCommitments(c.withHtlcs(c.htlcs().map(htlc -> {
      HtlcMark mark = htlc.mark();
      if (!htlc.isIncoming() || mark.settlement() == null || mark.removedRemote() != null || !c.isLockedIn(htlc)) {
        return htlc;
      }
      step.send(Settlements.message(data.channelId(), htlc.id(), mark.settlement()));
      return htlc.withProposedRemoval(mark.settlement());
    }))));
  }
}
