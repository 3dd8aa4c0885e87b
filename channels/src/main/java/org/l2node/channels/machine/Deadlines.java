package org.l2node.channels.machine;

import java.util.Optional;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelHtlc;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.FundingStatus;
import org.l2node.channels.channel.MutualCloses;
import org.l2node.channels.units.BlockHeight;

/**
 * What a new block may end: HTLCs that must be taken to the chain while there is time (BOLT 2, cltv_expiry_delta Selection), and channels
 * that were never funded. With R=2, G=2, S=12: an outgoing HTLC is given G=2 blocks after its expiry, an incoming one whose preimage is
 * known is taken to the chain 2R+G+S=18 blocks before.
 */
final class Deadlines {
  /** Blocks after which a channel that only lacks a closing transaction is failed. */
  private static final int CLOSING_TIMEOUT = 144;

  private Deadlines() {}

  static Transition newBlock(ChannelState.WithData s, Env env) {
    return switch (s) {
      case ChannelState.Online _, ChannelState.Offline _, ChannelState.Reestablishing _ -> {
        Optional<String> missed = missed(s.data(), env).or(() -> neverClosed(s, env));
        if (missed.isPresent()) {
          yield Closings.fail(s, missed.get(), env);
        }
        yield switch (s) {
          case ChannelState.Normal normal -> Offers.followEstimate(normal, env);
          case ChannelState.Negotiating negotiating when Opening.simpleClose(s.data().session().remoteFeatures()) ->
            SimpleClose.followEstimate(negotiating, env);
          default -> Step.ignore(s);
        };
      }
      case ChannelState.Closing closing -> isGivenUp(closing, env)
          ? Step.from(s).to(new ChannelState.Closed(closing.data(), null, "never funded: " + closing.cause()))
          : OnChain.progress(Step.from(s), closing, env);
      case ChannelState.FallenBehind _, ChannelState.Closed _ -> Step.ignore(s);
    };
  }

  /** What was earned in a channel that was used before it was confirmed is not forgotten: the funding transaction may still come. */
  private static boolean isGivenUp(ChannelState.Closing s, Env env) {
    boolean wasUsed = s.data().isUsedUnconfirmed() && !Closings.hasNothingAtStake(s.data());
    return neverFunded(s.data(), env) && s.spend() == null && !wasUsed;
  }

  private static Optional<String> missed(ChannelData data, Env env) {
    if (neverFunded(data, env)) {
      return Optional.of("not funded within " + env.policy().fundingTimeout() + " blocks");
    }
    for (ChannelHtlc htlc : data.commitments().htlcs().all()) {
      if (htlc.mark().resolved() || !htlc.mark().isSigned()) {
        continue;
      }
      if (htlc.isIncoming() ? isFulfilmentDue(htlc, env) : isTimeoutDue(htlc, env)) {
        return Optional
            .of((htlc.isIncoming() ? "incoming " : "outgoing ") + htlc.id() + " must be taken to the chain: " + htlc.add().cltvExpiry());
      }
    }
    return Optional.empty();
  }

  /** Nothing is left but to sign a closing transaction, and the peer does not (BOLT 2, closing_signed). */
  private static Optional<String> neverClosed(ChannelState.WithData s, Env env) {
    MutualCloses closes = switch (s) {
      case ChannelState.Online online -> online.closes();
      // Before the peer has agreed to where the channel stands it is not failed for what is not urgent.
      case ChannelState.Offline(ChannelState.Online resumed) when s.data().session().confirmed() -> resumed.closes();
      case ChannelState.Reestablishing(ChannelState.Online resumed) when s.data().session().confirmed() -> resumed.closes();
      case ChannelState.Offline _, ChannelState.Reestablishing _, ChannelState.FallenBehind _, ChannelState.Closing _,
          ChannelState.Closed _ ->
        MutualCloses.NONE;
    };
    BlockHeight since = closes.since();
    boolean late = since != null && closes.isEmpty() && env.height().value() - since.value() >= CLOSING_TIMEOUT;
    return late ? Optional.of("no closing transaction was agreed on within " + CLOSING_TIMEOUT + " blocks") : Optional.empty();
  }

  private static boolean isTimeoutDue(ChannelHtlc htlc, Env env) {
    return env.height().value() >= htlc.add().cltvExpiry().value() + env.policy().timeoutGrace();
  }

  private static boolean isFulfilmentDue(ChannelHtlc htlc, Env env) {
    return htlc.isFulfilled() && env.height().value() >= htlc.add().cltvExpiry().value() - env.policy().fulfilmentDeadline();
  }

  /** An accepter forgets a channel that was never funded (BOLT 2, channel_ready). An opener published the funding itself and waits. */
  private static boolean neverFunded(ChannelData data, Env env) {
    BlockHeight created = data.params().createdAt();
    return !data.params().localIsOpener() && data.fundingStatus() instanceof FundingStatus.Unconfirmed
        && env.height().value() - created.value() > env.policy().fundingTimeout();
  }
}
