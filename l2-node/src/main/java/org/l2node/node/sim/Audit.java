package org.l2node.node.sim;

import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxOut;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelHtlc;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelView;
import org.l2node.channels.channel.Origin;
import org.l2node.channels.commitment.CommitmentTx;
import org.l2node.channels.commitment.Side;
import org.l2node.channels.keys.ChannelKeys;
import org.l2node.channels.keys.CommitmentKeys;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.HtlcId;
import org.l2node.node.peer.ChannelDirectory;
import org.l2node.node.storage.InvoiceTable.InvoiceRow;
import org.l2node.routing.payment.Payment;

/** What must hold when a network has come to rest. */
final class Audit {
  /** An HTLC, known by its channel, who offered it and its number. */
  private record HtlcName(ChannelId channel, int offerer, HtlcId htlc) {}

  private static final int ALL = 10_000;
  private final World world;
  private final Network network;
  private final Orders orders;
  private int paid;

  Audit(World world, Network network, Orders orders) {
    this.world = world;
    this.network = network;
    this.orders = orders;
  }

  int paid() {
    return paid;
  }

  private List<SimNode> honest() {
    return world.nodes().stream().filter(world::isHonest).toList();
  }

  /** What the network still waits for; empty: it has come to rest. */
  String unsettled() {
    if (!network.isSynced()) {
      return "blocks";
    }
    Set<HtlcName> excused = excused();
    for (SimNode node : honest()) {
      for (ChannelDirectory.Entry entry : node.channels()) {
        String waits = unsettled(node, entry, excused);
        if (!waits.isEmpty()) {
          return waits;
        }
      }
    }
    if (isPeaceful()) {
      for (SimNode node : honest()) {
        Optional<Payment> pending = payments(node).stream().filter(Payment::isPending).findFirst();
        if (pending.isPresent()) {
          return node.name() + " payment " + pending.get().id();
        }
      }
    }
    return "";
  }

  /** Whether nobody lies and no HTLC can be stuck in a channel on the chain, whose HTLC outputs this version does not claim yet. */
  private boolean isPeaceful() {
    return world.plan().byzantine() < 0 && !world.invariants().hasForced();
  }

  private String unsettled(SimNode node, ChannelDirectory.Entry entry, Set<HtlcName> excused) {
    if (!(entry.state() instanceof ChannelState.WithData s) || world.byzantine().isParty(s, node)) {
      return "";
    }
    SimNode other = java.util.Objects.requireNonNull(world.node(s.peer()));
    if (other.core().directory().find(entry.channelId()).isEmpty() && s instanceof ChannelState.Online) {
      return ""; // the opener has crashed before it could publish: nothing was ever funded
    }
    String name = node.name() + " " + s.name() + " " + entry.channelId();
    if (SimNode.isLiving(s) && !(s instanceof ChannelState.Normal || s instanceof ChannelState.ShuttingDown)) {
      // One that closes may wait for the block with a transaction that only the peer has the last signature of.
      return isUnfunded(other, entry.channelId()) || world.invariants().isClosing(entry.channelId()) ? "" : name;
    }
    ChannelData data = s.data();
    for (ChannelHtlc htlc : data.commitments().htlcs().all()) {
      if (!excused.contains(nameOf(node, other, entry.channelId(), htlc))) {
        return name + " " + htlc.direction() + " " + htlc.id() + " " + htlc.mark();
      }
    }
    return s instanceof ChannelState.ShuttingDown && data.commitments().htlcs().isEmpty() ? name : "";
  }

  private static boolean isUnfunded(SimNode other, ChannelId id) {
    return other.core().directory().find(id).isEmpty();
  }

  private static HtlcName nameOf(SimNode node, SimNode other, ChannelId channel, ChannelHtlc htlc) {
    return new HtlcName(channel, htlc.isIncoming() ? other.number() : node.number(), htlc.id());
  }

