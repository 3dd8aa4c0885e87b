package org.l2node.itests.api;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.TxId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.BumpCloseCommand;
import org.l2node.api.service.ChannelInfo;
import org.l2node.api.service.ChannelStatus;
import org.l2node.api.service.CloseChannelCommand;
import org.l2node.api.service.CreateInvoiceCommand;
import org.l2node.api.service.DecodedInvoice;
import org.l2node.api.service.InvoiceInfo;
import org.l2node.api.service.InvoiceStatus;
import org.l2node.api.service.NodeBalances;
import org.l2node.api.service.NodeInfo;
import org.l2node.api.service.NodeService;
import org.l2node.api.service.OpenChannelCommand;
import org.l2node.api.service.Page;
import org.l2node.api.service.PageRequest;
import org.l2node.api.service.PayCommand;
import org.l2node.api.service.PaymentFailure;
import org.l2node.api.service.PaymentId;
import org.l2node.api.service.PaymentInfo;
import org.l2node.api.service.PaymentStatus;
import org.l2node.api.service.PeerAddress;
import org.l2node.api.service.PeerInfo;
import org.l2node.api.service.ProblemCode;
import org.l2node.api.service.Readiness;
import org.l2node.api.service.SweepInfo;
import org.l2node.api.service.WalletBalance;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.ShortChannelId;

/** A node that does what the test tells it, so that every answer of the API can be provoked. */
final class ScriptedNode implements NodeService {
  static final NodeId ALICE = NodeId.fromHex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");
  static final NodeId BOB = NodeId.fromHex("02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5");
  static final PaymentPreimage PREIMAGE = new PaymentPreimage(ByteVector32.fromValidHex("11".repeat(32)));
  static final PaymentHash HASH = PREIMAGE.hash();
  static final ChannelId CHANNEL = ChannelId.fromHex("22".repeat(32));
  static final Instant CREATED = Instant.parse("2026-11-23T18:00:00Z");

  /** Thrown by the next call that changes something. */
  volatile @Nullable RuntimeException refusal;
  volatile boolean ready = true;
  volatile boolean paid;
  volatile PaymentStatus paymentStatus = PaymentStatus.PENDING;
  final CountDownLatch settled = new CountDownLatch(1);
  final CountDownLatch waiting = new CountDownLatch(1);
  final CountDownLatch interrupted = new CountDownLatch(1);
  final CountDownLatch stopped = new CountDownLatch(1);
  final AtomicInteger opens = new AtomicInteger();
  final AtomicInteger pays = new AtomicInteger();
  final Map<String, Object> commands = new ConcurrentHashMap<>();
  /** If set, {@link #info} blocks until it is counted down. */
  volatile @Nullable CountDownLatch infoBlocks;

  private void command(String name, Object command) {
    RuntimeException refusal = this.refusal;
    if (refusal != null) {
      throw refusal;
    }
    commands.put(name, command);
  }

