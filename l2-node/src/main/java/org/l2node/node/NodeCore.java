package org.l2node.node;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.l2node.channels.channel.ChannelHtlc;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Origin;
import org.l2node.channels.codec.ChannelCodec;
import org.l2node.channels.keys.NodeKeys;
import org.l2node.channels.machine.ChannelPolicy;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.TemporaryChannelId;
import org.l2node.channels.wire.Init;
import org.l2node.channels.wire.NodeAnnouncement;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.node.chain.ChainService;
import org.l2node.node.chain.FundingWallet;
import org.l2node.node.config.AcceptPolicy;
import org.l2node.node.gossip.GossipService;
import org.l2node.node.gossip.GossipStore;
import org.l2node.node.payment.HtlcDesk;
import org.l2node.node.payment.InvoiceBook;
import org.l2node.node.payment.PaymentDesk;
import org.l2node.node.peer.ChannelDirectory;
import org.l2node.node.peer.Connections;
import org.l2node.node.peer.Peers;
import org.l2node.node.runtime.NodeRuntime;
import org.l2node.node.storage.ChannelTables;
import org.l2node.node.storage.MetaTable;
import org.l2node.node.storage.Storage;
import org.l2node.node.transport.PeerAddress;
import org.l2node.node.transport.Transport;
import org.l2node.onchain.chain.ChainSource;
import org.l2node.onchain.wallet.WalletKeys;
import org.l2node.onchain.watch.Following;
import org.l2node.routing.gossip.GossipConfig;
import org.l2node.routing.graph.GraphNode;
import org.l2node.routing.invoice.RouteHint;
import org.l2node.routing.relay.RelayPolicy;

/**
 * A node without sockets, threads, clock and API: everything between the messages of its peers, the chain, its storage and its user. The
 * same for a node that runs and for one that is simulated.
 */
public final class NodeCore {
  /**
   * What a node stands on.
   *
   * @param birthday no block below holds anything of this node's
   * @param accept which channels peers may open
   * @param gossipStore opened once the storage is known to be this node's
   * @param source its base chain
   * @param following what polls the chain again and again
   * @param onFatal told when the node must not go on: the disk or an invariant under everything is broken
   */
  public record Ports(
      NodeKeys keys,
      WalletKeys walletKeys,
      BlockHeight birthday,
      ChannelPolicy policy,
      AcceptPolicy accept,
      RelayPolicy relay,
      GossipConfig gossip,
      Storage storage,
      Supplier<GossipStore> gossipStore,
      ChainSource source,
      Following.Factory following,
      NodeRuntime runtime,
      Consumer<Throwable> onFatal) {
    @Override
    public String toString() {
      return "ports of " + keys.nodeId();
    }
  }

  private final NodeKeys keys;
  private final Storage storage;
  private final ChannelDirectory directory = new ChannelDirectory();
  private final GossipService gossip;
  private final ChainService chain;
  private final FundingWallet funding;
  private final Peers peers;
  private final Connections connections;
  private final HtlcDesk htlcs;
  private final InvoiceBook invoices;
  private final PaymentDesk payments;
  private final OwnChannels own;

