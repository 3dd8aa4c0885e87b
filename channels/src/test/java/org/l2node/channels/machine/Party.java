package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.Chain;
import fr.acinq.bitcoin.Transaction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelHtlc;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelView;
import org.l2node.channels.channel.Commitments;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.codec.ChannelCodec;
import org.l2node.channels.keys.ChannelKeys;
import org.l2node.channels.keys.NodeKeys;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.CommitmentSigned;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.MessageCodec;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.channels.wire.RevokeAndAck;

/** One side of a channel under test: does what a shell does, with a store of bytes, and can lose its memory before or after any write. */
final class Party {
  /** Where a crash hits a step. */
  enum Crash {
    BEFORE_WRITES,
    AFTER_WRITES
  }

  /** This side lost its memory. */
  static final class CrashedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  static final ByteVector32 CHAIN_HASH = new ByteVector32("06226e46111a0b59caaf126043eb5bbf28c34f3a5e332a1fc7b2b73cf188910f");

  private static final Features LEGACY_CLOSE = Features
      .of(NodeFeatures.INIT.setBits().stream().filter(bit -> bit != 61).mapToInt(bit -> bit).toArray());

  final String name;
  final NodeKeys nodeKeys;
  final ChannelKeys keys;
  final Deque<Message> outbox = new ArrayDeque<>();
  final List<Effect> effects = new ArrayList<>();
  final Disk disk = new Disk();
  ChannelPolicy policy = ChannelPolicy.DEFAULT;
  FeeratePerKw commitmentFeerate = new FeeratePerKw(1000);
  FeeratePerKw closingFeerate = new FeeratePerKw(1000);
  /** Closing by closing_signed, unless a test says otherwise. */
  Features features = LEGACY_CLOSE;
  int height = 100;
  boolean staleData;
  @Nullable
  ChannelState state;
  /** The step that a crash hits, counted down; below zero: none. */
  int crashIn = -1;
  /** Reliability I1: one signature for each remote commitment, whatever happens in between. */
  private final Map<CommitmentNumber, ByteVector64> signed = new HashMap<>();
  /** Whether the last step was hit. */
  boolean crashed;
  Crash crash = Crash.BEFORE_WRITES;
  int steps;

  Party(String name, int seed) {
    this.name = name;
    byte[] bytes = new byte[64];
    bytes[0] = (byte) seed;
    nodeKeys = NodeKeys.fromSeed(bytes, Chain.Regtest.INSTANCE);
    keys = nodeKeys.channel(seed);
  }

  NodeId nodeId() {
    return nodeKeys.nodeId();
  }

  Env env() {
    return new Env(new BlockHeight(height), CHAIN_HASH, nodeKeys.nodeKey(), keys, commitmentFeerate, closingFeerate, policy, staleData);
  }

  /** A taproot address of its own. */
  ByteVector shutdownScript() {
    return new ByteVector("5120" + nodeId().key().value.drop(1).toHex());
  }

  ChannelState state() {
    if (state == null) {
      throw new AssertionError(name + " has no channel");
    }
    return state;
  }

  <S extends ChannelState> S in(Class<S> type) {
    assertThat(state()).as(name).isInstanceOf(type);
    return type.cast(state());
  }

  ChannelData data() {
    return ((ChannelState.WithData) state()).data();
  }

  ChannelView view() {
    return ChannelView.of(state());
  }

  Transition step(ChannelEvent event) {
    Transition t = ChannelMachine.step(state(), event, env());
    apply(t);
    return t;
  }

  void apply(Transition t) {
    steps++;
    boolean crashes = crashIn == 0;
    crashed = crashes;
    crashIn--;
    if (crashes && crash == Crash.BEFORE_WRITES) {
      throw new CrashedException();
    }
    disk.write(t.writes());
    checkDisk(t.next());
    if (crashes) {
      throw new CrashedException();
    }
    state = t.next();
    for (Effect effect : t.effects()) {
      perform(effect);
    }
  }