  /** HTLCs that a liar or a channel on the chain holds up, and those upstream of them. */
  private Set<HtlcName> excused() {
    Set<HtlcName> excused = new LinkedHashSet<>();
    boolean more = true;
    while (more) {
      more = false;
      for (SimNode node : honest()) {
        for (ChannelDirectory.Entry entry : node.channels()) {
          if (entry.state() instanceof ChannelState.WithData s) {
            more |= excuse(node, entry.channelId(), s, excused);
          }
        }
      }
    }
    return excused;
  }

  private boolean excuse(SimNode node, ChannelId id, ChannelState.WithData s, Set<HtlcName> excused) {
    boolean more = false;
    SimNode other = java.util.Objects.requireNonNull(world.node(s.peer()));
    boolean held = world.byzantine().isParty(s, node) || s instanceof ChannelState.Closing;
    for (ChannelHtlc htlc : s.data().commitments().htlcs().all()) {
      HtlcName name = nameOf(node, other, id, htlc);
      if (held) {
        more |= excused.add(name);
      }
      if (excused.contains(name) && htlc.origin() instanceof Origin.Relayed(ChannelId upstream, HtlcId in)) {
        Optional<ChannelDirectory.Entry> before = node.core().directory().find(upstream);
        SimNode offerer = before.isEmpty() ? null : world.node(before.get().state().peer());
        if (offerer != null) {
          more |= excused.add(new HtlcName(upstream, offerer.number(), in));
        }
      }
    }
    return more;
  }

  private static List<Payment> payments(SimNode node) {
    return node.core().payments().before(Long.MAX_VALUE, ALL);
  }

  /** All that must hold at rest. */
  void check() {
    for (SimNode node : world.nodes()) {
      payments(node).forEach(payment -> world.trace().note(node.name() + " payment " + payment.id() + " of " + payment.request().amount()
          + " " + payment.status()));
    }
    checkPayments();
    for (SimNode node : honest()) {
      checkBalance(node);
      for (ChannelDirectory.Entry entry : node.channels()) {
        if (entry.state() instanceof ChannelState.Normal s && !world.byzantine().isParty(s, node)) {
          checkSameTransactions(node, entry.channelId(), s.data());
        }
      }
    }
  }

  /** What a payer takes for paid, its payee has; and the other way round. */
  private void checkPayments() {
    for (Orders.Order order : orders.all()) {
      SimNode payer = world.nodes().get(order.payer());
      SimNode payee = world.nodes().get(order.payee());
      if (!world.isHonest(payer) || !world.isHonest(payee)) {
        continue;
      }
      List<SimNode> payers = orders.all().stream()
          .filter(other -> other.request().paymentHash().equals(order.request().paymentHash()))
          .map(other -> world.nodes().get(other.payer())).distinct().toList();
      List<Payment> succeeded = payers.stream().flatMap(each -> payments(each).stream())
          .filter(payment -> payment.paymentHash().equals(order.request().paymentHash()) && payment.isSucceeded()).toList();
      boolean received = payee.core().invoices().find(order.request().paymentHash()).map(InvoiceRow::receipt).isPresent();
      if (!order.isGood() && !succeeded.isEmpty() && !received) {
        throw new Violation(payer.name() + " has paid an invoice that does not exist");
      }
      if (succeeded.size() > 1) {
        throw new Violation(payer.name() + " and others have paid one invoice twice");
      }
      boolean mayDiffer = !isPeaceful();
      if (received ? succeeded.isEmpty() && !mayDiffer : !succeeded.isEmpty()) {
        throw new Violation("payment " + order.request().paymentHash() + " of " + payer.name() + " to " + payee.name() + ": succeeded "
            + !succeeded.isEmpty() + ", received " + received);
      }
      paid += succeeded.isEmpty() ? 0 : 1;
    }
  }

