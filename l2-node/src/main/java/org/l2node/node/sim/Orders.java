package org.l2node.node.sim;

import fr.acinq.bitcoin.ByteVector32;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.l2node.channels.channel.ChannelView;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.PaymentSecret;
import org.l2node.node.storage.InvoiceTable.InvoiceRow;
import org.l2node.routing.graph.ForwardingTerms;
import org.l2node.routing.path.RouteHint;
import org.l2node.routing.payment.PaymentRequest;
import org.l2node.routing.relay.ReceiveRules;

/** What the users of the network want paid. */
final class Orders {
  /**
   * An order to pay.
   *
   * @param isGood whether the payee has such an invoice
   */
  record Order(int payer, int payee, PaymentRequest request, boolean isGood) {}

  private static final Duration EXPIRY = Duration.ofHours(12);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final World world;
  private final List<Order> orders = new ArrayList<>();

  Orders(World world) {
    this.world = world;
  }

  List<Order> all() {
    return orders;
  }

  /** Somebody orders a payment, mostly a good one. */
  void orderOne() {
    SimNode payer = world.nodes().get(world.random().nextInt(world.nodes().size()));
    SimNode payee = world.nodes().get(world.random().nextInt(world.nodes().size()));
    if (!payer.isUp() || !payee.isUp() || payer.number() == payee.number()) {
      return;
    }
    int kind = world.random().nextInt(20);
    if (kind == 0 && !orders.isEmpty()) {
      again(orders.get(orders.size() - 1 - world.random().nextInt(Math.min(3, orders.size()))));
      return;
    }
    MilliSatoshi amount = amount(payer);
    PaymentPreimage preimage = new PaymentPreimage(bytes32());
    PaymentSecret secret = new PaymentSecret(bytes32());
    boolean known = kind != 1;
    boolean[] made = {false};
    world.ask(payee, () -> {
      if (known) {
        long now = world.nowMillis() / 1000;
        payee.core().invoices().add(
            new InvoiceRow(preimage.hash(), "simulated", preimage, secret, amount, "", now, now + EXPIRY.toSeconds(),
                ReceiveRules.MIN_FINAL_CLTV_EXPIRY_DELTA.blocks(), null),
            now);
      }
      made[0] = true;
    });
    if (!made[0] || !payee.isUp()) {
      return;
    }
    boolean rightSecret = kind != 2;
    PaymentRequest request = new PaymentRequest(preimage.hash(), payee.nodeId(), amount,
        rightSecret ? secret : new PaymentSecret(bytes32()), null, ReceiveRules.MIN_FINAL_CLTV_EXPIRY_DELTA,
        Instant.ofEpochMilli(world.nowMillis()).plus(EXPIRY), hints(payee), "simulated");
    Order order = new Order(payer.number(), payee.number(), request, known && rightSecret);
    orders.add(order);
    pay(order.payer(), request);
    if (world.random().nextInt(10) == 0) {
      again(order);
    }
  }

  /** The same invoice, by the same payer or by another. */
  private void again(Order before) {
    int payer = world.random().nextBoolean() ? before.payer() : world.random().nextInt(world.nodes().size());
    if (payer != before.payee()) {
      orders.add(new Order(payer, before.payee(), before.request(), before.isGood()));
      pay(payer, before.request());
    }
  }

  private void pay(int payer, PaymentRequest request) {
    SimNode node = world.nodes().get(payer);
    world.trace().note(node.name() + " is to pay " + request.amount() + " to " + world.nameOf(request.payee()));
    MilliSatoshi maxFee = new MilliSatoshi(10_000 + request.amount().msat() / 20);
    world.ask(node, () -> {
      var _ = node.core().payments().pay(request, maxFee, TIMEOUT);
    });
  }

  /** Around dust, around what a channel can send, around the reserve, and anything. */
  private MilliSatoshi amount(SimNode payer) {
    int near = world.random().nextInt(2_001) - 1_000;
    long msat = switch (world.random().nextInt(8)) {
      case 0 -> 1 + world.random().nextInt(3_000);
      case 1 -> 354_000 + near;
      case 2 -> 1_000L * (354 + world.random().nextInt(3)) + world.random().nextInt(3) - 1;
      case 3 -> sendable(payer) + near - (world.random().nextBoolean() ? 0 : world.random().nextInt((int) Network.CAPACITY * 10));
      case 4 -> world.random().nextInt(3) == 0 ? Network.CAPACITY * 10 + near * 1_000L : Network.CAPACITY * 1_000 / 3 + near * 1_000L;
      default -> 1 + (long) world.random().nextInt(1 << 18) * world.random().nextInt(100);
    };
    return new MilliSatoshi(Math.max(1, msat));
  }

  private long sendable(SimNode payer) {
    List<ChannelView> usable = payer.channels().stream().map(entry -> ChannelView.of(entry.state())).filter(ChannelView::usable).toList();
    return usable.isEmpty() ? Network.CAPACITY : usable.get(world.random().nextInt(usable.size())).sendable().msat();
  }

  private ByteVector32 bytes32() {
    byte[] bytes = new byte[32];
    world.random().nextBytes(bytes);
    return new ByteVector32(bytes);
  }

  private static List<RouteHint> hints(SimNode payee) {
    List<RouteHint> hints = new ArrayList<>();
    for (org.l2node.routing.invoice.RouteHint hint : payee.core().hints()) {
      for (int i = 0; i < hint.hops().size(); i++) {
        org.l2node.routing.invoice.RouteHint.Hop hop = hint.hops().get(i);
        NodeId to = i + 1 < hint.hops().size() ? hint.hops().get(i + 1).node() : payee.nodeId();
        CltvExpiryDelta delta = hop.cltvExpiryDelta();
        ForwardingTerms terms = new ForwardingTerms(hop.feeBase(), hop.feeProportionalMillionths(), delta, MilliSatoshi.ZERO,
            MilliSatoshi.MAX);
        hints.add(new RouteHint(hop.node(), to, hop.shortChannelId(), terms));
      }
    }
    return hints;
  }

  /** Whether a payment of that hash was ordered by that node. */
  boolean wasOrdered(int payer, PaymentHash hash) {
    return orders.stream().anyMatch(order -> order.payer() == payer && order.request().paymentHash().equals(hash));
  }
}
