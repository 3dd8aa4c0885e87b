package org.l2node.node.peer;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Chain;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelWrite;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.keys.NodeKeys;
import org.l2node.channels.machine.ChannelMachine;
import org.l2node.channels.machine.ChannelPolicy;
import org.l2node.channels.machine.Env;
import org.l2node.channels.machine.Transition;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.TemporaryChannelId;
import org.l2node.channels.wire.AcceptChannel;
import org.l2node.channels.wire.ChannelMessage;
import org.l2node.channels.wire.ErrorMessage;
import org.l2node.channels.wire.FundingCreated;
import org.l2node.channels.wire.FundingSigned;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.channels.wire.OpenChannel;
import org.l2node.node.config.AcceptPolicy;
import org.l2node.node.runtime.Actor;

/** Channels that a peer opens and this node does not take: the peer is told why, and nothing of them stays. */
final class OpenRefusalTest {
  private static final ByteVector32 CHAIN = new ByteVector32("77".repeat(32));
  private static final NodeKeys OURS = NodeKeys.fromSeed(new byte[64], Chain.Regtest.INSTANCE);
  private static final NodeKeys THEIRS = NodeKeys.fromSeed(seed(), Chain.Regtest.INSTANCE);
  private static final ByteVector SCRIPT = new ByteVector("0014" + "33".repeat(20));

  private final List<Message> answers = new ArrayList<>();
  private final List<ChannelWrite> written = new ArrayList<>();
  private final List<Runnable> whenDurable = new ArrayList<>();
  private AcceptPolicy accept = AcceptPolicy.ANY;
  private final PeerActor actor = new PeerActor(THEIRS.nodeId(), new Context(), new ChannelDirectory(), new OpeningQuota(9), () -> {});
  private final List<PeerMessage> told = new ArrayList<>();

  private final PeerLink link = new NoLink(THEIRS.nodeId()) {
    @Override
    public void send(Message message) {
      answers.add(message);
    }
  };

  private static byte[] seed() {
    byte[] seed = new byte[64];
    seed[0] = 1;
    return seed;
  }

  OpenRefusalTest() {
    actor.start(new Mailbox(), List.of());
    actor.onMessage(new PeerMessage.LinkUp(link, NodeFeatures.INIT));
  }

  private static Env env(NodeKeys keys, long index) {
    return new Env(new BlockHeight(100), CHAIN, keys.nodeKey(), keys.channel(index), new FeeratePerKw(1000), new FeeratePerKw(1000),
        ChannelPolicy.DEFAULT);
  }

  /** Everything that has come is dealt with, and written. */
  private void settle() {
    actor.onIdle();
    while (!whenDurable.isEmpty() || !told.isEmpty()) {
      List.copyOf(whenDurable).forEach(Runnable::run);
      whenDurable.clear();
      List<PeerMessage> now = List.copyOf(told);
      told.clear();
      now.forEach(actor::onMessage);
      actor.onIdle();
    }
  }

  private void receive(Message message) {
    actor.onMessage(new PeerMessage.FromWire(link, message));
    settle();
  }

  private static Transition theirs(String temporary, boolean announce) {
    return theirs(temporary, announce, false);
  }

  private static Transition theirs(String temporary, boolean announce, boolean zeroConf) {
    ChannelEvent.Open command = new ChannelEvent.Open(TemporaryChannelId.fromHex(temporary.repeat(32)), 7, new Satoshi(100_000),
        MilliSatoshi.ZERO, announce, new FeeratePerKw(1000), new FeeratePerKw(1000), SCRIPT, zeroConf);
    return ChannelMachine.open(command, OURS.nodeId(), NodeFeatures.INIT, env(THEIRS, 7));
  }

  private static <M extends Message> M sent(Transition t, Class<M> type) {
    return t.effects().stream().filter(Effect.Send.class::isInstance).map(e -> ((Effect.Send) e).message()).filter(type::isInstance)
        .map(type::cast).findFirst().orElseThrow();
  }

  private Message answer() {
    assertThat(answers).hasSize(1);
    return answers.removeFirst();
  }

  private void assertError(String text) {
    assertThat(answer()).isInstanceOfSatisfying(ErrorMessage.class, error -> assertThat(error.text()).contains(text));
  }

  private static OpenChannel open(String temporary, boolean announce) {
    return sent(theirs(temporary, announce), OpenChannel.class);
  }

  @Test
  void policyRefusesWithItsReason() {
    accept = new AcceptPolicy(Set.of(), Set.of(), AcceptPolicy.Kind.PRIVATE);
    receive(open("01", true));
    assertError("not announced");
    receive(open("02", false));
    assertThat(answer()).isInstanceOf(AcceptChannel.class);
    accept = new AcceptPolicy(Set.of(), Set.of(THEIRS.nodeId()), AcceptPolicy.Kind.ANY);
    receive(open("03", false));
    assertError("no channels from you");
  }

