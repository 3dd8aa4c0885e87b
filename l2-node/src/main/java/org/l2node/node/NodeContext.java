package org.l2node.node;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelWrite;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.Origin;
import org.l2node.channels.keys.ChannelKeys;
import org.l2node.channels.keys.NodeKeys;
import org.l2node.channels.machine.ChannelPolicy;
import org.l2node.channels.machine.Env;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.units.TemporaryChannelId;
import org.l2node.channels.wire.ChannelAnnouncement;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.GossipMessage;
import org.l2node.channels.wire.OpenChannel;
import org.l2node.channels.wire.UpdateAddHtlc;
import org.l2node.node.chain.ChainService;
import org.l2node.node.chain.FundingWallet;
import org.l2node.node.config.AcceptPolicy;
import org.l2node.node.gossip.GossipService;
import org.l2node.node.payment.HtlcDesk;
import org.l2node.node.payment.PaymentDesk;
import org.l2node.node.peer.ChannelDirectory;
import org.l2node.node.peer.CommandResult;
import org.l2node.node.peer.PeerContext;
import org.l2node.node.peer.PeerLink;
import org.l2node.node.peer.Peers;
import org.l2node.node.runtime.KeysIndex;
import org.l2node.node.runtime.NodeRuntime;
import org.l2node.node.storage.ChannelTables;
import org.l2node.node.storage.Storage;
import org.l2node.onchain.fees.FeePurpose;
import org.l2node.routing.path.LocalChannel;
import org.l2node.routing.path.RouteMemory;
import org.l2node.routing.payment.PaymentEffect;
import org.l2node.routing.payment.PaymentEnv;

/** What the actors need of one another, wired: the one place that knows them all. */
final class NodeContext implements PeerContext, PaymentDesk.Context {
  /**
   * With anchors a commitment need only enter mempools: its fee can be added to. 10 sat per virtual byte, as other implementations cap it.
   */
  private static final FeeratePerKw MAX_COMMITMENT_FEERATE = new FeeratePerKw(2_500);

  /** The parts that are made after this one. */
  record Parts(
      ChainService chain, GossipService gossip, HtlcDesk htlcs, PaymentDesk payments, Peers peers, OwnChannels own, FundingWallet funding,
      ByteVector shutdownScript) {}

  private final NodeKeys keys;
  private final ByteVector32 chainHash;
  private final ChannelPolicy policy;
  private final AcceptPolicy accept;
  private final NodeRuntime runtime;
  private final Storage database;
  private final ChannelDirectory directory;
  private volatile Parts parts;

  @SuppressWarnings("NullAway")
  NodeContext(NodeKeys keys, ByteVector32 chainHash, ChannelPolicy policy, AcceptPolicy accept, NodeRuntime runtime,
      Storage database, ChannelDirectory directory) {
    this.keys = keys;
    this.chainHash = chainHash;
    this.policy = policy;
    this.accept = accept;
    this.runtime = runtime;
    this.database = database;
    this.directory = directory;
  }

  /** To be called once, before any actor is told anything. */
  void connect(Parts all) {
    parts = all;
  }

  @Override
  public Supplier<Env> env(long keysIndex) {
    // Derived once for each channel and held by it alone: what strangers begin leaves nothing behind here.
    ChannelKeys itsKeys = keys.channel(keysIndex);
    return () -> new Env(
        parts.chain().height(), chainHash, keys.nodeKey(), itsKeys, commitmentFeerate(), parts.chain().knownFeerate(FeePurpose.CLOSING),
        policy, directory.hasStaleData());
  }

  /** What commitments should pay now. */
  FeeratePerKw commitmentFeerate() {
    FeeratePerKw estimate = parts.chain().knownFeerate(FeePurpose.COMMITMENT);
    return estimate.isMoreThan(MAX_COMMITMENT_FEERATE) ? MAX_COMMITMENT_FEERATE : estimate;
  }

  @Override
  public void write(List<ChannelWrite> writes, Runnable durable, Consumer<String> refused) {
    database.write(work(writes), durable, e -> refused.accept(String.valueOf(e.getMessage())));
  }

  @Override
  public void writeSoon(List<ChannelWrite> writes, Runnable durable, Consumer<String> refused) {
    database.writeSoon(work(writes), durable, e -> refused.accept(String.valueOf(e.getMessage())));
  }

