package org.l2node.channels.machine;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.OutPoint;
import java.util.List;
import java.util.Optional;
import org.l2node.channels.channel.ActiveFunding;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelParams;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.FundingStatus;
import org.l2node.channels.channel.ProtocolViolation;
import org.l2node.channels.channel.Severity;
import org.l2node.channels.channel.SideTerms;
import org.l2node.channels.commitment.CommitmentSignatures;
import org.l2node.channels.commitment.CommitmentSpec;
import org.l2node.channels.commitment.ShutdownScript;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.AcceptChannel;
import org.l2node.channels.wire.ErrorMessage;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.FundingCreated;
import org.l2node.channels.wire.FundingSigned;
import org.l2node.channels.wire.OpenChannel;

/** The accepter's side of the v1 channel establishment (BOLT 2): accept_channel and funding_signed. */
final class AccepterSteps {
  private AccepterSteps() {}

  static Transition accept(OpenChannel open, NodeId peer, Features remoteFeatures, long keysIndex, ByteVector shutdownScript, Env env) {
    SideTerms local = Opening.localTerms(open.fundingAmount(), open.dustLimit(), env);
    ChannelState.AwaitingFundingCreated s = new ChannelState.AwaitingFundingCreated(peer, open, local, keysIndex, shutdownScript,
        env.policy().minimumDepth(),
        remoteFeatures);
    try {
      check(s, env);
    } catch (ProtocolViolation violation) {
      return Step.from(null)
          .send(ErrorMessage.of(new ChannelId(open.temporaryChannelId().value()), violation.text()))
          .to(new ChannelState.Abandoned(peer, open.temporaryChannelId(), Optional.empty(), "refused: " + violation.text()));
    }
    AcceptChannel accept = new AcceptChannel(
        open.temporaryChannelId(),
        local.dustLimit(),
        local.maxHtlcValueInFlight(),
        local.channelReserve(),
        local.htlcMinimum(),
        s.minimumDepth(),
        local.toSelfDelay().blocks(),
        local.maxAcceptedHtlcs(),
        local.basepoints().fundingPubkey(),
        local.basepoints().revocationBasepoint(),
        local.basepoints().paymentBasepoint(),
        local.basepoints().delayedPaymentBasepoint(),
        local.basepoints().htlcBasepoint(),
        env.keys().perCommitmentPoint(CommitmentNumber.ZERO),
        Opening.tlvs(Opening.localUpfrontScript(shutdownScript, remoteFeatures, env),
            Opening.takenType(open, remoteFeatures, s.minimumDepth()).orElseThrow()));
    return Step.from(null).send(accept).to(s);
  }

  private static void check(ChannelState.AwaitingFundingCreated s, Env env) {
    OpenChannel open = s.open();
    String rule = "BOLT 2 open_channel";
    TermChecks.checkOpen(open, s.remote(), s.remoteFeatures(), env);
    TermChecks.checkUpfrontScript(Opening.remoteUpfrontScript(open.upfrontShutdownScript(), s.remoteFeatures()), s.remoteFeatures(), rule);
    TermChecks.check(!open.channelReserve().isLessThan(s.local().dustLimit()), rule,
        "channel_reserve_satoshis is below this node's dust limit");
    TermChecks.check(ShutdownScript.isAllowed(s.shutdownScript(), Opening.anySegwit(s.remoteFeatures())), rule,
        "option_shutdown_anysegwit is needed: this node closes to taproot addresses");
    MilliSatoshi openers = open.fundingAmount().toMilliSatoshi().minus(open.pushAmount());
    MilliSatoshi cost = Opening.openerCost(open.feerate()).toMilliSatoshi();
    TermChecks.check(!openers.isLessThan(cost), rule, "the opener cannot pay the first commitment's fee");
    MilliSatoshi reserve = open.channelReserve().toMilliSatoshi();
    boolean someMoney = openers.minus(cost).isMoreThan(reserve) || open.pushAmount().isMoreThan(reserve);
    TermChecks.check(someMoney, rule, "both sides start with no more than the reserve");
  }

  static Transition receiveFundingCreated(ChannelState.AwaitingFundingCreated s, FundingCreated message, Env env) {
    String rule = "BOLT 2 funding_created";
    TermChecks.check(!message.fundingTxId().value.equals(ByteVector32.Zeroes), rule, "funding_txid is all zero");
    OutPoint outPoint = new OutPoint(message.fundingTxId(), message.fundingOutputIndex());
    OpenChannel open = s.open();
    ChannelParams params = new ChannelParams(
        env.chainHash(),
        env.nodeId(),
        s.peer(),
        open.temporaryChannelId(),
        ChannelId.of(outPoint),
        Opening.takenType(open, s.remoteFeatures(), s.minimumDepth()).orElseThrow(),
        s.keysIndex(),
        false,
        open.fundingAmount(),
        open.pushAmount(),
        open.announceChannel(),
        s.local(),
        s.remote(),
        s.minimumDepth(),
        outPoint,
        s.shutdownScript(),
        env.height(),
        Opening.commitsToScript(s.remoteFeatures(), env),
        Opening.remoteUpfrontScript(open.upfrontShutdownScript(), s.remoteFeatures()),
        env.keys().scidAlias());
    CommitmentSignatures signatures = new CommitmentSignatures(message.signature(), List.of());
    ActiveFunding funding = new ActiveFunding(outPoint, params.capacity(), signatures);
    CommitmentSpec spec = Opening.firstSpec(params, open.feerate());
    CommitmentTxs.local(params, funding, CommitmentNumber.ZERO, spec, env.keys()).verify(signatures).ifPresent(wrong -> {
      throw new ProtocolViolation(Severity.FAIL_CHANNEL, rule, wrong);
    });
    ByteVector64 ours = EnforcingSigner.signFirst(params, funding, spec, open.firstPerCommitmentPoint(), env.keys());
    ChannelData data = Opening.firstData(params, funding, open.feerate(), open.firstPerCommitmentPoint(),
        new FundingStatus.Unconfirmed(null), s.remoteFeatures());
    return Step.from(s)
        .send(new FundingSigned(params.channelId(), ours))
        .addAll(Opening.watches(params))
        .to(new ChannelState.AwaitingReady(data, false));
  }
}