  @Override
  public NodeInfo info() {
    CountDownLatch blocks = infoBlocks;
    if (blocks != null) {
      try {
        blocks.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    RuntimeException refusal = this.refusal;
    if (refusal != null) {
      throw refusal;
    }
    return new NodeInfo(ALICE, "alice", "regtest", "0.1.0", new BlockHeight(120), true, List.of(ALICE + "@127.0.0.1:9735"), 1, 1);
  }

  @Override
  public NodeBalances balances() {
    return new NodeBalances(walletBalance(), MilliSatoshi.msat(600_000_000), MilliSatoshi.msat(400_000_000), MilliSatoshi.ZERO,
        MilliSatoshi.msat(7),
        Satoshi.sat(3));
  }

  @Override
  public WalletBalance walletBalance() {
    return new WalletBalance(Satoshi.sat(50_000_000), Satoshi.sat(1_000), Satoshi.ZERO, Satoshi.sat(19_000));
  }

  @Override
  public Page<SweepInfo> sweeps(@Nullable ChannelId channelId, PageRequest page) {
    SweepInfo sweep = new SweepInfo(CHANNEL, new OutPoint(new TxId(ByteVector32.fromValidHex("33".repeat(32))), 2), "to_local",
        Satoshi.sat(600_000), "height", "a later block", new BlockHeight(130), null, null, Satoshi.sat(300_000), null, null, null, 0);
    return Page.of(channelId == null || channelId.equals(CHANNEL) ? List.of(sweep) : List.of(), SweepInfo::key, page);
  }

  @Override
  public ChannelInfo bumpClose(BumpCloseCommand command) {
    command("bump", command);
    return channel(ChannelStatus.CLOSING);
  }

  @Override
  public String newWalletAddress() {
    command("address", "address");
    return "bcrt1pexample";
  }

  @Override
  public PeerInfo connectPeer(NodeId nodeId, @Nullable PeerAddress address) {
    command("connect", address == null ? "none" : address);
    return new PeerInfo(nodeId, address, true, false, 0);
  }

  @Override
  public Page<PeerInfo> peers(PageRequest page) {
    return Page.of(List.of(new PeerInfo(BOB, new PeerAddress("::1", 9735), true, true, 1), new PeerInfo(ALICE, null, false, false, 1)),
        p -> p.nodeId().toString(), page);
  }

  @Override
  public ChannelInfo openChannel(OpenChannelCommand command) {
    command("open", command);
    opens.incrementAndGet();
    return channel(ChannelStatus.OPENING);
  }

  @Override
  public Page<ChannelInfo> channels(PageRequest page) {
    return Page.of(List.of(channel(ChannelStatus.NORMAL)), c -> c.channelId().toString(), page);
  }

  @Override
  public Optional<ChannelInfo> channel(ChannelId channelId) {
    return channelId.equals(CHANNEL) ? Optional.of(channel(ChannelStatus.NORMAL)) : Optional.empty();
  }

  private static ChannelInfo channel(ChannelStatus status) {
    boolean normal = status == ChannelStatus.NORMAL;
    return new ChannelInfo(CHANNEL, BOB, status, "ready", Satoshi.sat(1_000_000), MilliSatoshi.msat(600_000_000),
        MilliSatoshi.msat(400_000_000),
        Satoshi.sat(10_000), true, normal ? ShortChannelId.parse("103x1x0") : null, ShortChannelId.parse("1x2x3"), null,
        new TxId(ByteVector32.fromValidHex("33".repeat(32))),
        null);
  }

  @Override
  public ChannelInfo closeChannel(CloseChannelCommand command) {
    if (!command.channelId().equals(CHANNEL)) {
      throw ApiProblem.of(ProblemCode.UNKNOWN_CHANNEL, "There is no such channel.", "channel_id");
    }
    command("close", command);
    return channel(ChannelStatus.SHUTTING_DOWN);
  }

  @Override
  public InvoiceInfo createInvoice(CreateInvoiceCommand command) {
    command("invoice", command);
    return invoiceNow();
  }

  private InvoiceInfo invoiceNow() {
    boolean isPaid = paid;
    return new InvoiceInfo(HASH, "lnbcrt1example", isPaid ? InvoiceStatus.PAID : InvoiceStatus.OPEN, MilliSatoshi.msat(25_000_000),
        isPaid ? MilliSatoshi.msat(25_000_000) : MilliSatoshi.ZERO, "coffee \u2615", isPaid ? PREIMAGE : null, CREATED,
        CREATED.plusSeconds(3600),
        isPaid ? CREATED.plusSeconds(5) : null);
  }

  @Override
  public Optional<InvoiceInfo> invoice(PaymentHash paymentHash) {
    return paymentHash.equals(HASH) ? Optional.of(invoiceNow()) : Optional.empty();
  }

  @Override
  public Optional<InvoiceInfo> awaitInvoice(PaymentHash paymentHash, Duration timeout) throws InterruptedException {
    await(timeout);
    return invoice(paymentHash);
  }

  private void await(Duration timeout) throws InterruptedException {
    waiting.countDown();
    try {
      if (!settled.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
  }

  @Override
  public PaymentInfo pay(PayCommand command) {
    command("pay", command);
    pays.incrementAndGet();
    return paymentNow();
  }

  private PaymentInfo paymentNow() {
    PaymentStatus status = paymentStatus;
    boolean succeeded = status == PaymentStatus.SUCCEEDED;
    boolean failed = status == PaymentStatus.FAILED;
    return new PaymentInfo(new PaymentId(17), HASH, status, BOB, MilliSatoshi.msat(25_000_000),
        succeeded ? MilliSatoshi.msat(1_025) : MilliSatoshi.ZERO,
        succeeded ? PREIMAGE : null, failed ? new PaymentFailure(PaymentFailure.Code.NO_ROUTE, "No path to the payee.") : null, CREATED,
        status == PaymentStatus.PENDING ? null : CREATED.plusSeconds(2));
  }

  @Override
  public Optional<PaymentInfo> payment(PaymentId paymentId) {
    return paymentId.value() == 17 ? Optional.of(paymentNow()) : Optional.empty();
  }

  @Override
  public Optional<PaymentInfo> awaitPayment(PaymentId paymentId, Duration timeout) throws InterruptedException {
    await(timeout);
    return payment(paymentId);
  }

  @Override
  public Page<PaymentInfo> payments(PageRequest page) {
    return Page.of(List.of(paymentNow()), p -> p.paymentId().toString(), page);
  }

  @Override
  public DecodedInvoice decode(String text) {
    if (!text.startsWith("ln")) {
      throw ApiProblem.of(ProblemCode.INVOICE_INVALID, "This is no BOLT 11 invoice.", "destination");
    }
    return new DecodedInvoice("regtest", HASH, BOB, MilliSatoshi.msat(25_000_000), "coffee", null, CREATED, CREATED.plusSeconds(3600),
        false,
        new CltvExpiryDelta(18), ByteVector.fromHex("4100"), List.of(), List.of());
  }

  @Override
  public Readiness readiness() {
    return Readiness.of(List.of(new Readiness.Check("chain", ready, ready ? "at block 120" : "bitcoind does not answer")));
  }

  @Override
  public void stop() {
    stopped.countDown();
  }
}