  /**
   * A node with what its storage holds; stored channels and payments have been told to go on.
   *
   * @param started is given what to close where this or what follows fails
   * @throws org.l2node.node.storage.StorageException if the storage belongs to another node
   */
  NodeCore(Ports ports, StartedParts started) {
    this.keys = ports.keys();
    this.storage = ports.storage();
    NodeRuntime runtime = ports.runtime();
    MetaTable.expect(storage, ports.source().network().lowerCaseName(), keys.nodeId());
    ByteVector32 chainHash = MetaTable.chainHash(ports.source().network());
    this.gossip = new GossipService(ports.gossip(), ports.gossipStore().get(), ports.source(), runtime);
    started.add(gossip::close);
    NodeContext context = new NodeContext(keys, chainHash, ports.policy(), ports.accept(), runtime, storage, directory);
    this.peers = new Peers(runtime, context, directory);
    this.chain = new ChainService(
        ports.source(),
        storage,
        ports.walletKeys(),
        ports.birthday(),
        runtime,
        ports.following(),
        gossip,
        peers::chain,
        _ -> peers.newBlock(),
        this::onSynced,
        ports.onFatal());
    started.add(chain::close);
    started.add(peers::stop);
    this.own = new OwnChannels(directory, ports.relay());
    this.invoices = new InvoiceBook(storage, runtime.nowSeconds());
    this.htlcs = new HtlcDesk(
        new HtlcDesk.Parts(keys.nodeKey(), ports.relay(), runtime, storage, directory, invoices, chain::height,
            () -> chain.status().synced(), own::terms, gossip::ownUpdate));
    this.payments = new PaymentDesk(storage, runtime, context);
    this.funding = new FundingWallet(chain, directory::toBeClosed);
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
        storage,
        peers,
        this::hasChannel,
        gossip::writable,
        this::announcedAddress);
  }

  /** A node as above, with nothing but it to close where it fails. */
  public static NodeCore of(Ports ports) {
    return new NodeCore(ports, new StartedParts());
  }

  /** To be called once: follows the chain and dials the peers with channels. */
  public void start(Transport transport) {
    chain.start();
    connections.start(transport, List.copyOf(peersWithChannels()));
  }

  private void onSynced() {
    htlcs.synced();
  }

  /** Given out once and kept: a channel that a peer opens closes to it. */
  private ByteVector shutdownScript() {
    return MetaTable.shutdownScript(storage, () -> chain.wallet().newAddress().script());
  }

  private void restoreChannels(FundingWallet funding) {
    Map<NodeId, List<ChannelState>> byPeer = new LinkedHashMap<>();
    Set<TemporaryChannelId> living = new LinkedHashSet<>();
    for (ChannelTables.ChannelRow row : storage.query(ChannelTables::load)) {
      List<ChannelCodec.StoredHtlc> stored = row.htlcs().stream().map(htlc -> new ChannelCodec.StoredHtlc(htlc.htlc(), htlc.mark()))
          .toList();
      ChannelState state = ChannelCodec.restore(row.fixed(), row.state(), stored);
      byPeer.computeIfAbsent(row.peer(), _ -> new ArrayList<>()).add(state);
      living.add(state.temporaryChannelId());
    }
    byPeer.forEach(peers::restore);
    funding.releaseAllBut(living);
    chain.retainSweeps(notClosed());
  }

  private boolean hasChannel(NodeId peer) {
    return directory.hasLiving(peer);
  }

  /** The channels that a commitment may yet close, or is closing. */
  private Set<ChannelId> notClosed() {
    Set<ChannelId> ids = new LinkedHashSet<>();
    for (ChannelDirectory.Entry entry : directory.all()) {
      if (!(entry.state() instanceof ChannelState.Closed)) {
        ids.add(entry.channelId());
      }
    }
    return ids;
  }

  private Set<NodeId> peersWithChannels() {
    Set<NodeId> all = new TreeSet<>();
    directory.all().stream().map(ChannelDirectory.Entry::state).filter(state -> !state.isOver()).forEach(state -> all.add(state.peer()));
    return all;
  }

  private Optional<PeerAddress> announcedAddress(NodeId peer) {
    NodeAnnouncement announcement = gossip.graph().node(peer).map(GraphNode::announcement).orElse(null);
    return announcement == null ? Optional.empty() : PeerAddress.firstOf(announcement);
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

  public NodeKeys keys() {
    return keys;
  }

  public ChannelDirectory directory() {
    return directory;
  }

  public GossipService gossip() {
    return gossip;
  }

  public ChainService chain() {
    return chain;
  }

  public FundingWallet funding() {
    return funding;
  }

  public Peers peers() {
    return peers;
  }

  public Connections connections() {
    return connections;
  }

  public HtlcDesk htlcs() {
    return htlcs;
  }

  public InvoiceBook invoices() {
    return invoices;
  }

  public PaymentDesk payments() {
    return payments;
  }

  /** Ways to this node for payers that its channels are not announced to. */
  public List<RouteHint> hints() {
    return own.hints(gossip);
  }
}
