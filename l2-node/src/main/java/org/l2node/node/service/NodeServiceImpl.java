package org.l2node.node.service;

import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.l2node.api.ProjectVersion;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.BumpCloseCommand;
import org.l2node.api.service.ChannelInfo;
import org.l2node.api.service.CloseChannelCommand;
import org.l2node.api.service.CreateInvoiceCommand;
import org.l2node.api.service.DecodedInvoice;
import org.l2node.api.service.InvoiceInfo;
import org.l2node.api.service.NodeBalances;
import org.l2node.api.service.NodeInfo;
import org.l2node.api.service.NodeService;
import org.l2node.api.service.OpenChannelCommand;
import org.l2node.api.service.Page;
import org.l2node.api.service.PageRequest;
import org.l2node.api.service.PayCommand;
import org.l2node.api.service.PaymentId;
import org.l2node.api.service.PaymentInfo;
import org.l2node.api.service.PeerAddress;
import org.l2node.api.service.PeerInfo;
import org.l2node.api.service.ProblemCode;
import org.l2node.api.service.Readiness;
import org.l2node.api.service.SweepInfo;
import org.l2node.api.service.WalletBalance;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelView;
import org.l2node.channels.channel.FundingSpend;
import org.l2node.channels.channel.Liquidity;
import org.l2node.channels.commitment.CommitmentSpec;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.Satoshi;
import org.l2node.node.chain.ChainService;
import org.l2node.node.config.NodeConfig;
import org.l2node.node.payment.InvoiceBook;
import org.l2node.node.payment.PaymentDesk;
import org.l2node.node.peer.ChannelDirectory;
import org.l2node.node.peer.Connections;
import org.l2node.node.peer.Peers;
import org.l2node.node.runtime.NodeRuntime;
import org.l2node.onchain.watch.ChainStatus;
import org.l2node.routing.invoice.RouteHint;

/** The node as the API sees it. */
public final class NodeServiceImpl implements NodeService {
  /** A tip older than this says that the full node is held back or cut off (reliability, V39). */
  private static final Duration OLD_TIP = Duration.ofHours(3);

  private final NodeConfig config;
  private final NodeId self;
  private final String uri;
  private final NodeRuntime runtime;
  private final ChainService chain;
  private final ChannelDirectory directory;
  private final Peers peers;
  private final ChannelJobs channels;
  private final PeerJobs peerJobs;
  private final InvoiceJobs invoices;
  private final PaymentJobs payments;
  private final Supplier<Satoshi> reserve;
  private final Runnable onStop;

  /**
   * The parts that the service asks.
   *
   * @param uri where peers reach this node: id@host:port
   * @param hints the ways to this node over channels that are not announced
   * @param mostFunding the largest channel to open
   * @param reserve what must stay in the wallet to pay for closing the channels
   * @param onStop orders the node to stop; returns before it has
   */
  public record Parts(
      PrivateKey nodeKey,
      String uri,
      ChainService chain,
      ChannelDirectory directory,
      Peers peers,
      Connections connections,
      InvoiceBook invoices,
      PaymentDesk payments,
      Supplier<List<RouteHint>> hints,
      Satoshi mostFunding,
      Supplier<Satoshi> reserve,
      Runnable onStop) {
    @Override
    public String toString() {
      return "parts of " + uri;
    }
  }

  public NodeServiceImpl(NodeConfig config, NodeRuntime runtime, Parts parts) {
    this.config = config;
    this.self = new NodeId(parts.nodeKey().publicKey());
    this.uri = parts.uri();
    this.runtime = runtime;
    this.chain = parts.chain();
    this.directory = parts.directory();
    this.peers = parts.peers();
    this.channels = new ChannelJobs(self, config.minChannel(), parts.mostFunding(), runtime, peers, directory, chain);
    this.peerJobs = new PeerJobs(self, peers, parts.connections(), directory);
    this.invoices = new InvoiceJobs(parts.nodeKey(), config.network(), runtime, parts.invoices(), parts.hints());
    this.payments = new PaymentJobs(self, config.network(), runtime, parts.payments());
    this.reserve = parts.reserve();
    this.onStop = parts.onStop();
  }

  @Override
  public NodeInfo info() {
    int open = (int) directory.all().stream().filter(entry -> ChannelView.of(entry.state()).phase() != ChannelView.Phase.CLOSED).count();
    return new NodeInfo(
        self,
        config.alias(),
        config.network().lowerCaseName(),
        ProjectVersion.text(),
        chain.height(),
        chain.status().synced(),
        List.of(uri),
        peers.connected().size(),
        open);
  }

  @Override
  public NodeBalances balances() {
    MilliSatoshi local = MilliSatoshi.ZERO;
    MilliSatoshi remote = MilliSatoshi.ZERO;
    MilliSatoshi outgoing = MilliSatoshi.ZERO;
    MilliSatoshi incoming = MilliSatoshi.ZERO;
    Satoshi closing = Satoshi.ZERO;
    for (ChannelDirectory.Entry entry : directory.all()) {
      ChannelView view = ChannelView.of(entry.state());
      switch (view.phase()) {
        case OPENING, NORMAL, SHUTTING_DOWN -> {
          local = local.plus(view.local());
          remote = remote.plus(view.remote());
          if (entry.state() instanceof ChannelState.WithData withData) {
            CommitmentSpec spec = withData.data().commitments().projectedSpec();
            outgoing = outgoing.plus(Liquidity.inFlight(spec, Direction.OUTGOING));
            incoming = incoming.plus(Liquidity.inFlight(spec, Direction.INCOMING));
          }
        }
        case CLOSING -> {
          if (!isInWallet(entry.state())) {
            closing = closing.plus(view.local().toSatoshiRoundDown());
          }
        }
        case CLOSED -> {
          // Its money is in the wallet's balance.
        }
      }
    }
    return new NodeBalances(walletBalance(), local, remote, outgoing, incoming, closing);
  }

