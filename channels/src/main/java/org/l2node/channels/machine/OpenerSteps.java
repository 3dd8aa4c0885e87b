package org.l2node.channels.machine;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxOut;
import java.util.List;
import java.util.Optional;
import org.l2node.channels.channel.ActiveFunding;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelParams;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.FundingStatus;
import org.l2node.channels.channel.ProtocolViolation;
import org.l2node.channels.channel.RejectReason;
import org.l2node.channels.channel.Severity;
import org.l2node.channels.channel.SideTerms;
import org.l2node.channels.commitment.CommitmentSignatures;
import org.l2node.channels.commitment.CommitmentSpec;
import org.l2node.channels.commitment.Funding;
import org.l2node.channels.commitment.ShutdownScript;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.wire.AcceptChannel;
import org.l2node.channels.wire.ErrorMessage;
import org.l2node.channels.wire.Feature;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.FundingCreated;
import org.l2node.channels.wire.FundingSigned;
import org.l2node.channels.wire.OpenChannel;

/** The opener's side of the v1 channel establishment (BOLT 2): open_channel, funding_created, publishing the funding transaction. */
final class OpenerSteps {
  private OpenerSteps() {}

  static Transition open(ChannelEvent.Open command, NodeId peer, Features remoteFeatures, Env env) {
    Optional<RejectReason> wrong = wrongWith(command, remoteFeatures, env);
    if (wrong.isPresent()) {
      ChannelState.Abandoned abandoned = new ChannelState.Abandoned(peer, command.temporaryChannelId(), Optional.empty(),
          wrong.get().text());
      return Step.from(null).add(new Effect.Rejected(wrong.get())).to(abandoned);
    }
    SideTerms local = Opening.localTerms(command.capacity(), new Satoshi(0), env);
    OpenChannel open = new OpenChannel(
        env.chainHash(),
        command.temporaryChannelId(),
        command.capacity(),
        command.push(),
        local.dustLimit(),
        local.maxHtlcValueInFlight(),
        local.channelReserve(),
        local.htlcMinimum(),
        command.commitmentFeerate(),
        local.toSelfDelay().blocks(),
        local.maxAcceptedHtlcs(),
        local.basepoints().fundingPubkey(),
        local.basepoints().revocationBasepoint(),
        local.basepoints().paymentBasepoint(),
        local.basepoints().delayedPaymentBasepoint(),
        local.basepoints().htlcBasepoint(),
        env.keys().perCommitmentPoint(CommitmentNumber.ZERO),
        command.announce() ? 1 : 0,
        Opening.tlvs(Opening.localUpfrontScript(command.shutdownScript(), remoteFeatures, env),
            Opening.channelType(command, remoteFeatures)));
    return Step.from(null).send(open).to(new ChannelState.AwaitingAccept(peer, command, local, remoteFeatures));
  }

  private static Optional<RejectReason> wrongWith(ChannelEvent.Open command, Features remoteFeatures, Env env) {
    ChannelPolicy policy = env.policy();
    Satoshi capacity = command.capacity();
    if (capacity.isLessThan(policy.minFunding()) || capacity.isMoreThan(policy.maxFunding())) {
      return Optional.of(
          new RejectReason.BadCapacity(policy.minFunding(), policy.maxFunding(),
              "a channel has " + policy.minFunding() + " to " + policy.maxFunding() + ", not " + capacity));
    }
    if (capacity.isMoreThan(ChannelPolicy.MOST_WITHOUT_LARGE) && !remoteFeatures.supports(Feature.LARGE_CHANNEL)) {
      return Optional.of(
          new RejectReason.BadCapacity(policy.minFunding(), ChannelPolicy.MOST_WITHOUT_LARGE,
              "the peer does not take channels of more than " + ChannelPolicy.MOST_WITHOUT_LARGE
                  + ": it does not offer " + Feature.LARGE_CHANNEL.boltName()));
    }
    for (Feature needed : List.of(Feature.STATIC_REMOTEKEY, Feature.ANCHORS)) {
      if (!remoteFeatures.supports(needed)) {
        return Optional
            .of(new RejectReason.PeerLacks(needed,
                "the peer does not offer " + needed.boltName() + ", which every channel of this node needs"));
      }
    }
    if (command.zeroConf() && !Opening.zeroConf(remoteFeatures)) {
      Feature lacks = remoteFeatures.supports(Feature.ZEROCONF) ? Feature.SCID_ALIAS : Feature.ZEROCONF;
      return Optional.of(new RejectReason.PeerLacks(lacks,
          "the peer does not offer " + lacks.boltName() + ", which a channel that is used before it is confirmed needs"));
    }
    if (!ShutdownScript.isAllowed(command.shutdownScript(), Opening.anySegwit(remoteFeatures))) {
      return Optional.of(
          new RejectReason.BadArgument("the peer does not take a shutdown to that kind of address: it lacks option_shutdown_anysegwit"));
    }
    if (command.push().isMoreThan(capacity.toMilliSatoshi())) {
      return Optional.of(new RejectReason.BadArgument("cannot push " + command.push() + " in a channel of " + capacity));
    }
    if (command.commitmentFeerate().isLessThan(FeeratePerKw.FLOOR)) {
      return Optional.of(new RejectReason.BadArgument("fee rate below " + FeeratePerKw.FLOOR));
    }
    MilliSatoshi own = capacity.toMilliSatoshi().minus(command.push());
    Satoshi needs = policy.reserveFor(capacity, Satoshi.ZERO).plus(Opening.openerCostWithBuffer(command.commitmentFeerate()));
    if (own.isLessThan(needs.toMilliSatoshi())) {
      return Optional.of(
          new RejectReason.InsufficientBalance(own,
              "after the push " + own + " would be left to this node; reserve, commitment fee and anchors take " + needs));
    }
    return Optional.empty();
  }

