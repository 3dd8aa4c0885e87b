package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector32;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.UInt64;
import org.l2node.channels.wire.ChannelReestablish;
import org.l2node.channels.wire.CommitmentSigned;
import org.l2node.channels.wire.ErrorMessage;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.RevokeAndAck;
import org.l2node.channels.wire.Shutdown;
import org.l2node.channels.wire.TlvStream;
import org.l2node.channels.wire.UpdateAddHtlc;

/**
 * A node that was started from what may be an old copy of its data. Before the peer has agreed to where the channel stands, the peer must
 * not be able to make it publish a commitment: it could be a revoked one.
 */
@Tag("V42")
class OldDataTest {
  private final Pair pair = Pair.normal();
  private final Party alice = pair.alice;

  private ChannelEvent error() {
    return new ChannelEvent.ReceivedError(ErrorMessage.of(alice.data().channelId(), "no more"));
  }

  private void restart() {
    pair.disconnect();
    alice.restart();
  }

  private List<Effect.Publish> commitments() {
    return alice.effects(Effect.Publish.class).stream().filter(p -> p.purpose() == Effect.Purpose.LOCAL_COMMITMENT).toList();
  }

  private void holds() {
    alice.step(error());
    assertThat(commitments()).isEmpty();
    assertThat(alice.view().detail()).contains("the peer failed the channel: no more").contains("not published before");
  }

  @Test
  void anErrorBeforeTheFirstReestablishPublishesNothing() {
    pair.add(alice, 50_000_000, pair.preimage());
    pair.crossSign();
    ChannelState old = alice.disk.restore();
    pair.add(alice, 50_000_000, pair.preimage());
    pair.crossSign();
    pair.disconnect();
    Env env = alice.env();
    Transition t = ChannelMachine.step(old, new ChannelEvent.Connected(pair.bob.features), env);
    t = ChannelMachine.step(t.next(), error(), env);
    assertThat(t.effects()).isEmpty();
    t = ChannelMachine.step(t.next(), new ChannelEvent.Disconnected(), env);
    t = ChannelMachine.step(t.next(), error(), env);
    t = ChannelMachine.step(t.next(), new ChannelEvent.NewBlock(), env);
    assertThat(t.effects()).isEmpty();
    t = ChannelMachine.step(t.next(), new ChannelEvent.Connected(pair.bob.features), env);
    pair.bob.step(new ChannelEvent.Connected(alice.features));
    t = ChannelMachine.step(t.next(), new ChannelEvent.Received((ChannelReestablish) pair.bob.outbox.removeLast()), env);
    assertThat(t.next()).isInstanceOf(ChannelState.FallenBehind.class);
    assertThat(t.effects()).noneMatch(Effect.Publish.class::isInstance);
  }

  @Test
  void anErrorIsFollowedOnceThePeerHasAgreed() {
    restart();
    holds();
    pair.connect();
    holds();
    pair.deliverOne(pair.bob);
    alice.in(ChannelState.Closing.class);
    assertThat(commitments()).hasSize(1);
    assertThat(alice.sent(ErrorMessage.class)).hasSize(1);
  }

  @Test
  void anErrorAfterTheReestablishIsFollowedAtOnceAlsoOffline() {
    restart();
    pair.connect();
    pair.deliverAll();
    pair.disconnect();
    alice.step(error());
    alice.in(ChannelState.Closing.class);
  }

  @Test
  void theUserMayCloseAllTheSame() {
    restart();
    holds();
    alice.step(new ChannelEvent.CloseUnilateral());
    assertThat(commitments()).hasSize(1);
  }

  @Test
  void anHtlcThatIsDueMayNotWait() {
    pair.add(alice, 50_000_000, pair.preimage());
    pair.crossSign();
    restart();
    holds();
    alice.height = 100 + 144 + 1;
    alice.step(new ChannelEvent.NewBlock());
    assertThat(commitments()).isEmpty();
    alice.height++;
    alice.step(new ChannelEvent.NewBlock());
    assertThat(commitments()).hasSize(1);
  }

