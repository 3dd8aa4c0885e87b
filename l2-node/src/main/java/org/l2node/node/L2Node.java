package org.l2node.node;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Chain;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.l2node.api.auth.AdminToken;
import org.l2node.api.auth.ApiAddress;
import org.l2node.api.http.ApiServer;
import org.l2node.api.service.NodeService;
import org.l2node.channels.keys.NodeKeys;
import org.l2node.channels.machine.ChannelPolicy;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.NodeAddress;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.node.chain.ChainService;
import org.l2node.node.config.HostPort;
import org.l2node.node.config.NodeConfig;
import org.l2node.node.gossip.GossipFile;
import org.l2node.node.runtime.VirtualThreadRuntime;
import org.l2node.node.seed.Seed;
import org.l2node.node.seed.SeedFile;
import org.l2node.node.service.NodeServiceImpl;
import org.l2node.node.storage.DataDirectory;
import org.l2node.node.storage.Database;
import org.l2node.node.storage.IdempotencyTable;
import org.l2node.node.storage.MetaTable;
import org.l2node.node.storage.StorageException;
import org.l2node.node.transport.PeerAddress;
import org.l2node.node.transport.Transport;
import org.l2node.node.transport.TransportLimits;
import org.l2node.node.transport.netty.NettyTransport;
import org.l2node.onchain.chain.ChainSource;
import org.l2node.onchain.chain.Network;
import org.l2node.onchain.wallet.WalletKeys;
import org.l2node.onchain.watch.FollowerLoop;
import org.l2node.routing.gossip.GossipConfig;
import org.l2node.routing.gossip.NodeProfile;
import org.l2node.routing.relay.RelayPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node, put together and running from its construction to {@link #close}. */
public final class L2Node implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(L2Node.class);
  private static final Duration GOSSIP_FLUSH = Duration.ofSeconds(60);
  private static final Duration GOSSIP_FLUSH_ON_DEMAND = Duration.ofSeconds(1);

  private final DataDirectory datadir;
  private final Database database;
  private final VirtualThreadRuntime runtime;
  private final NodeCore core;
  private final Transport transport;
  private final NodeService service;
  private final ApiServer api;
  private final InetSocketAddress peerAddress;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** @param started is given what to close where this fails */
  private L2Node(NodeConfig config, ChainSource source, DataDirectory datadir, Seed seed, Database database, StartedParts started)
      throws IOException {
    this.datadir = datadir;
    this.database = database;
    this.runtime = new VirtualThreadRuntime(this::onBug);
    started.add(runtime::close);
    NodeKeys keys = NodeKeys.fromSeed(seed.bytes().toByteArray(), bitcoinChain(source.network()));
    ChannelPolicy policy = policy(config);
    this.core = new NodeCore(
        new NodeCore.Ports(
            keys,
            WalletKeys.fromSeed(seed.bytes().toByteArray(), source.network()),
            new BlockHeight(seed.birthdayHeight()),
            policy,
            config.accept(),
            relayPolicy(config),
            gossipConfig(config, keys, MetaTable.chainHash(source.network())),
            database,
            () -> new GossipFile(datadir.resolve("gossip.db")),
            source,
            FollowerLoop::new,
            runtime,
            fatal -> onFatal("following the chain", fatal)),
        started);
    this.transport = new NettyTransport(keys.nodeKey(), core.connections(), TransportLimits.DEFAULT);
    started.add(transport::close);
    started.add(core.connections()::stop);
    this.peerAddress = transport.listen(address(config.listen()));
    this.service = new NodeServiceImpl(
        config,
        runtime,
        new NodeServiceImpl.Parts(
            keys.nodeKey(),
            keys.nodeId() + "@" + ApiAddress.hostText(peerAddress) + ":" + peerAddress.getPort(),
            core.chain(),
            core.directory(),
            core.peers(),
            core.connections(),
            core.invoices(),
            core.payments(),
            core::hints,
            policy.maxFunding(),
            core.funding()::reserve,
            () -> Thread.ofPlatform().name("stop").start(this::close)));
    AdminToken token = AdminToken.readOrCreate(datadir.path(), new SecureRandom());
    this.api = ApiServer.start(address(config.api()), token, service, new IdempotencyTable(database, runtime::nowSeconds));
    started.add(api::close);
    ApiAddress.write(datadir.path(), api.address());
    core.start(transport);
  }

  /**
   * Starts a node.
   *
   * @param source its base chain; belongs to the caller, who closes it after the node
   * @throws StorageException if the data directory, seed or database cannot be used
   * @throws IOException if an address cannot be listened on
   */
  public static L2Node start(NodeConfig config, ChainSource source) throws IOException {
    return start(config, source, _ -> {});
  }

  /**
   * As {@link #start(NodeConfig, ChainSource)}.
   *
   * @param onNewSeed told of the file of a seed that was just made, before anything else of the start, which may fail
   */
  static L2Node start(NodeConfig config, ChainSource source, Consumer<Path> onNewSeed) throws IOException {
    StartedParts started = new StartedParts();
    DataDirectory datadir = DataDirectory.open(config.datadir());
    started.add(datadir::close);
    try {
      Seed seed = seed(config, datadir, source, onNewSeed);
      Database database = Database.open(datadir.resolve("node.sqlite"), fatal -> onFatal("writing the database", fatal));
      started.add(database::close);
      L2Node node = new L2Node(config, source, datadir, seed, database, started);
      LOG.info("node={} network={} peers={} api={}", node.nodeId(), source.network().lowerCaseName(),
          ApiAddress.text(node.peerAddress), ApiAddress.text(node.api.address()));
      return node;
    } catch (IOException | RuntimeException e) {
      started.closeAfter(e);
      throw e;
    }
  }

  private static Seed seed(NodeConfig config, DataDirectory datadir, ChainSource source, Consumer<Path> onNewSeed) {
    Path file = datadir.resolve("seed");
    NodeConfig.SeedPassword password = config.seedPassword();
    byte @Nullable [] bytes = password == null ? null : password.bytes();
    if (Files.exists(file)) {
      return SeedFile.open(file, bytes, password == null);
    }
    if (Files.exists(datadir.resolve("node.sqlite"))) {
      throw new StorageException("the data directory has a database but no seed: put the seed file back");
    }
    BlockHeight tip = ChainService.tipOf(source);
    Seed made = SeedFile.create(file, bytes, tip == null ? Birthday.of(source.network()) : tip.value(), new SecureRandom());
    onNewSeed.accept(file);
    return made;
  }

  private static Chain bitcoinChain(Network network) {
    return switch (network) {
      case MAINNET -> Chain.Mainnet.INSTANCE;
      case TESTNET4 -> Chain.Testnet4.INSTANCE;
      case SIGNET -> Chain.Signet.INSTANCE;
      case REGTEST -> Chain.Regtest.INSTANCE;
    };
  }

  private static ChannelPolicy policy(NodeConfig config) {
    return ChannelPolicy.DEFAULT
        .withMaxFunding(config.maxChannel())
        .withMinFunding(config.minChannel())
        .withCommitsToScript(config.commitsToScript())
        .withMinimumDepth(config.minDepth())
        .withMaxAcceptedHtlcs(config.maxAcceptedHtlcs());
  }

  private static RelayPolicy relayPolicy(NodeConfig config) {
    return new RelayPolicy(
        config.feeBase(), config.feePpm(), config.cltvExpiryDelta(), RelayPolicy.DEFAULT.expiryMargin(), RelayPolicy.DEFAULT.maxExpiry());
  }

  private static GossipConfig gossipConfig(NodeConfig config, NodeKeys keys, ByteVector32 chainHash) {
    List<NodeAddress> addresses = config.announce().map(L2Node::nodeAddress).map(List::of).orElse(List.of());
    ByteVector color = keys.nodeId().key().value.takeRight(3);
    NodeProfile profile = new NodeProfile(config.alias(), color, NodeFeatures.INIT, addresses);
    return new GossipConfig(keys.nodeKey(), chainHash, profile, config.network().isOnDemand() ? GOSSIP_FLUSH_ON_DEMAND : GOSSIP_FLUSH);
  }

  private static NodeAddress nodeAddress(HostPort where) {
    return new PeerAddress(where.host(), where.port()).toNodeAddress();
  }

  private static InetSocketAddress address(HostPort where) {
    return new InetSocketAddress(where.host(), where.port());
  }

  public NodeId nodeId() {
    return core.keys().nodeId();
  }

  /** What its API asks, without HTTP. */
  public NodeService service() {
    return service;
  }

  /** Where peers reach it. */
  public InetSocketAddress peerAddress() {
    return peerAddress;
  }

  /** Where its API listens. */
  public InetSocketAddress apiAddress() {
    return api.address();
  }

  /** All fees that it earned by passing payments on, in millisatoshi. */
  public long feesEarnedMsat() {
    return core.htlcs().feesEarned().msat();
  }

  /** How many transactions its database has committed since the start, each with one sync. */
  public long commits() {
    return database.commits();
  }

  /** How many channels its graph knows. */
  public int knownChannels() {
    return core.gossip().graph().channelCount();
  }

  private void onBug(String where, Throwable bug) {
    if (bug instanceof VirtualMachineError) {
      // Memory or stack ran out in the middle of anything: what is in memory may not be what is on disk.
      onFatal(where, bug);
    }
    if (!closing.get()) {
      LOG.error("a bug of this node, in {}", where, bug);
    }
  }

  /** The disk or an invariant under everything is broken: going on could lose money, a restart reads what is durable. */
  private static void onFatal(String what, Throwable fatal) {
    LOG.error("{} failed: this process ends now, so that nothing goes out that is not on disk", what, fatal);
    Runtime.getRuntime().halt(70);
  }

  /** Waits until the node has stopped. */
  public void awaitClosed() throws InterruptedException {
    closed.await();
  }

  /** Stops: takes no more orders, ends connections, writes what waits. Later calls wait for the first. */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return;
    }
    LOG.info("node={} stopping", nodeId());
    try {
      api.close();
      ApiAddress.delete(datadir.path());
      core.connections().stop();
      core.peers().closeAll("the node stops");
      transport.close();
      core.peers().stop();
      core.chain().close();
      core.gossip().close();
      database.close();
      runtime.close();
      datadir.close();
    } catch (IOException | RuntimeException e) {
      LOG.error("stopping did not go cleanly; what is durable is not touched", e);
    } finally {
      closed.countDown();
    }
  }
}