  /** What the disk holds after the writes is the next state, but for what is volatile: the rule that the whole design stands on. */
  private void checkDisk(ChannelState next) {
    if (!next.isStored() || next.isForgotten()) {
      return;
    }
    ChannelState restored = disk.restore();
    assertThat(ChannelCodec.encodeState(restored)).isEqualTo(ChannelCodec.encodeState(afterDisconnect(next)));
    if (next instanceof ChannelState.WithData n && !next.isOver()) {
      List<ByteVector> expected = new ArrayList<>();
      for (ChannelHtlc htlc : n.data().commitments().htlcs().all()) {
        if (htlc.mark().isSigned()) {
          expected.add(ChannelCodec.encodeHtlc(htlc).concat(ChannelCodec.encodeMark(htlc.mark())));
        }
      }
      List<ByteVector> actual = ((ChannelState.WithData) restored).data().commitments().htlcs().all().stream()
          .map(h -> ChannelCodec.encodeHtlc(h).concat(ChannelCodec.encodeMark(h.mark())))
          .toList();
      assertThat(actual).isEqualTo(expected);
    }
  }

  private static ChannelState afterDisconnect(ChannelState next) {
    // The fee negotiation is volatile, so negotiating is stored as what it starts from.
    return next instanceof ChannelState.Negotiating s
        ? new ChannelState.ShuttingDown(s.data(), s.localScript(), s.remoteScript(), s.closes())
        : next;
  }

  private void perform(Effect effect) {
    effects.add(effect);
    switch (effect) {
      case Effect.HtlcLockedIn lockedIn -> checkLockedIn(lockedIn);
      case Effect.HtlcSettled settled -> checkSettled(settled);
      default -> {}
    }
    if (effect instanceof Effect.Send(Message message)) {
      if (message instanceof RevokeAndAck revocation) {
        checkRevocation(revocation);
      }
      if (message instanceof CommitmentSigned commitment) {
        ByteVector64 before = signed.put(data().commitments().signedRemoteNumber(), commitment.signature());
        assertThat(before == null || before.equals(commitment.signature())).as("two commitments of the same number").isTrue();
      }
      // Through the bytes of the wire.
      outbox.add(MessageCodec.decode(MessageCodec.encode(message)));
    }
  }

  /** What is passed on is in both sides' commitments, and the peer has revoked those without it. */
  private void checkLockedIn(Effect.HtlcLockedIn lockedIn) {
    Commitments c = data().commitments();
    ChannelHtlc htlc = c.htlcs().get(Direction.INCOMING, lockedIn.add().id()).orElseThrow();
    assertThat(htlc.isInLocal(c.localNumber()) && htlc.isInRemote(c.remoteNumber()) && htlc.isInRemote(c.signedRemoteNumber())).isTrue();
  }

  /** A failure is told only when no commitment that can still be published holds the HTLC. */
  private void checkSettled(Effect.HtlcSettled settled) {
    Commitments c = data().commitments();
    c.htlcs().get(Direction.OUTGOING, settled.htlcId()).filter(h -> settled.origin().equals(h.origin())).ifPresent(htlc -> {
      boolean failed = !(settled.settlement() instanceof Settlement.Fulfilled);
      boolean held = htlc.isInLocal(c.localNumber()) || htlc.isInRemote(c.remoteNumber()) || htlc.isInRemote(c.signedRemoteNumber());
      assertThat(failed && held && !(state() instanceof ChannelState.Closing)).as("failed too early: %s", htlc).isFalse();
    });
  }

  /** Reliability I2: a commitment is given up only when a later one is durable. */
  private void checkRevocation(RevokeAndAck revocation) {
    CommitmentNumber current = ((ChannelState.WithData) disk.restore()).data().commitments().localNumber();
    CommitmentNumber revoked = new CommitmentNumber(current.value() - 1);
    assertThat(revocation.perCommitmentSecret()).isEqualTo(keys.perCommitmentSecret(revoked).value);
  }

  /** The process starts again from what is stored. */
  void restart() {
    crashIn = -1;
    crashed = false;
    outbox.clear();
    effects.clear();
    if (disk.isEmpty()) {
      state = null;
      return;
    }
    state = disk.restore();
    effects.addAll(ChannelMachine.resume(state(), env()));
  }

  <E extends Effect> List<E> effects(Class<E> type) {
    return effects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  <E extends Effect> Optional<E> last(Class<E> type) {
    List<E> all = effects(type);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  <M extends Message> List<M> sent(Class<M> type) {
    return effects(Effect.Send.class).stream().map(Effect.Send::message).filter(type::isInstance).map(type::cast).toList();
  }

  List<Transaction> published() {
    return effects(Effect.Publish.class).stream().map(Effect.Publish::tx).toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
