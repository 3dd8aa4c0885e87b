package org.l2node.node.peer;

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
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.keys.ChannelKeys;
import org.l2node.channels.keys.NodeKeys;
import org.l2node.channels.machine.ChannelMachine;
import org.l2node.channels.machine.ChannelPolicy;
import org.l2node.channels.machine.Env;
import org.l2node.channels.machine.Transition;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.TemporaryChannelId;
import org.l2node.channels.wire.ChannelMessage;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.channels.wire.OpenChannel;

/** A channel of 1,000,000 sat that this node opened, ready for payments. */
public final class NormalChannel {
  static final PaymentHash HASH = new PaymentHash(new ByteVector32("09".repeat(32)));
  private static final ByteVector32 CHAIN = new ByteVector32("06226e46111a0b59caaf126043eb5bbf28c34f3a5e332a1fc7b2b73cf188910f");

  private final NodeKeys ours = keys(1);
  private final NodeKeys theirs = keys(2);
  private final ChannelKeys ourKeys = ours.channel(1);
  private final ChannelKeys theirKeys = theirs.channel(2);
  private final List<Message> toPeer = new ArrayList<>();
  private final List<Message> fromPeer = new ArrayList<>();
  private ChannelState state;
  private ChannelState remote;
  int height = 100;

  public NormalChannel() {
    ByteVector script = new ByteVector("0014" + "11".repeat(20));
    Transition opened = ChannelMachine.open(
        new ChannelEvent.Open(new TemporaryChannelId(new ByteVector32("07".repeat(32))), 1, new Satoshi(1_000_000),
            new MilliSatoshi(400_000_000), false, new FeeratePerKw(1000), new FeeratePerKw(1000), script),
        theirs.nodeId(), NodeFeatures.INIT, env());
    state = taken(opened, toPeer);
    OpenChannel open = (OpenChannel) toPeer.removeFirst();
    remote = taken(ChannelMachine.accept(open, ours.nodeId(), NodeFeatures.INIT, 2, script, env(theirs, theirKeys)), fromPeer);
    Transition needed = exchange();
    Transaction funding = needed.effects().stream()
        .flatMap(e -> Optional.ofNullable(e instanceof Effect.FundingNeeded n ? n : null).stream())
        .map(n -> new Transaction(2, List.of(new TxIn(new OutPoint(new TxId(new ByteVector32("ab".repeat(32))), 0), 0xfffffffdL)),
            List.of(new TxOut(new fr.acinq.bitcoin.Satoshi(n.amount().sat()), n.script())), 0))
        .findFirst().orElseThrow();
    step(new ChannelEvent.FundingBuilt(funding, 0));
    exchange();
    ChannelEvent confirmed = new ChannelEvent.FundingConfirmed(funding, new BlockHeight(90), 1);
    step(confirmed);
    remote = taken(ChannelMachine.step(remote, confirmed, env(theirs, theirKeys)), fromPeer);
    exchange();
    if (!(state instanceof ChannelState.Normal)) {
      throw new AssertionError("the channel is " + state.name());
    }
  }

  private static NodeKeys keys(int seed) {
    byte[] bytes = new byte[64];
    bytes[0] = (byte) seed;
    return NodeKeys.fromSeed(bytes, Chain.Regtest.INSTANCE);
  }

  private static ChannelState taken(Transition t, List<Message> sent) {
    t.effects().forEach(e -> {
      if (e instanceof Effect.Send(Message message)) {
        sent.add(message);
      }
    });
    return t.next();
  }

  private Transition step(ChannelEvent event) {
    Transition t = ChannelMachine.step(state, event, env());
    state = taken(t, toPeer);
    return t;
  }

  /** @return the last step of this side */
  private Transition exchange() {
    Transition last = null;
    while (!toPeer.isEmpty() || !fromPeer.isEmpty()) {
      if (!fromPeer.isEmpty()) {
        last = step(new ChannelEvent.Received((ChannelMessage) fromPeer.removeFirst()));
      }
      if (!toPeer.isEmpty()) {
        ChannelEvent received = new ChannelEvent.Received((ChannelMessage) toPeer.removeFirst());
        remote = taken(ChannelMachine.step(remote, received, env(theirs, theirKeys)), fromPeer);
      }
    }
    return java.util.Objects.requireNonNull(last);
  }

  public ChannelState state() {
    return state;
  }

  public Env env() {
    return env(ours, ourKeys);
  }

  private Env env(NodeKeys node, ChannelKeys keys) {
    return new Env(new BlockHeight(height), CHAIN, node.nodeKey(), keys, new FeeratePerKw(1000), new FeeratePerKw(1000),
        ChannelPolicy.DEFAULT);
  }
}