  static Transition receiveAccept(ChannelState.AwaitingAccept s, AcceptChannel accept, Env env) {
    SideTerms remote = Opening.terms(accept);
    TermChecks.checkAccept(accept, Opening.channelType(s.command(), s.remoteFeatures()), s.local(), remote,
        s.command().capacity(), env);
    ByteVector upfront = Opening.remoteUpfrontScript(accept.upfrontShutdownScript(), s.remoteFeatures());
    TermChecks.checkUpfrontScript(upfront, s.remoteFeatures(), TermChecks.ACCEPT);
    // Where it was not asked for, the accepter's trust does not make this node use the channel at once.
    int depth = (int) Math.max(s.command().zeroConf() ? 0 : 1, accept.minimumDepth());
    ByteVector script = Funding.scriptPubkey(s.local().basepoints().fundingPubkey(), remote.basepoints().fundingPubkey());
    return Step.from(s)
        .add(new Effect.FundingNeeded(s.temporaryChannelId(), script, s.command().capacity(), s.command().fundingFeerate()))
        .to(new ChannelState.AwaitingFundingTx(s.peer(), s.command(), s.local(), remote, accept.firstPerCommitmentPoint(), depth,
            s.remoteFeatures(), upfront));
  }

  static Transition fundingBuilt(ChannelState.AwaitingFundingTx s, ChannelEvent.FundingBuilt built, Env env) {
    OutPoint outPoint = new OutPoint(built.tx().txid, built.outputIndex());
    ChannelEvent.Open command = s.command();
    ChannelParams params = new ChannelParams(
        env.chainHash(),
        env.nodeId(),
        s.peer(),
        command.temporaryChannelId(),
        ChannelId.of(outPoint),
        Opening.channelType(command, s.remoteFeatures()),
        command.keysIndex(),
        true,
        command.capacity(),
        command.push(),
        command.announce(),
        s.local(),
        s.remote(),
        s.minimumDepth(),
        outPoint,
        command.shutdownScript(),
        env.height(),
        Opening.commitsToScript(s.remoteFeatures(), env),
        s.remoteUpfrontScript(),
        env.keys().scidAlias());
    TxOut output = built.tx().txOut.get(built.outputIndex());
    if (!output.publicKeyScript.equals(params.fundingScript()) || output.amount.toLong() != command.capacity().sat()
        || built.outputIndex() > 0xffff) {
      throw new IllegalArgumentException(
          "the wallet's transaction does not pay " + command.capacity() + " to the funding script at output " + built.outputIndex());
    }
    CommitmentSpec spec = Opening.firstSpec(params, command.commitmentFeerate());
    ActiveFunding unsigned = new ActiveFunding(outPoint, params.capacity(), Opening.NO_SIGNATURES);
    FundingCreated message = new FundingCreated(s.temporaryChannelId(), outPoint.txid, built.outputIndex(),
        EnforcingSigner.signFirst(params, unsigned, spec, s.remoteFirstPoint(), env.keys()));
    return Step.from(s)
        .send(message)
        .to(new ChannelState.AwaitingFundingSigned(params, s.remoteFirstPoint(), command.commitmentFeerate(), built.tx(),
            s.remoteFeatures()));
  }

  static Transition fundingFailed(ChannelState.AwaitingFundingTx s, ChannelEvent.FundingFailed failed) {
    return Step.from(s)
        .send(ErrorMessage.of(new ChannelId(s.temporaryChannelId().value()), "the channel cannot be funded"))
        .add(new Effect.FundingAbandoned(s.temporaryChannelId()))
        .add(new Effect.Rejected(new RejectReason.BadArgument(failed.why())))
        .to(new ChannelState.Abandoned(s.peer(), s.temporaryChannelId(), Optional.empty(), "not funded: " + failed.why()));
  }

  static Transition receiveFundingSigned(ChannelState.AwaitingFundingSigned s, FundingSigned message, Env env) {
    ChannelParams params = s.params();
    PublicKey remotePoint = s.remoteFirstPoint();
    CommitmentSignatures signatures = new CommitmentSignatures(message.signature(), List.of());
    ActiveFunding funding = new ActiveFunding(params.funding(), params.capacity(), signatures);
    CommitmentSpec spec = Opening.firstSpec(params, s.feerate());
    CommitmentTxs.local(params, funding, CommitmentNumber.ZERO, spec, env.keys()).verify(signatures).ifPresent(wrong -> {
      throw new ProtocolViolation(Severity.FAIL_CHANNEL, "BOLT 2 funding_signed", wrong);
    });
    Transaction tx = s.fundingTx();
    ChannelData data = Opening.firstData(params, funding, s.feerate(), remotePoint, new FundingStatus.Unconfirmed(tx), s.remoteFeatures());
    Step step = Step.from(s).add(new Effect.Publish(tx, Effect.Purpose.FUNDING)).addAll(Opening.watches(params));
    if (params.isZeroConf()) {
      step.addAll(Reorganisations.watchInputs(params, tx));
    }
    return Fundings.ready(step, new ChannelState.AwaitingReady(data, false), env);
  }
}