  @Test
  void withDataThatIsProvenToBeOldNothingIsPublished() {
    pair.add(alice, 50_000_000, pair.preimage());
    pair.crossSign();
    restart();
    alice.staleData = true;
    alice.height = 1000;
    alice.step(new ChannelEvent.NewBlock());
    alice.step(new ChannelEvent.CloseUnilateral());
    assertThat(alice.last(Effect.Rejected.class).orElseThrow().reason().text()).contains("old copy");
    assertThat(commitments()).isEmpty();
    assertThat(alice.view().detail()).contains("must be taken to the chain");
    // The peer agrees: this channel's data is not old, and the HTLC is due.
    pair.connect();
    pair.deliverOne(pair.bob);
    assertThat(commitments()).hasSize(1);
  }

  @Test
  void aClaimThatIsNotProvenPublishesNothingEither() {
    pair.add(alice, 50_000_000, pair.preimage());
    pair.crossSign();
    restart();
    pair.connect();
    long number = alice.data().commitments().localNumber().value();
    ByteVector32 wrong = new ByteVector32("77".repeat(32));
    for (long next : new long[]{0, number, number + 9}) {
      alice.step(new ChannelEvent.Received(new ChannelReestablish(alice.data().channelId(), new UInt64(next), new UInt64(next), wrong,
          pair.bob.keys.perCommitmentPoint(CommitmentNumber.ZERO), TlvStream.EMPTY)));
      alice.in(ChannelState.Reestablishing.class);
    }
    assertThat(alice.sent(ErrorMessage.class)).hasSize(3);
    assertThat(commitments()).isEmpty();
    assertThat(alice.view().detail()).contains("next_commitment_number is 0").contains("not published before");
  }

  // --- what is sent again

  private List<Class<?>> sentAgain() {
    alice.effects.clear();
    pair.disconnect();
    pair.connect();
    pair.deliverOne(pair.bob);
    return alice.sent(Message.class).stream().<Class<?>>map(Object::getClass).toList();
  }

  @Test
  void commitmentFirstWhereItWasFirst() {
    pair.add(alice, 1_000_000, pair.preimage());
    pair.sign(alice);
    alice.outbox.clear();
    pair.add(pair.bob, 1_000_000, pair.preimage());
    pair.sign(pair.bob);
    pair.deliverOne(pair.bob);
    pair.deliverOne(pair.bob);
    assertThat(sentAgain())
        .containsExactly(ChannelReestablish.class, UpdateAddHtlc.class, CommitmentSigned.class, RevokeAndAck.class);
    pair.deliverAll();
    pair.checkInvariants();
    assertThat(alice.view().outgoingHtlcs() + alice.view().incomingHtlcs()).isEqualTo(2);
  }

  @Test
  void revocationFirstWhereItWasFirst() {
    pair.add(pair.bob, 1_000_000, pair.preimage());
    pair.sign(pair.bob);
    pair.deliverOne(pair.bob);
    pair.deliverOne(pair.bob);
    pair.add(alice, 1_000_000, pair.preimage());
    pair.sign(alice);
    assertThat(sentAgain())
        .containsExactly(ChannelReestablish.class, RevokeAndAck.class, UpdateAddHtlc.class, CommitmentSigned.class);
    pair.deliverAll();
    pair.checkInvariants();
    assertThat(alice.view().outgoingHtlcs() + alice.view().incomingHtlcs()).isEqualTo(2);
  }

  @Test
  void shutdownIsSentAgainAlsoAfterARestart() {
    pair.add(alice, 1_000_000, pair.preimage());
    pair.crossSign();
    alice.step(new ChannelEvent.CloseMutual(null));
    pair.deliverAll();
    assertThat(sentAgain()).containsExactly(ChannelReestablish.class, Shutdown.class);
    pair.deliverAll();
    restart();
    alice.effects.clear();
    pair.connect();
    pair.deliverAll();
    assertThat(alice.sent(Shutdown.class)).hasSize(1);
    assertThat(pair.bob.sent(Shutdown.class)).hasSize(3);
  }
}