  /**
   * Whether what a closing brings home is in a block, and so in the wallet's balance: the close itself, or the sweep behind it. Also where
   * there is nothing to bring home.
   */
  private boolean isInWallet(ChannelState state) {
    if (!(state instanceof ChannelState.Closing closing)) {
      return false;
    }
    FundingSpend spend = closing.spend();
    Transaction sweep = closing.sweep();
    if (spend == null) {
      return false;
    }
    return spend.kind() == FundingSpend.Kind.MUTUAL_CLOSE || spend.kind() == FundingSpend.Kind.FUNDING_DOUBLE_SPENT
        || (sweep != null && chain.wallet().unspentOutputs().stream()
            .anyMatch(output -> output.block() != null && output.outPoint().txid.equals(sweep.txid)));
  }

  @Override
  public WalletBalance walletBalance() {
    var balance = chain.wallet().balance();
    return new WalletBalance(balance.confirmed(), balance.unconfirmed(), balance.immature(), reserve.get());
  }

  @Override
  public Page<SweepInfo> sweeps(@Nullable ChannelId channelId, PageRequest page) {
    return Page.of(channels.sweeps(channelId), SweepInfo::key, page);
  }

  @Override
  public ChannelInfo bumpClose(BumpCloseCommand command) {
    return channels.bump(command);
  }

  @Override
  public String newWalletAddress() {
    return chain.wallet().newAddress().address();
  }

  @Override
  public PeerInfo connectPeer(NodeId nodeId, @Nullable PeerAddress address) {
    return peerJobs.connect(nodeId, address);
  }

  @Override
  public Page<PeerInfo> peers(PageRequest page) {
    return Page.of(peerJobs.all(), peer -> peer.nodeId().toString(), page);
  }

  @Override
  public ChannelInfo openChannel(OpenChannelCommand command) {
    return channels.open(command);
  }

  @Override
  public Page<ChannelInfo> channels(PageRequest page) {
    return Page.of(channels.all(), channel -> channel.channelId().toString(), page);
  }

  @Override
  public Optional<ChannelInfo> channel(ChannelId channelId) {
    return channels.find(channelId);
  }

  @Override
  public ChannelInfo closeChannel(CloseChannelCommand command) {
    return channels.close(command);
  }

  @Override
  public InvoiceInfo createInvoice(CreateInvoiceCommand command) {
    return invoices.create(command);
  }

  @Override
  public Optional<InvoiceInfo> invoice(PaymentHash paymentHash) {
    return invoices.find(paymentHash);
  }

  @Override
  public Optional<InvoiceInfo> awaitInvoice(PaymentHash paymentHash, Duration timeout) throws InterruptedException {
    return invoices.await(paymentHash, timeout);
  }

  @Override
  public PaymentInfo pay(PayCommand command) {
    if (!chain.status().synced()) {
      throw ApiProblem.of(ProblemCode.NOT_READY, "The chain is not followed to its tip: " + chain.status().problem());
    }
    return payments.pay(command);
  }

  @Override
  public Optional<PaymentInfo> payment(PaymentId paymentId) {
    return payments.find(paymentId);
  }

  @Override
  public Optional<PaymentInfo> awaitPayment(PaymentId paymentId, Duration timeout) throws InterruptedException {
    return payments.await(paymentId, timeout);
  }

  @Override
  public Page<PaymentInfo> payments(PageRequest page) {
    return payments.page(page);
  }

  @Override
  public DecodedInvoice decode(String text) {
    return payments.decode(text);
  }

  @Override
  public Readiness readiness() {
    List<Readiness.Check> checks = new ArrayList<>();
    ChainStatus status = chain.status();
    boolean old = !config.network().isOnDemand() && status.isOlderThan(OLD_TIP, Instant.ofEpochSecond(runtime.nowSeconds()));
    boolean chainOk = status.reachable() && status.synced() && !old;
    String detail = !status.problem().isEmpty()
        ? status.problem()
        : old
            ? "the last block is more than " + OLD_TIP.toHours() + " hours old: the full node may be cut off"
            : "at block " + chain.height().value();
    checks.add(new Readiness.Check("chain", chainOk, detail));
    long stopped = directory.all().stream().filter(entry -> entry.bug().isPresent()).count();
    String channels = directory.hasStaleData()
        ? "the data directory is an old copy, as a peer has proven: no commitment is published that its own peer has not agreed to; waiting"
            + " for the peers to close what has fallen behind"
        : stopped == 0 ? "none stopped" : stopped + " stopped by an internal error: see their detail";
    checks.add(new Readiness.Check("channels", stopped == 0 && !directory.hasStaleData(), channels));
    return Readiness.of(checks);
  }

  @Override
  public void stop() {
    onStop.run();
  }
}
