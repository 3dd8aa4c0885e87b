package org.l2node.channels.machine;

import fr.acinq.bitcoin.ByteVector;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ProtocolViolation;
import org.l2node.channels.channel.Severity;
import org.l2node.channels.channel.SideTerms;
import org.l2node.channels.commitment.ShutdownScript;
import org.l2node.channels.commitment.ToSelfDelay;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.wire.AcceptChannel;
import org.l2node.channels.wire.Feature;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.channels.wire.OpenChannel;

/**
 * The bounds of open_channel and accept_channel (BOLT 2), and those that this node's policy adds where the BOLT allows to. All of them fail
 * the channel.
 */
final class TermChecks {
  private static final String OPEN = "BOLT 2 open_channel";
  static final String ACCEPT = "BOLT 2 accept_channel";

  private TermChecks() {}

  static void checkOpen(OpenChannel open, SideTerms remote, Features remoteFeatures, Env env) {
    ChannelPolicy policy = env.policy();
    check(open.chainHash().equals(env.chainHash()), OPEN, "unknown chain " + open.chainHash().toHex());
    boolean zeroConf = open.channelType().filter(type -> type.supports(Feature.ZEROCONF)).isPresent();
    check(!zeroConf || policy.minimumDepth() == 0, OPEN, "channel_type has option_zeroconf: this node does not trust you to open channels"
        + " that are used before they are confirmed");
    check(!zeroConf || Opening.zeroConf(remoteFeatures), OPEN,
        "channel_type has option_zeroconf, which needs both to offer it and option_scid_alias");
    check(Opening.takenType(open, remoteFeatures, policy.minimumDepth()).isPresent(), OPEN,
        "channel_type must be exactly " + NodeFeatures.CHANNEL_TYPE.setBits()
            + ", or " + NodeFeatures.CHANNEL_TYPE_WITH_ALIAS.setBits()
            + " where the channel is not announced and both offer option_scid_alias");
    Satoshi capacity = open.fundingAmount();
    check(!capacity.isLessThan(policy.minFunding()), OPEN, "channel of " + capacity + " is smaller than " + policy.minFunding());
    check(!capacity.isMoreThan(policy.maxFunding()), OPEN, "channel of " + capacity + " is larger than " + policy.maxFunding());
    check(!open.pushAmount().isMoreThan(capacity.toMilliSatoshi()), OPEN, "push_msat is more than the channel");
    checkFeerate(open.feerate(), env, OPEN);
    checkTerms(remote, capacity, policy, OPEN);
  }

  /**
   * @param channelType the one of open_channel
   * @param local what this node said in open_channel
   */
  static void checkAccept(AcceptChannel accept, Features channelType, SideTerms local, SideTerms remote, Satoshi capacity, Env env) {
    check(accept.channelType().filter(channelType::sameBits).isPresent(), ACCEPT, "channel_type is not the one of open_channel");
    check(!channelType.supports(Feature.ZEROCONF) || accept.minimumDepth() == 0, ACCEPT,
        "minimum_depth is " + accept.minimumDepth() + ", not 0, though channel_type has option_zeroconf");
    int mostDepth = env.policy().maxMinimumDepth();
    check(accept.minimumDepth() <= mostDepth, ACCEPT, "minimum_depth " + accept.minimumDepth() + " is more than " + mostDepth);
    check(!remote.channelReserve().isLessThan(local.dustLimit()), ACCEPT, "channel_reserve_satoshis is below this node's dust limit");
    check(!local.channelReserve().isLessThan(remote.dustLimit()), ACCEPT, "dust_limit_satoshis is above the reserve of open_channel");
    checkTerms(remote, capacity, env.policy(), ACCEPT);
  }

  /** @param script null: none is committed to */
  static void checkUpfrontScript(@Nullable ByteVector script, Features remoteFeatures, String rule) {
    check(script == null || ShutdownScript.isAllowed(script, Opening.anySegwit(remoteFeatures)), rule,
        "upfront_shutdown_script is of no form that a channel may close to");
  }

  private static void checkTerms(SideTerms remote, Satoshi capacity, ChannelPolicy policy, String rule) {
    ToSelfDelay delay = remote.toSelfDelay();
    check(delay.blocks() <= policy.maxToSelfDelay().blocks(), rule,
        "to_self_delay of " + delay + " is more than " + policy.maxToSelfDelay());
    check(remote.maxAcceptedHtlcs() <= ChannelPolicy.MOST_HTLCS, rule, "max_accepted_htlcs is more than 483");
    check(remote.maxAcceptedHtlcs() >= 1, rule, "max_accepted_htlcs is 0");
    check(!remote.dustLimit().isMoreThan(remote.channelReserve()), rule, "dust_limit_satoshis is above channel_reserve_satoshis");
    check(!remote.dustLimit().isLessThan(ChannelPolicy.LEAST_DUST_LIMIT), rule, "dust_limit_satoshis is below 354");
    Satoshi mostDust = policy.maxRemoteDustLimit();
    check(!remote.dustLimit().isMoreThan(mostDust), rule, "dust_limit_satoshis is above " + mostDust);
    long mostReserve = Math.max(capacity.sat() * policy.maxReservePercent() / 100, policy.leastReserve().sat());
    check(remote.channelReserve().sat() <= mostReserve, rule, "channel_reserve_satoshis is above " + mostReserve);
    // A channel in which only a few large HTLCs fit, or none, is of no use.
    MilliSatoshi tenth = new MilliSatoshi(capacity.toMilliSatoshi().msat() / 10);
    check(!remote.htlcMinimum().isMoreThan(tenth), rule, "htlc_minimum_msat is above a tenth of the channel");
    MilliSatoshi hundredth = new MilliSatoshi(capacity.toMilliSatoshi().msat() / 100);
    check(!remote.maxHtlcValueInFlight().toMilliSatoshiCapped().isLessThan(hundredth), rule,
        "max_htlc_value_in_flight_msat is below 1 % of the channel");
  }

  static void checkFeerate(FeeratePerKw feerate, Env env, String rule) {
    check(!feerate.isLessThan(FeeratePerKw.FLOOR), rule,
        "feerate_per_kw " + feerate.satPerKw() + " is below " + FeeratePerKw.FLOOR.satPerKw());
    long most = Math.max(env.policy().maxFeerate().satPerKw(), env.commitmentFeerate().satPerKw() * 10);
    check(feerate.satPerKw() <= most, rule, "feerate_per_kw " + feerate.satPerKw() + " is above " + most);
  }

  static void check(boolean holds, String rule, String otherwise) {
    if (!holds) {
      throw new ProtocolViolation(Severity.FAIL_CHANNEL, rule, otherwise);
    }
  }
}