  /** What a node has in its channels is what it put in, what it got, and what it did not give. */
  private void checkBalance(SimNode node) {
    long expected = 0;
    long has = 0;
    long slack = 0;
    for (ChannelDirectory.Entry entry : node.channels()) {
      if (!(entry.state() instanceof ChannelState.WithData s)) {
        continue;
      }
      var params = s.data().params();
      long push = params.push().msat();
      expected += params.localIsOpener() ? params.capacity().toMilliSatoshi().msat() - push : push;
      has += ChannelView.of(s).local().msat();
      for (ChannelHtlc htlc : s.data().commitments().htlcs().outgoing()) {
        has += htlc.mark().resolved() || htlc.isFulfilled() ? 0 : htlc.amount().msat();
      }
      boolean unsure = world.byzantine().isParty(s, node) || world.invariants().isForced(entry.channelId());
      // What a channel that went to the chain with HTLCs shows is not what the chain gives.
      slack += unsure && !SimNode.isLiving(s) ? params.capacity().toMilliSatoshi().msat() : 0;
    }
    for (Payment payment : payments(node)) {
      if (payment.status() instanceof Payment.Status.Succeeded done) {
        expected -= payment.request().amount().msat() + done.fee().msat();
      }
    }
    for (Map.Entry<ByteKey, Long> receipt : receipts(node).entrySet()) {
      expected += receipt.getValue();
    }
    expected += node.core().htlcs().feesEarned().msat();
    boolean exact = isPeaceful();
    if (exact ? has != expected : has + slack < expected) {
      throw new Violation(node.name() + " has " + has + " msat in channels, it should have " + expected);
    }
  }

  private record ByteKey(Object hash) {}

  private Map<ByteKey, Long> receipts(SimNode node) {
    Map<ByteKey, Long> receipts = new LinkedHashMap<>();
    for (Orders.Order order : orders.all()) {
      if (order.payee() == node.number()) {
        node.core().invoices().find(order.request().paymentHash()).map(InvoiceRow::receipt)
            .ifPresent(receipt -> receipts.put(new ByteKey(order.request().paymentHash()), receipt.received().msat()));
      }
    }
    return receipts;
  }

  /** Both sides build the same transactions. */
  private void checkSameTransactions(SimNode node, ChannelId id, ChannelData mine) {
    SimNode other = java.util.Objects.requireNonNull(world.node(mine.params().remoteNodeId()));
    ChannelData theirs = Invariants.living(other, id);
    if (theirs == null) {
      return;
    }
    ChannelKeys myKeys = node.keys().channel(mine.params().keysIndex());
    ChannelKeys theirKeys = other.keys().channel(theirs.params().keysIndex());
    var number = mine.commitments().localNumber();
    TxId local = build(mine, Side.LOCAL,
        CommitmentKeys.ofLocal(myKeys, mine.params().remote().basepoints(), myKeys.perCommitmentPoint(number)));
    TxId remote = build(theirs, Side.REMOTE,
        CommitmentKeys.ofRemote(theirKeys, theirs.params().remote().basepoints(), theirs.commitments().remotePoint()));
    if (!local.equals(remote)) {
      throw new Violation(node.name() + " channel " + id + ": commitment " + number + " is " + local + " here and " + remote + " there");
    }
  }

  private static TxId build(ChannelData data, Side side, CommitmentKeys commitmentKeys) {
    var c = data.commitments();
    var number = side == Side.LOCAL ? c.localNumber() : c.remoteNumber();
    var funding = c.funding();
    return CommitmentTx.build(data.params().fundingAt(funding.outPoint(), funding.capacity()), data.params().commitmentParameters(), side,
        number, commitmentKeys, side == Side.LOCAL ? c.localSpec(number) : c.remoteSpec(number)).txId();
  }

