package org.l2node.channels.machine;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.Transaction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.FundingSpend;
import org.l2node.channels.channel.FundingStatus;
import org.l2node.channels.channel.Liquidity;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.wire.ErrorMessage;

/** Failing a channel: giving it up without the peer (BOLT 5, Failing a Channel). */
final class Closings {
  private Closings() {}

  /** This node fails the channel: tells the peer if it can, and publishes what it must. */
  static Transition fail(ChannelState s, String cause, Env env) {
    Step step = Step.from(s);
    if (isConnected(s)) {
      ChannelId id = s.channelId().orElseGet(() -> new ChannelId(s.temporaryChannelId().value()));
      step.send(ErrorMessage.of(id, cause));
    }
    return give(step, s, cause, env);
  }

  /** The peer has failed the channel. */
  static Transition failedByPeer(ChannelState s, String text, Env env) {
    String cause = "the peer failed the channel: " + text;
    return mayBeOutdated(s) && s instanceof ChannelState.WithData d ? hold(Step.from(s), d, cause) : give(Step.from(s), s, cause, env);
  }

  /**
   * This node fails the channel for what the peer says in its channel_reestablish: not by publishing, while the data may be an old copy.
   * Whoever knows that it is would only have to say something wrong, and be given a commitment that it can punish.
   */
  static Transition failUnlessOutdated(ChannelState.Reestablishing s, String cause, Env env) {
    return s.data().session().confirmed()
        ? fail(s, cause, env)
        : hold(Step.from(s).send(ErrorMessage.of(s.data().channelId(), cause)), s, cause);
  }

  /** The commitment is published once the peer has agreed to where the channel stands, by command, or when an HTLC is due. */
  private static Transition hold(Step step, ChannelState.WithData s, String cause) {
    return step.to(Settlements.withData(s, s.data().withSession(s.data().session().withHeld(cause))));
  }

  private static boolean mayBeOutdated(ChannelState s) {
    return s instanceof ChannelState.WithData d && (s instanceof ChannelState.Offline || s instanceof ChannelState.Reestablishing)
        && !d.data().session().confirmed() && !hasNothingAtStake(d.data());
  }

  static boolean isConnected(ChannelState s) {
    return switch (s) {
      case ChannelState.Opening _, ChannelState.AwaitingFundingSigned _, ChannelState.Online _, ChannelState.Reestablishing _ -> true;
      case ChannelState.Offline _, ChannelState.FallenBehind _, ChannelState.Closing _, ChannelState.Closed _, ChannelState.Abandoned _ ->
        false;
    };
  }

  private static Transition give(Step step, ChannelState s, String cause, Env env) {
    if (env.staleData() && mayBeOutdated(s) && s instanceof ChannelState.WithData d) {
      return hold(step, d, cause);
    }
    return switch (s) {
      case ChannelState.AwaitingFundingTx o -> abandon(step.add(new Effect.FundingAbandoned(o.temporaryChannelId())), o, cause);
      case ChannelState.AwaitingFundingSigned o -> abandon(step.add(new Effect.FundingAbandoned(o.temporaryChannelId())), o, cause);
      case ChannelState.AwaitingAccept o -> abandon(step, o, cause);
      case ChannelState.AwaitingFundingCreated o -> abandon(step, o, cause);
      case ChannelState.Online o -> publish(step, o, cause, env);
      case ChannelState.Offline(ChannelState.Online resumed) -> publish(step, resumed, cause, env);
      case ChannelState.Reestablishing(ChannelState.Online resumed) -> publish(step, resumed, cause, env);
      // What has fallen behind must never publish; what is closing or over has done all there is.
      case ChannelState.FallenBehind _, ChannelState.Closing _, ChannelState.Closed _, ChannelState.Abandoned _ -> step.to(s);
    };
  }

  static Transition abandon(Step step, ChannelState s, String text) {
    return step.to(new ChannelState.Abandoned(s.peer(), s.temporaryChannelId(), s.channelId(), text));
  }

  private static Transition publish(Step step, ChannelState.Online s, String cause, Env env) {
    ChannelData data = s.data().withCommitments(s.data().commitments().withoutProposals());
    Reestablish.neverSent(s.data()).forEach(step::add);
    if (hasNothingAtStake(data)) {
      return step.to(new ChannelState.Closed(data, null, "never funded: " + cause));
    }
    Transaction agreed = s.closes().best(data.params().localIsOpener());
    if (agreed != null) {
      // Both have signed how the channel ends: nothing is better than that. The user may still order the commitment to be published.
      return step.add(new Effect.Publish(agreed, Effect.Purpose.MUTUAL_CLOSE))
          .to(new ChannelState.Closing(data, cause, null, agreed, localScript(s), remoteScript(s), null, null, false));
    }
    Transaction commitment = EnforcingSigner.of(data, env.keys()).publishable();
    return step.add(new Effect.Publish(commitment, Effect.Purpose.LOCAL_COMMITMENT))
        .to(new ChannelState.Closing(data, cause, commitment, null, localScript(s), remoteScript(s), null, null, false));
  }

