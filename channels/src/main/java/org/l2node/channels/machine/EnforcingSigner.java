package org.l2node.channels.machine;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.Transaction;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ActiveFunding;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelParams;
import org.l2node.channels.channel.Commitments;
import org.l2node.channels.channel.ProtocolViolation;
import org.l2node.channels.channel.Severity;
import org.l2node.channels.channel.SignerMemory;
import org.l2node.channels.commitment.CommitmentSignatures;
import org.l2node.channels.commitment.CommitmentSpec;
import org.l2node.channels.keys.ChannelKeys;
import org.l2node.channels.units.CommitmentNumber;

/**
 * Every signature of a commitment and every revocation secret that leaves this node is made here, and only where it cannot cost money:
 * remote commitments are signed one after the other without a gap and never two that are not revoked; a secret is given away only of the
 * commitment right before one that is verified; a commitment whose secret was given away is not signed. What it refuses is a bug of this
 * node: an exception, and the channel stops.
 */
final class EnforcingSigner {
  private final ChannelParams params;
  private final Commitments before;
  private final SignerMemory memory;
  private final ChannelKeys keys;

  private EnforcingSigner(ChannelData data, ChannelKeys keys) {
    this.params = data.params();
    this.before = data.commitments();
    this.memory = data.session().signer();
    this.keys = keys;
  }

  /** @param data where the channel stands before the step */
  static EnforcingSigner of(ChannelData data, ChannelKeys keys) {
    return new EnforcingSigner(data, keys);
  }

  /** Signs the peer's first commitment, before there is a channel. */
  static ByteVector64 signFirst(ChannelParams params, ActiveFunding funding, CommitmentSpec spec, PublicKey point, ChannelKeys keys) {
    return CommitmentTxs.remote(params, funding, CommitmentNumber.ZERO, spec, point, keys).sign(keys).commitment();
  }

  /** A local commitment that the peer's signatures make ours to publish; nothing but {@link EnforcingSigner#verify} makes one. */
  static final class Verified {
    private final ChannelParams params;
    private final CommitmentNumber number;
    private final CommitmentSignatures signatures;

    private Verified(ChannelParams params, CommitmentNumber number, CommitmentSignatures signatures) {
      this.params = params;
      this.number = number;
      this.signatures = signatures;
    }

    CommitmentSignatures signatures() {
      return signatures;
    }
  }

  /** @throws ProtocolViolation if the peer has not signed the next local commitment, all of it and with low S */
  Verified verify(CommitmentSpec spec, CommitmentSignatures signatures, String rule) {
    CommitmentNumber number = before.localNumber().next();
    CommitmentTxs.local(params, before.funding(), number, spec, keys).verify(signatures).ifPresent(wrong -> {
      throw new ProtocolViolation(Severity.DISCONNECT, rule, wrong);
    });
    return new Verified(params, number, signatures);
  }

  /** The secret of the commitment before {@code next}: it is worth nothing once {@code next} is durable. */
  ByteVector32 revoke(Verified next) {
    CommitmentNumber revoked = before.localNumber();
    refuse(!next.params.equals(params), "a commitment of another channel");
    refuse(!next.number.equals(revoked.next()), "the secret of " + revoked + " for " + next.number);
    refuse(memory.revoked() != null && !memory.revoked().next().equals(revoked),
        "the secret of " + revoked + " after that of " + memory.revoked());
    return keys.perCommitmentSecret(revoked).value;
  }

  /** The secret that was given away last, once more. */
  ByteVector32 revokeAgain() {
    refuse(before.localNumber().equals(CommitmentNumber.ZERO), "the secret of the first commitment, which is the current one");
    CommitmentNumber revoked = new CommitmentNumber(before.localNumber().value() - 1);
    refuse(memory.revoked() != null && !memory.revoked().equals(revoked),
        "the secret of " + revoked + " again, after that of " + memory.revoked());
    return keys.perCommitmentSecret(revoked).value;
  }

  /**
   * Whether {@code secret} is that of a local commitment: which only this node can have given away.
   *
   * @param number up to 2^48 - 1
   */
  static boolean isSecretOf(ByteVector32 secret, CommitmentNumber number, ChannelKeys keys) {
    return keys.perCommitmentSecret(number).value.equals(secret);
  }

  /** Signs the next remote commitment: that of {@code next}, which differs from what was before by it alone. */
  CommitmentSignatures signNext(Commitments next) {
    CommitmentNumber number = next.signedRemoteNumber();
    refuse(before.isAwaitingRevocation(), number + " while " + before.signedRemoteNumber() + " waits for the peer's revocation");
    refuse(!next.isAwaitingRevocation() || !number.equals(before.remoteNumber().next()), number + " after " + before.remoteNumber());
    refuse(memory.signed() != null && !memory.signed().next().equals(number), number + " after " + memory.signed());
    refuse(!before.localNumber().equals(next.localNumber()), "a step that changes the local commitment too");
    return sign(next);
  }

  /** Signs again the remote commitment that was signed last: the same, for the same state. */
  CommitmentSignatures signAgain() {
    CommitmentNumber number = before.signedRemoteNumber();
    refuse(!before.isAwaitingRevocation(), number + " again, which is revoked for");
    refuse(memory.signed() != null && !memory.signed().equals(number), number + " again, after " + memory.signed());
    return sign(before);
  }

  private CommitmentSignatures sign(Commitments c) {
    PublicKey point = c.remoteNextPoint();
    if (point == null) {
      throw refusal("no point for " + c.signedRemoteNumber());
    }
    return CommitmentTxs.remote(params, c, c.signedRemoteNumber(), point, keys).sign(keys);
  }

  /** The current local commitment, ready to be published. */
  Transaction publishable() {
    refuse(memory.revoked() != null && memory.revoked().compareTo(before.localNumber()) >= 0,
        before.localNumber() + ", whose secret is given away");
    return CommitmentTxs.local(params, before, before.localNumber(), keys).signed(keys, before.funding().remoteSignatures().commitment());
  }

  private static void refuse(boolean wrong, String what) {
    if (wrong) {
      throw refusal(what);
    }
  }

  private static IllegalStateException refusal(@Nullable String what) {
    return new IllegalStateException("the signer refuses: " + what);
  }
}
