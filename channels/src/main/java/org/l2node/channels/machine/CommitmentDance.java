package org.l2node.channels.machine;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.PublicKey;
import java.util.List;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelHtlc;
import org.l2node.channels.channel.ChannelParams;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Commitments;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.ProtocolViolation;
import org.l2node.channels.channel.Severity;
import org.l2node.channels.channel.SignerMemory;
import org.l2node.channels.commitment.CommitmentSignatures;
import org.l2node.channels.commitment.CommitmentSpec;
import org.l2node.channels.keys.ReceivedSecrets;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.wire.CommitmentSigned;
import org.l2node.channels.wire.RevokeAndAck;
import org.l2node.channels.wire.Tlv;
import org.l2node.channels.wire.TlvStream;

/** commitment_signed and revoke_and_ack (BOLT 2, Normal Operation). */
final class CommitmentDance {
  private static final int FUNDING_TXID = 1;

  private CommitmentDance() {}

  /** Signs all that is unsigned in one commitment, if there is something and the peer has revoked. */
  static Transition sign(ChannelState.Online s, Env env) {
    Step step = Step.from(s);
    return Shutdowns.goOn(step, signed(step, s, env), env);
  }

  private static ChannelState.Online signed(Step step, ChannelState.Online s, Env env) {
    Commitments c = s.data().commitments();
    if (c.isAwaitingRevocation() || c.remoteNextPoint() == null || !c.hasChangesForRemote()) {
      return s;
    }
    Commitments next = c.markedForNextRemote().withNextRemoteSigned();
    ChannelData data = s.data();
    step.send(commitmentSigned(data.params(), next, EnforcingSigner.of(data, env.keys()).signNext(next)));
    SignerMemory memory = data.session().signer().withSigned(next.signedRemoteNumber());
    return s.withData(data.withCommitments(next).withSession(data.session().withSigner(memory)));
  }

  private static CommitmentSigned commitmentSigned(ChannelParams params, Commitments c, CommitmentSignatures signatures) {
    Tlv fundingTxId = new Tlv(FUNDING_TXID, c.funding().outPoint().txid.value.reversed());
    return new CommitmentSigned(params.channelId(), signatures.commitment(), signatures.htlcs(), TlvStream.of(fundingTxId));
  }

  /** The message for the remote commitment that is signed and not acknowledged; the same for the same state, also after a restart. */
  static CommitmentSigned signedAgain(ChannelData data, Env env) {
    return commitmentSigned(data.params(), data.commitments(), EnforcingSigner.of(data, env.keys()).signAgain());
  }

  static Transition receiveSigned(ChannelState.Online s, CommitmentSigned message, Env env) {
    String rule = "BOLT 2 commitment_signed";
    ChannelParams params = s.data().params();
    Commitments c = s.data().commitments();
    if (c.remoteNextPoint() == null || s instanceof ChannelState.Negotiating || s instanceof ChannelState.AwaitingReady) {
      throw new ProtocolViolation(Severity.DISCONNECT, rule, "there is nothing to sign in state " + s.name());
    }
    Commitments marked = c.markedForNextLocal();
    CommitmentNumber number = c.localNumber().next();
    CommitmentSpec spec = marked.localSpec(number);
    Affordability.check(params, marked, rule);
    CommitmentSignatures signatures = new CommitmentSignatures(message.signature(), message.htlcSignatures());
    EnforcingSigner signer = EnforcingSigner.of(s.data(), env.keys());
    EnforcingSigner.Verified verified = signer.verify(spec, signatures, rule);
    Commitments current = marked.withNextLocal(List.of(c.funding().withSignatures(verified.signatures()))).withFeesPruned();
    Settlements.Resolved resolved = Settlements.resolve(params.channelId(), current);
    Step step = Step.from(s).send(revokeAndAck(params.channelId(), signer.revoke(verified), number, env)).addAll(resolved.effects());
    SignerMemory memory = s.data().session().signer().withRevoked(c.localNumber());
    ChannelData data = s.data().withCommitments(resolved.commitments()).withSession(s.data().session().withSigner(memory));
    return Shutdowns.goOn(step, s.withData(data), env);
  }

  /** Gives up the local commitment before the current one, as before. */
  static RevokeAndAck revokedAgain(ChannelData data, Env env) {
    return revokeAndAck(data.channelId(), EnforcingSigner.of(data, env.keys()).revokeAgain(), data.commitments().localNumber(), env);
  }

  private static RevokeAndAck revokeAndAck(ChannelId channelId, ByteVector32 secret, CommitmentNumber current, Env env) {
    return new RevokeAndAck(channelId, secret, env.keys().perCommitmentPoint(current.next()), TlvStream.EMPTY);
  }

  static Transition receiveRevocation(ChannelState.Online s, RevokeAndAck message, Env env) {
    String rule = "BOLT 2 revoke_and_ack";
    ChannelData data = s.data();
    Commitments c = data.commitments();
    PublicKey nextPoint = c.remoteNextPoint();
    if (!c.isAwaitingRevocation() || nextPoint == null) {
      throw new ProtocolViolation(Severity.DISCONNECT, rule, "there is no commitment to revoke");
    }
    PrivateKey secret = new PrivateKey(message.perCommitmentSecret());
    if (!secret.isValid() || !secret.publicKey().equals(c.remotePoint())) {
      throw new ProtocolViolation(Severity.FAIL_CHANNEL, rule, "the secret is not that of " + c.remoteNumber());
    }
    ReceivedSecrets secrets = c.remoteSecrets().insert(secret).orElseThrow(
        () -> new ProtocolViolation(Severity.FAIL_CHANNEL, rule, "the secrets do not come from one seed"));
    Commitments next = c.withRemoteRevoked(secrets, nextPoint, message.nextPerCommitmentPoint()).withFeesPruned();
    Step step = Step.from(s);
    ChannelData lockedIn = data.withCommitments(next);
    for (ChannelHtlc htlc : next.htlcs().incoming()) {
      if (next.remoteNumber().equals(htlc.mark().addedRemote())) {
        boolean mustFail = s instanceof ChannelState.ShuttingDown || Offers.mustFail(lockedIn, htlc, env);
        step.add(new Effect.HtlcLockedIn(data.channelId(), htlc.add(), mustFail));
      }
    }
    Settlements.Resolved resolved = Settlements.resolve(data.channelId(), next);
    step.addAll(resolved.effects());
    return Shutdowns.goOn(step, s.withData(data.withCommitments(resolved.commitments())), env);
  }
}