  private static Storage.Work work(List<ChannelWrite> writes) {
    return statements -> {
      for (ChannelWrite write : writes) {
        ChannelTables.apply(statements, write);
      }
    };
  }

  @Override
  public long monotonicMillis() {
    return runtime.monotonicMillis();
  }

  @Override
  public void after(Duration delay, Runnable task) {
    runtime.after(delay, task);
  }

  @Override
  public Optional<String> refuses(NodeId peer, OpenChannel open) {
    return parts.chain().status().synced()
        ? accept.refuses(peer, open)
        : Optional.of("this node does not follow the chain to its tip yet, try again later");
  }

  @Override
  public boolean trusts(NodeId peer) {
    return accept.trusted().contains(peer);
  }

  @Override
  public long newKeysIndex() {
    return KeysIndex.random(runtime);
  }

  @Override
  public ByteVector shutdownScript() {
    return parts.shutdownScript();
  }

  @Override
  public void fund(Effect.FundingNeeded needed, Consumer<ChannelEvent.Command> answer) {
    parts.funding().fund(needed, answer);
  }

  @Override
  public void abandonFunding(TemporaryChannelId temporaryChannelId) {
    parts.funding().abandon(temporaryChannelId);
  }

  @Override
  public void onChain(ChannelId channelId, Effect effect) {
    BlockHeight from = directory
        .find(channelId)
        .map(ChannelDirectory.Entry::state)
        .filter(ChannelState.WithData.class::isInstance)
        .map(state -> from(((ChannelState.WithData) state).data(), effect))
        .orElse(parts.chain().height());
    parts.chain().carryOut(channelId, effect, from);
  }

  /** A funding transaction whose block is known is looked for from there on: should it have moved, the blocks followed since tell. */
  private static BlockHeight from(ChannelData data, Effect effect) {
    BlockHeight createdAt = data.params().createdAt();
    return effect instanceof Effect.WatchFunding ? data.shortChannelId().map(ShortChannelId::blockHeight).orElse(createdAt) : createdAt;
  }

  @Override
  public void lockedIn(ChannelId channelId, UpdateAddHtlc add, boolean mustFail) {
    parts.htlcs().lockedIn(channelId, add, mustFail);
  }

  @Override
  public void settled(Effect.HtlcSettled settled) {
    switch (settled.origin()) {
      case Origin.Local local -> parts.payments().settled(settled.channelId(), settled.htlcId(), local, settled.settlement());
      case Origin.Relayed relayed -> parts.htlcs().settled(settled, relayed);
    }
  }

  @Override
  public void peerUp(PeerLink link, Features remoteFeatures) {
    parts.gossip().peerUp(link, remoteFeatures);
  }

  @Override
  public void peerDown(NodeId peer) {
    parts.gossip().peerDown(peer);
  }

  @Override
  public boolean gossip(PeerLink link, GossipMessage message) {
    return parts.gossip().received(link.remote(), message);
  }

  @Override
  public void channelChanged(ChannelState state) {
    parts.own().tell(state, parts.gossip());
  }

  @Override
  public void over(ChannelId channelId) {
    parts.chain().forget(channelId);
  }

  @Override
  public void announced(ChannelState state, ChannelAnnouncement announcement) {
    parts.own().announced(state, announcement, parts.gossip());
  }

  @Override
  public PaymentEnv env(RouteMemory memory) {
    Instant now = Instant.ofEpochSecond(runtime.nowSeconds());
    List<LocalChannel> channels = parts.own().sendable();
    return new PaymentEnv(
        keys.nodeId(), chainHash, parts.gossip().graph(), channels, channels.isEmpty() ? parts.own().whyNoneIsUsable() : "",
        memory.doubts(now), parts.chain().height(), now);
  }

  @Override
  public void offer(PaymentEffect.SendHtlc htlc, Consumer<CommandResult> answer) {
    if (!parts.peers().offer(htlc.channelId(), htlc.offer(), answer)) {
      answer.accept(new CommandResult.NoSuchChannel());
    }
  }

  @Override
  public void settlementDurable(ChannelId channelId, HtlcId htlcId, Origin.Local origin) {
    parts.peers().tell(channelId, new ChannelEvent.SettlementDurable(htlcId, origin), _ -> {});
  }
}
