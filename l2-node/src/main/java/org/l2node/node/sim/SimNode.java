package org.l2node.node.sim;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.Chain;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.commitment.ToSelfDelay;
import org.l2node.channels.keys.NodeKeys;
import org.l2node.channels.machine.ChannelPolicy;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.node.NodeCore;
import org.l2node.node.config.AcceptPolicy;
import org.l2node.node.peer.ChannelDirectory;
import org.l2node.node.storage.SteppedStorage;
import org.l2node.node.transport.PeerAddress;
import org.l2node.onchain.chain.Network;
import org.l2node.onchain.wallet.WalletKeys;
import org.l2node.routing.gossip.GossipConfig;
import org.l2node.routing.gossip.NodeProfile;
import org.l2node.routing.relay.RelayPolicy;

/** A node of the world: its seed and its disk, and, while it runs, its life. */
final class SimNode {
  static final ChannelPolicy POLICY = ChannelPolicy.DEFAULT.withMaxAcceptedHtlcs(12).withToSelfDelay(new ToSelfDelay(6));
  static final RelayPolicy RELAY = new RelayPolicy(
      new MilliSatoshi(1_000), 100, new CltvExpiryDelta(80), RelayPolicy.DEFAULT.expiryMargin(), RelayPolicy.DEFAULT.maxExpiry());

  private final World world;
  private final int number;
  private final Keys keys;
  private final BlockHeight birthday;
  private SteppedStorage disk = SteppedStorage.empty();
  private long stalledUntil;
  private @Nullable Life life;
  private @Nullable NodeCore core;
  private @Nullable SimChainSource source;

  /** What is derived from a seed. */
  record Keys(NodeKeys node, WalletKeys wallet) {
    /** @param seed 64 bytes */
    static Keys of(ByteVector seed) {
      byte[] bytes = seed.toByteArray();
      return new Keys(NodeKeys.fromSeed(bytes, Chain.Regtest.INSTANCE), WalletKeys.fromSeed(bytes, Network.REGTEST));
    }
  }

  SimNode(World world, int number, Keys keys, BlockHeight birthday) {
    this.world = world;
    this.number = number;
    this.keys = keys;
    this.birthday = birthday;
  }

  int number() {
    return number;
  }

  String name() {
    return "n" + number;
  }

  NodeId nodeId() {
    return keys.node().nodeId();
  }

  NodeKeys keys() {
    return keys.node();
  }

  PeerAddress address() {
    return new PeerAddress("10.0.0." + (number + 1), 9735);
  }

  boolean isUp() {
    return life != null && !life.isOver();
  }

  @Nullable
  Life life() {
    return life;
  }

  NodeCore core() {
    return java.util.Objects.requireNonNull(core);
  }

  SimChainSource source() {
    return java.util.Objects.requireNonNull(source);
  }

  /** Nothing becomes durable for a while. */
  void stallDisk(long millis) {
    stalledUntil = world.nowMillis() + millis;
  }

  /** Its channels as they stand in memory; none while it is down. */
  List<ChannelDirectory.Entry> channels() {
    return core == null || !isUp() ? List.of() : core.directory().all();
  }

  /** Starts, or starts again from what is on disk, by the code that a real node starts by. */
  void start() {
    Life begun = new Life(world, name());
    life = begun;
    disk = disk.restarted(() -> begun.crashPoint("at a write"), count -> {
      world.trace().note(name() + " has " + count + " writes on disk");
      begun.crashPoint("after a write");
    });
    begun.add(new Source() {
      @Override
      public boolean isReady() {
        return disk.waiting() > 0 && (world.nowMillis() >= stalledUntil || !world.hasFaults());
      }

      @Override
      public void run() {
        disk.commit(1 + world.random().nextInt(world.random().nextBoolean() ? 1 : disk.waiting()));
      }
    });
    SimChainSource its = new SimChainSource(world.chain(), begun, world::feerate, tx -> world.invariants().broadcast(this, tx),
        world.trace());
    source = its;
    NodeProfile profile = new NodeProfile(name(), keys().nodeId().key().value.takeRight(3), NodeFeatures.INIT,
        List.of(address().toNodeAddress()));
    NodeCore made = NodeCore.of(
        new NodeCore.Ports(
            keys.node(),
            keys.wallet(),
            birthday,
            POLICY,
            new AcceptPolicy(Set.of(), Set.of(), AcceptPolicy.Kind.ANY, trusted()),
            RELAY,
            new GossipConfig(keys().nodeKey(), Network.REGTEST.genesis().value, profile, Duration.ofSeconds(1)),
            disk,
            SimGossipStore::new,
            its,
            (from, follower, interval, onStatus, _) -> new SimFollowing(world, begun, from, follower, interval, onStatus),
            new SimRuntime(world, begun),
            fatal -> {
              throw new IllegalStateException("fatal", fatal);
            }));
    core = made;
    made.start(new SimTransport(world, this, begun));
  }

  private Set<NodeId> trusted() {
    return !world.plan().zeroConf()
        ? Set.of()
        : world.nodes().stream().filter(world::isHonest).map(SimNode::nodeId).collect(Collectors.toSet());
  }

  /** The life that has ended is taken away; its disk stays. */
  void bury() {
    disk.crash();
    life = null;
    core = null;
    source = null;
  }

  void close() {
    disk.close();
  }

  /** Whether a channel of it can still come to carry payments, or does. */
  static boolean isLiving(ChannelState state) {
    return state instanceof ChannelState.Online || state instanceof ChannelState.Offline || state instanceof ChannelState.Reestablishing;
  }
}
