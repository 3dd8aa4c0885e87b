package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.ActiveFunding;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Commitments;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.ProtocolViolation;
import org.l2node.channels.commitment.CommitmentSignatures;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.wire.CommitmentSigned;

/** What the signer refuses, each by a state such as only a mistake of ours could make. */
class EnforcingSignerTest {
  private final Pair pair = paid();
  private final Party alice = pair.alice;

  private static Pair paid() {
    Pair pair = Pair.normal();
    for (int i = 0; i < 3; i++) {
      pair.add(pair.alice, 1_000_000, pair.preimage());
      pair.crossSign();
    }
    return pair;
  }

  private EnforcingSigner signer(ChannelData data) {
    return EnforcingSigner.of(data, alice.keys);
  }

  private static void refused(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IllegalStateException.class).hasMessageContaining("the signer refuses");
  }

  /** The same channel with its commitments numbered otherwise. */
  private ChannelData renumbered(long local, long remote) {
    Commitments c = alice.data().commitments();
    return alice.data().withCommitments(new Commitments(c.localIsOpener(), c.active(), c.localBalance(), c.remoteBalance(),
        new CommitmentNumber(local), new CommitmentNumber(remote), c.remotePoint(), c.remoteNextPoint(), c.signedAfterLocal(),
        c.remoteSecrets(), c.fees(), c.nextLocalHtlcId(), c.nextRemoteHtlcId(), c.htlcs()));
  }

  private long local() {
    return alice.data().commitments().localNumber().value();
  }

  private long remote() {
    return alice.data().commitments().remoteNumber().value();
  }

  @Test
  void noRemoteCommitmentIsLeftOutOrSignedTwice() {
    Commitments next = alice.data().commitments().withNextRemoteSigned();
    assertThat(signer(alice.data()).signNext(next).htlcs()).hasSize(3);
    refused(() -> signer(alice.data().withCommitments(next)).signNext(next));
    refused(() -> signer(alice.data()).signNext(alice.data().commitments()));
    for (long number : new long[]{remote() - 1, remote() + 1}) {
      ChannelData wrong = renumbered(local(), number);
      refused(() -> signer(wrong).signNext(wrong.commitments().withNextRemoteSigned()));
      refused(() -> signer(alice.data()).signNext(wrong.commitments().withNextRemoteSigned()));
    }
    refused(() -> signer(alice.data()).signAgain());
    ChannelData signed = alice.data().withCommitments(next);
    refused(() -> signer(signed).signAgain());
    ChannelData noted = signed.withSession(signed.session().withSigner(signed.session().signer().withSigned(next.signedRemoteNumber())));
    assertThat(signer(noted).signAgain()).isEqualTo(signer(alice.data()).signNext(next));
  }

  @Test
  void onlyTheSecretBeforeAVerifiedCommitmentIsGivenAway() {
    pair.add(pair.bob, 1_000_000, pair.preimage());
    pair.sign(pair.bob);
    pair.deliverOne(pair.bob);
    CommitmentSigned message = (CommitmentSigned) pair.bob.outbox.remove();
    CommitmentSignatures signatures = new CommitmentSignatures(message.signature(), message.htlcSignatures());
    Commitments marked = alice.data().commitments().markedForNextLocal();
    var spec = marked.localSpec(new CommitmentNumber(local() + 1));
    EnforcingSigner.Verified verified = signer(alice.data()).verify(spec, signatures, "test");
    assertThat(signer(alice.data()).revoke(verified)).isEqualTo(alice.keys.perCommitmentSecret(new CommitmentNumber(local())).value);
    for (long number : new long[]{local() - 1, local() + 1}) {
      refused(() -> signer(renumbered(number, remote())).revoke(verified));
      refused(() -> signer(renumbered(number, remote())).revokeAgain());
    }
    refused(() -> signer(pair.bob.data()).revoke(verified));
    CommitmentSignatures lacking = new CommitmentSignatures(message.signature(), List.of());
    assertThatThrownBy(() -> signer(alice.data()).verify(spec, lacking, "test")).isInstanceOf(ProtocolViolation.class);
    ChannelData first = renumbered(0, remote());
    refused(() -> signer(first.withSession(org.l2node.channels.channel.Session.NONE)).revokeAgain());
  }

  @Test
  void noCommitmentIsPublishedWhoseSecretIsGivenAway() {
    assertThat(signer(alice.data()).publishable().txOut).isNotEmpty();
    refused(() -> signer(renumbered(local() - 1, remote())).publishable());
    // In production: a state set back by mistake stops the channel before anything leaves.
    ChannelState back = new ChannelState.Normal(renumbered(local() - 1, remote()));
    refused(() -> ChannelMachine.step(back, new ChannelEvent.CloseUnilateral(), alice.env()));
    alice.step(pair.offer(alice, 1_000_000, pair.preimage()));
    ChannelState forgotten = new ChannelState.Normal(renumbered(local(), remote() - 1));
    refused(() -> ChannelMachine.step(forgotten, new ChannelEvent.Sign(), alice.env()));
    alice.step(new ChannelEvent.CloseUnilateral());
    assertThat(alice.last(Effect.Publish.class)).isPresent();
  }

  @Test
  void remembersAcrossConnectionsButNotRuns() {
    assertThat(alice.data().session().signer().signed()).isEqualTo(new CommitmentNumber(remote()));
    assertThat(alice.data().session().signer().revoked()).isEqualTo(new CommitmentNumber(local() - 1));
    pair.reconnect();
    assertThat(alice.data().session().signer().signed()).isEqualTo(new CommitmentNumber(remote()));
    pair.disconnect();
    alice.restart();
    assertThat(alice.data().session().signer()).isEqualTo(org.l2node.channels.channel.SignerMemory.NONE);
    ActiveFunding funding = alice.data().commitments().funding();
    assertThat(funding.remoteSignatures().htlcs()).hasSize(3);
  }
}
