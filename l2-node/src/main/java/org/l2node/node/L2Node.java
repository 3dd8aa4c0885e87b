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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.l2node.api.auth.AdminToken;
import org.l2node.api.auth.ApiAddress;
import org.l2node.api.http.ApiServer;
import org.l2node.api.service.NodeService;
import org.l2node.channels.channel.ChannelHtlc;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelView;
import org.l2node.channels.channel.Origin;
import org.l2node.channels.codec.ChannelCodec;
import org.l2node.channels.keys.NodeKeys;
import org.l2node.channels.machine.ChannelPolicy;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.TemporaryChannelId;
import org.l2node.channels.wire.Init;
import org.l2node.channels.wire.NodeAddress;
import org.l2node.channels.wire.NodeAnnouncement;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.channels.wire.WireFormatException;
import org.l2node.node.chain.ChainService;
import org.l2node.node.chain.FundingWallet;
import org.l2node.node.config.HostPort;
import org.l2node.node.config.NodeConfig;
import org.l2node.node.gossip.GossipFile;
import org.l2node.node.gossip.GossipService;
import org.l2node.node.payment.HtlcDesk;
import org.l2node.node.payment.InvoiceBook;
import org.l2node.node.payment.PaymentDesk;
import org.l2node.node.peer.ChannelDirectory;
import org.l2node.node.peer.Connections;
import org.l2node.node.peer.Peers;
import org.l2node.node.runtime.VirtualThreadRuntime;
import org.l2node.node.seed.Seed;
import org.l2node.node.seed.SeedFile;
import org.l2node.node.service.NodeServiceImpl;
import org.l2node.node.storage.ChannelTables;
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
import org.l2node.routing.gossip.GossipConfig;
import org.l2node.routing.gossip.NodeProfile;
import org.l2node.routing.graph.GraphNode;
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
  private final NodeKeys keys;
  private final GossipService gossip;
  private final ChainService chain;
  private final ChannelDirectory directory = new ChannelDirectory();
  private final Peers peers;
  private final Connections connections;
  private final HtlcDesk htlcs;
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
    this.keys = NodeKeys.fromSeed(seed.bytes().toByteArray(), bitcoinChain(source.network()));
    MetaTable.expect(database, source.network().lowerCaseName(), keys.nodeId());
    ByteVector32 chainHash = MetaTable.chainHash(source.network());
    ChannelPolicy policy = policy(config);
    RelayPolicy relay = new RelayPolicy(
        config.feeBase(), config.feePpm(), config.cltvExpiryDelta(), RelayPolicy.DEFAULT.expiryMargin(), RelayPolicy.DEFAULT.maxExpiry());
    this.gossip = new GossipService(gossipConfig(config, chainHash), new GossipFile(datadir.resolve("gossip.db")), source, runtime);
    started.add(gossip::close);
    NodeContext context = new NodeContext(keys, chainHash, policy, runtime, database, directory);
    this.peers = new Peers(runtime, context, directory);
    this.chain = new ChainService(
        source,
        database,
        WalletKeys.fromSeed(seed.bytes().toByteArray(), source.network()),
        new BlockHeight(seed.birthdayHeight()),
        runtime,
        gossip,
        peers::chain,
        _ -> peers.newBlock(),
        this::onSynced,
        fatal -> onFatal("following the chain", fatal));
    started.add(chain::close);
    started.add(peers::stop);
    OwnChannels own = new OwnChannels(directory, relay);
    InvoiceBook invoices = new InvoiceBook(database, runtime.nowSeconds());
    this.htlcs = new HtlcDesk(
        new HtlcDesk.Parts(keys.nodeKey(), relay, runtime, database, directory, invoices, chain::height, () -> chain.status().synced(),
            own::terms, gossip::ownUpdate));
    PaymentDesk payments = new PaymentDesk(database, runtime, context);
    FundingWallet funding = new FundingWallet(chain);
    context.connect(new NodeContext.Parts(chain, gossip, htlcs, payments, peers, own, funding, shutdownScript()));
    restoreChannels(funding);
    htlcs.start(peers);
    gossip.startAt(chain.height());
    // Before any channel or peer can tell news: what is told twice must not be judged in between by what is not known yet.
    payments.resume(livingParts());
    peers.resume();
    this.connections = new Connections(
        keys.nodeId(),
        Init.of(NodeFeatures.INIT, chainHash),
        runtime,
        database,
        peers,
        this::hasChannel,
        gossip::writable,
        this::announcedAddress);
    this.transport = new NettyTransport(keys.nodeKey(), connections, TransportLimits.DEFAULT);
    started.add(transport::close);
    started.add(connections::stop);
    this.peerAddress = transport.listen(address(config.listen()));
    this.service = new NodeServiceImpl(
        config,
        runtime,
        new NodeServiceImpl.Parts(
            keys.nodeKey(),
            keys.nodeId() + "@" + ApiAddress.hostText(peerAddress) + ":" + peerAddress.getPort(),
            chain,
            directory,
            peers,
            connections,
            invoices,
            payments,
            () -> own.hints(gossip),
            policy.maxFunding(),
            () -> Thread.ofPlatform().name("stop").start(this::close)));
    AdminToken token = AdminToken.readOrCreate(datadir.path(), new SecureRandom());
    this.api = ApiServer.start(address(config.api()), token, service, new IdempotencyTable(database, runtime::nowSeconds));
    started.add(api::close);
    ApiAddress.write(datadir.path(), api.address());
    chain.start();
    connections.start(transport, List.copyOf(peersWithChannels()));
  }

  /**
   * Starts a node.
   *
   * @param source its base chain; belongs to the caller, who closes it after the node
   * @throws StorageException if the data directory, seed or database cannot be used
   * @throws IOException if an address cannot be listened on
   */
  public static L2Node start(NodeConfig config, ChainSource source) throws IOException {
    StartedParts started = new StartedParts();
    DataDirectory datadir = DataDirectory.open(config.datadir());
    started.add(datadir::close);
    try {
      Seed seed = seed(config, datadir, source);
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

  private static Seed seed(NodeConfig config, DataDirectory datadir, ChainSource source) {
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
    return SeedFile.create(file, bytes, tip == null ? Birthday.of(source.network()) : tip.value(), new SecureRandom());
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
        .withMinFunding(config.minChannel())
        .withMinimumDepth(config.minDepth())
        .withMaxAcceptedHtlcs(config.maxAcceptedHtlcs());
  }

  private GossipConfig gossipConfig(NodeConfig config, ByteVector32 chainHash) {
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

  private void onSynced() {
    htlcs.synced();
  }

  /** Given out once and kept: a channel that a peer opens closes to it. */
  private ByteVector shutdownScript() {
    return MetaTable.shutdownScript(database, () -> chain.wallet().newAddress().script());
  }

  private void restoreChannels(FundingWallet funding) {
    Map<NodeId, List<ChannelState>> byPeer = new LinkedHashMap<>();
    Set<TemporaryChannelId> living = new LinkedHashSet<>();
    for (ChannelTables.ChannelRow row : database.query(ChannelTables::load)) {
      List<ChannelCodec.StoredHtlc> stored = row.htlcs().stream().map(htlc -> new ChannelCodec.StoredHtlc(htlc.htlc(), htlc.mark()))
          .toList();
      ChannelState state = ChannelCodec.restore(row.fixed(), row.state(), stored);
      byPeer.computeIfAbsent(row.peer(), _ -> new ArrayList<>()).add(state);
      living.add(state.temporaryChannelId());
    }
    byPeer.forEach(peers::restore);
    funding.releaseAllBut(living);
  }

  private boolean hasChannel(NodeId peer) {
    return directory.with(peer).stream().anyMatch(entry -> ChannelView.of(entry.state()).phase() != ChannelView.Phase.CLOSED);
  }

  private Set<NodeId> peersWithChannels() {
    Set<NodeId> all = new TreeSet<>();
    directory.all().forEach(entry -> all.add(entry.state().peer()));
    all.removeIf(peer -> !hasChannel(peer));
    return all;
  }

  private Optional<PeerAddress> announcedAddress(NodeId peer) {
    NodeAnnouncement announcement = gossip.graph().node(peer).map(GraphNode::announcement).orElse(null);
    if (announcement == null) {
      return Optional.empty();
    }
    try {
      return NodeAddress.readAll(announcement.addresses()).stream().flatMap(address -> PeerAddress.of(address).stream()).findFirst();
    } catch (WireFormatException _) {
      return Optional.empty(); // what a node tells of itself is not to be trusted
    }
  }

  /** By payment, the parts that some channel has an HTLC of or owes the settlement of. */
  private Map<Long, Set<Integer>> livingParts() {
    Map<Long, Set<Integer>> living = new HashMap<>();
    for (ChannelDirectory.Entry entry : directory.all()) {
      if (entry.state() instanceof ChannelState.WithData withData) {
        for (ChannelHtlc htlc : withData.data().commitments().htlcs().outgoing()) {
          if (htlc.origin() instanceof Origin.Local(long paymentId, int part)) {
            living.computeIfAbsent(paymentId, _ -> new TreeSet<>()).add(part);
          }
        }
      }
    }
    return living;
  }

  public NodeId nodeId() {
    return keys.nodeId();
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
    return htlcs.feesEarned().msat();
  }

  /** How many channels its graph knows. */
  public int knownChannels() {
    return gossip.graph().channelCount();
  }

  private void onBug(String where, Throwable bug) {
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
      connections.stop();
      peers.closeAll("the node stops");
      transport.close();
      peers.stop();
      chain.close();
      gossip.close();
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