  /** An accepter that was given nothing loses nothing by forgetting a channel whose funding is not confirmed. */
  static boolean hasNothingAtStake(ChannelData data) {
    return !data.params().localIsOpener() && data.fundingStatus() instanceof FundingStatus.Unconfirmed
        && Liquidity.localBalance(data.commitments()).isZero() && data.commitments().htlcs().isEmpty();
  }

  static @Nullable ByteVector localScript(ChannelState.WithData s) {
    return switch (s) {
      case ChannelState.ShuttingDown closing -> closing.localScript();
      case ChannelState.Negotiating closing -> closing.localScript();
      case ChannelState.Closing closing -> closing.localScript();
      case ChannelState.Offline(ChannelState.Online resumed) -> localScript(resumed);
      case ChannelState.Reestablishing(ChannelState.Online resumed) -> localScript(resumed);
      case ChannelState.AwaitingReady _, ChannelState.Normal _, ChannelState.FallenBehind _, ChannelState.Closed _ -> null;
    };
  }

  static @Nullable ByteVector remoteScript(ChannelState.WithData s) {
    return switch (s) {
      case ChannelState.ShuttingDown closing -> closing.remoteScript();
      case ChannelState.Negotiating closing -> closing.remoteScript();
      case ChannelState.Closing closing -> closing.remoteScript();
      case ChannelState.Offline(ChannelState.Online resumed) -> remoteScript(resumed);
      case ChannelState.Reestablishing(ChannelState.Online resumed) -> remoteScript(resumed);
      case ChannelState.AwaitingReady _, ChannelState.Normal _, ChannelState.FallenBehind _, ChannelState.Closed _ -> null;
    };
  }

  /** The user's order to publish our commitment. */
  static Transition closeUnilateral(ChannelState s, Env env) {
    return switch (s) {
      case ChannelState.FallenBehind _ -> Step.rejectState(s, "this node's commitment is out of date: publishing it would lose everything");
      case ChannelState.Closed _, ChannelState.Abandoned _ -> Step.rejectState(s, "the channel is closed");
      case ChannelState.Closing closing -> {
        if (closing.spend() != null || closing.localCommitment() != null || closing.mutualClose() == null) {
          yield Step.rejectState(s, "the channel is closing already");
        }
        Transaction commitment = EnforcingSigner.of(closing.data(), env.keys()).publishable();
        yield Step.from(s)
            .add(new Effect.Publish(commitment, Effect.Purpose.LOCAL_COMMITMENT))
            .to(closing.withLocalCommitment(commitment, "closed by command"));
      }
      case ChannelState.Opening _, ChannelState.AwaitingFundingSigned _, ChannelState.Online _, ChannelState.Offline _,
          ChannelState.Reestablishing _ ->
        env.staleData() && mayBeOutdated(s)
            ? Step.rejectState(s,
                "this node's data is an old copy, as the peer of another channel has proven: publishing the commitment could"
                    + " lose everything; waiting for the peer to agree to where this channel stands, or to close it")
            : fail(s, "closed by command", env);
    };
  }

  /** Ends a step of a closing channel: over once all that is ours is home, final, and told to whoever is owed it. */
  static Transition finish(Step step, ChannelState.Closing s) {
    FundingSpend spend = s.spend();
    if (spend == null || !spend.buried() || !s.data().commitments().htlcs().isEmpty() || (s.sweep() != null && !s.sweepBuried())) {
      return step.to(s);
    }
    boolean over = switch (spend.kind()) {
      case MUTUAL_CLOSE, LOCAL_COMMITMENT, REMOTE_COMMITMENT, FUTURE_COMMITMENT, FUNDING_DOUBLE_SPENT -> true;
      // A penalty is another version's task: its data must stay.
      case REVOKED_COMMITMENT, UNKNOWN -> false;
    };
    String text = Optional.of(s.cause()).filter(c -> !c.isEmpty()).map(c -> spend.kind().text() + " (" + c + ")")
        .orElse(spend.kind().text());
    return over ? step.to(new ChannelState.Closed(s.data(), spend.tx().txid, text)) : step.to(s);
  }
}