  @Test
  void onlyWhoIsTrustedMayOpenWhatIsUsedUnconfirmed() {
    receive(sent(theirs("01", false, true), OpenChannel.class));
    assertError("does not trust you");
    accept = new AcceptPolicy(Set.of(), Set.of(), AcceptPolicy.Kind.ANY, Set.of(THEIRS.nodeId()));
    receive(sent(theirs("02", false, true), OpenChannel.class));
    assertThat(answer()).isInstanceOfSatisfying(AcceptChannel.class, answer -> assertThat(answer.minimumDepth()).isZero());
    receive(open("03", false));
    assertThat(answer()).isInstanceOfSatisfying(AcceptChannel.class, answer -> assertThat(answer.minimumDepth()).isZero());
    accept = new AcceptPolicy(Set.of(), Set.of(THEIRS.nodeId()), AcceptPolicy.Kind.ANY, Set.of(THEIRS.nodeId()));
    receive(open("04", false));
    assertThat(answer()).isInstanceOf(ErrorMessage.class);
  }

  @Test
  @Tag("V3")
  void temporaryIdIsTakenOnce() {
    receive(open("01", true));
    assertThat(answer()).isInstanceOf(AcceptChannel.class);
    receive(open("01", true));
    assertError("in use");
  }

  @Test
  @Tag("V58")
  void onlyTwoAtATime() {
    for (String temporary : List.of("01", "02")) {
      receive(open(temporary, true));
      assertThat(answer()).isInstanceOf(AcceptChannel.class);
    }
    receive(open("03", true));
    assertError("too many");
    // With the connection the unfunded ones are gone.
    actor.onMessage(new PeerMessage.LinkDown(link, "test"));
    actor.onMessage(new PeerMessage.LinkUp(link, NodeFeatures.INIT));
    receive(open("03", true));
    assertThat(answer()).isInstanceOf(AcceptChannel.class);
  }

  /** The same funding outpoint, thus the same channel_id, in two channels: the second is none, the first stays as it is. */
  @Test
  @Tag("V3")
  void fundingOutpointIsTakenOnce() {
    FundingCreated first = funded(theirs("01", true));
    FundingCreated second = funded(theirs("02", true));
    assertThat(second.fundingTxId()).isEqualTo(first.fundingTxId());
    receive(first);
    assertThat(answer()).isInstanceOf(FundingSigned.class);
    int writes = written.size();
    receive(second);
    assertError("cannot be opened");
    assertThat(written).hasSize(writes);
  }

  private FundingCreated funded(Transition opened) {
    receive(sent(opened, OpenChannel.class));
    Transition accepted = ChannelMachine.step(opened.next(), new ChannelEvent.Received((ChannelMessage) answer()), env(THEIRS, 7));
    ByteVector script = accepted.effects().stream().filter(Effect.FundingNeeded.class::isInstance)
        .map(e -> ((Effect.FundingNeeded) e).script()).findFirst().orElseThrow();
    Transaction tx = new Transaction(2, List.of(new TxIn(new OutPoint(new TxId(CHAIN), 0), ByteVector.empty.toByteArray(), 0)),
        List.of(new TxOut(new fr.acinq.bitcoin.Satoshi(100_000), script)), 0);
    return sent(ChannelMachine.step(accepted.next(), new ChannelEvent.FundingBuilt(tx, 0), env(THEIRS, 7)), FundingCreated.class);
  }

  private final class Context extends NoContext {
    @Override
    public Supplier<Env> env(long keysIndex) {
      return () -> OpenRefusalTest.env(OURS, keysIndex);
    }

    @Override
    public ByteVector shutdownScript() {
      return SCRIPT;
    }

    @Override
    public Optional<String> refuses(NodeId peer, OpenChannel open) {
      return accept.refuses(peer, open);
    }

    @Override
    public boolean trusts(NodeId peer) {
      return accept.trusted().contains(peer);
    }

    @Override
    public void write(List<ChannelWrite> writes, Runnable durable, Consumer<String> refused) {
      written.addAll(writes);
      whenDurable.add(durable);
    }

    @Override
    public void channelChanged(ChannelState state) {}
  }

  private final class Mailbox implements Actor<PeerMessage> {
    @Override
    public boolean offer(PeerMessage message) {
      return told.add(message);
    }

    @Override
    public void tell(PeerMessage message) {
      told.add(message);
    }

    @Override
    public int size() {
      return told.size();
    }

    @Override
    public void stop() {}
  }
}