  /** What is still to be closed; empty: nothing. */
  String unclosed() {
    if (!network.isSynced()) {
      return "blocks";
    }
    for (SimNode node : honest()) {
      for (ChannelDirectory.Entry entry : node.channels()) {
        if (entry.state() instanceof ChannelState.WithData s && world.invariants().isClosing(entry.channelId())
            && !world.byzantine().isParty(s, node) && !isClosed(s)) {
          return node.name() + " " + s.name() + " " + ChannelView.of(s).detail();
        }
      }
    }
    return "";
  }

  /** Whether nothing is to come: it is closed, or the order to close it was lost with who was to carry it out. */
  private boolean isClosed(ChannelState.WithData s) {
    return switch (s) {
      case ChannelState.Closed(var data, var closing, var _) -> closing == null || isInChain(data, closing);
      case ChannelState.Normal _ -> {
        SimNode other = java.util.Objects.requireNonNull(world.node(s.peer()));
        yield other.core().directory().find(s.data().channelId()).map(ChannelDirectory.Entry::state)
            .orElse(null) instanceof ChannelState.Normal;
      }
      // HTLC outputs are not claimed on the chain yet.
      case ChannelState.Closing closing -> !isPeaceful() && !closing.data().commitments().htlcs().isEmpty();
      case ChannelState.ShuttingDown down -> !isPeaceful() && !down.data().commitments().htlcs().isEmpty();
      case ChannelState.Online _, ChannelState.Offline _, ChannelState.Reestablishing _, ChannelState.FallenBehind _ -> false;
    };
  }

  /** A reorganisation deeper than a node waits for takes out what it was done with: it comes back with the next blocks. */
  private boolean isInChain(ChannelData data, TxId closing) {
    return world.chain().unspentOutput(data.params().funding(), false).isEmpty() && world.chain().mempoolTransaction(closing).isEmpty();
  }

  /** A wallet holds what the chain says is its, and every channel that was closed has paid out what it should. */
  void checkWallets() {
    for (SimNode node : honest()) {
      long wallet = node.core().chain().wallet().balance().confirmed().sat();
      long onChain = 0;
      for (var output : node.core().chain().wallet().unspentOutputs()) {
        onChain += world.chain().unspentOutput(output.outPoint(), false).map(found -> found.output().amount.toLong()).orElse(0L);
      }
      if (wallet != onChain) {
        throw new Violation(node.name() + " believes to have " + wallet + " sat, the chain gives it " + onChain);
      }
      for (ChannelDirectory.Entry entry : node.channels()) {
        if (entry.state() instanceof ChannelState.Closed(ChannelData data, TxId closing, var _) && closing != null
            && !world.byzantine().isParty(entry.state(), node)
            && !(world.plan().quarrels() && world.invariants().isForced(entry.channelId()))) {
          checkPayout(node, entry.channelId(), data, closing);
        }
      }
    }
  }

  private void checkPayout(SimNode node, ChannelId id, ChannelData data, TxId closing) {
    long due = ChannelView.of(new ChannelState.Normal(data)).local().toSatoshiRoundDown().sat();
    long got = 0;
    for (int height = world.chain().tip().block().height().value(); height > 0; height--) {
      var hash = world.chain().blockHash(new org.l2node.channels.units.BlockHeight(height)).orElseThrow();
      for (var tx : world.chain().block(hash).orElseThrow().tx) {
        boolean ends = tx.txid.equals(closing) || tx.txIn.stream().anyMatch(in -> in.outPoint.txid.equals(closing));
        if (ends) {
          for (TxOut output : tx.txOut) {
            got += node.core().chain().wallet().owns(output.publicKeyScript) ? output.amount.toLong() : 0;
          }
        }
      }
    }
    // Its own fee and the anchors, where it opened; a sweep; what is dust.
    long allowed = 354L + 4_000 + (data.params().localIsOpener() ? 660L + 5_000 : 0);
    if (got + allowed < due) {
      throw new Violation(node.name() + " channel " + id + " paid out " + got + " sat of " + due);
    }
  }
}
