package org.l2node.node.sim;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.Satoshi;
import fr.acinq.bitcoin.Script;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.SigHash;
import fr.acinq.bitcoin.SigVersion;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.TemporaryChannelId;
import org.l2node.node.NodeCore;
import org.l2node.node.peer.ChannelDirectory;
import org.l2node.node.peer.OpenResult;
import org.l2node.onchain.fees.FeePurpose;

/** Makes a world's nodes, gives them money and has them open their channels, in whatever weather. */
final class Network {
  /** Of every channel. */
  static final long CAPACITY = 200_000;

  private static final long COIN = 400_000;
  private static final int COINS = 8;
  private static final int MATURITY = 100;

  /** A channel that the plan wants. */
  static final class Wanted {
    final Plan.Pair pair;
    final long push;
    @Nullable
    CompletableFuture<OpenResult> opening;
    @Nullable
    TemporaryChannelId temporary;
    @Nullable
    ChannelId id;
    @Nullable
    Life openersLife;
    int attempts;

    Wanted(Plan.Pair pair, long push) {
      this.pair = pair;
      this.push = push;
    }
  }

  private final World world;
  private final PrivateKey faucet = new PrivateKey(new ByteVector32("01".repeat(32)));
  private final List<Wanted> wanted = new ArrayList<>();

  Network(World world) {
    this.world = world;
  }

  List<Wanted> wanted() {
    return wanted;
  }

  ByteVector minersScript() {
    return new ByteVector(Script.write(Script.pay2wpkh(faucet.publicKey())));
  }

  /** Nodes with money in their wallets, that know of no one. */
  void make() {
    var coinbase = world.chain().mine(1, minersScript()).getFirst().tx.getFirst();
    world.chain().mine(MATURITY, minersScript());
    List<TxOut> outputs = new ArrayList<>();
    for (int i = 0; i < world.plan().nodes(); i++) {
      byte[] seed = new byte[64];
      world.random().nextBytes(seed);
      SimNode node = new SimNode(world, i, world.keys(new ByteVector(seed)), new BlockHeight(MATURITY + 1));
      world.add(node);
      if (!world.plan().zeroConf()) {
        begin(node, outputs);
      }
    }
    if (world.plan().zeroConf()) {
      // Only now does each know whom to trust.
      world.nodes().forEach(node -> begin(node, outputs));
    }
    Transaction unsigned = new Transaction(2, List.of(new TxIn(new OutPoint(coinbase, 0), 0xffffffffL)), outputs, 0);
    var code = Script.write(Script.pay2pkh(faucet.publicKey()));
    ByteVector signature = new ByteVector(
        unsigned.signInput(0, code, SigHash.SIGHASH_ALL, coinbase.txOut.getFirst().amount, SigVersion.SIGVERSION_WITNESS_V0, faucet));
    Transaction signed = unsigned.updateWitness(0, new ScriptWitness(List.of(signature, faucet.publicKey().value)));
    world.chain().mineExactly(List.of(signed), minersScript());
    world.newTip();
    for (Plan.Pair pair : world.plan().channels()) {
      wanted.add(new Wanted(pair, world.random().nextInt(3) == 0 ? 0 : world.random().nextInt((int) CAPACITY * 900)));
    }
  }

  private void begin(SimNode node, List<TxOut> outputs) {
    world.start(node);
    for (int coin = 0; coin < COINS; coin++) {
      outputs.add(new TxOut(new Satoshi(COIN), node.core().chain().wallet().newAddress().script()));
    }
  }

  /** Steps until something holds. */
  void until(String what, int mostSteps, BooleanSupplier holds) {
    until(what, mostSteps, () -> holds.getAsBoolean() ? "" : "it");
  }

  /**
   * Steps until nothing is waited for.
   *
   * @param waitsFor what is waited for; empty: nothing
   */
  void until(String what, int mostSteps, Supplier<String> waitsFor) {
    String last = "";
    for (int i = 0; i < mostSteps; i++) {
      if (world.random().nextInt(40) == 0) {
        restartAll();
      }
      if (!world.step()) {
        last = waitsFor.get();
        if (last.isEmpty()) {
          return;
        }
        world.passTime();
      }
    }
    throw new Violation("never: " + what + "; waits for " + last);
  }

  void restartAll() {
    for (SimNode node : world.nodes()) {
      if (!node.isUp()) {
        world.start(node);
      }
    }
  }

  boolean isSynced() {
    return world.nodes().stream().allMatch(
        node -> node.isUp() && node.core().chain().status().synced() && node.core().chain().height().value() == height());
  }

  int height() {
    return world.chain().tip().block().height().value();
  }

  /** Blocks come. */
  void mine(int count) {
    for (int i = 0; i < count; i++) {
      world.chain().mine(1, minersScript());
      world.trace().note("block " + height());
      world.newTip();
    }
  }

  /** Whoever wants a channel that there is none of yet goes on with opening it. */
  void pursue() {
    for (Wanted each : wanted) {
      SimNode opener = world.nodes().get(each.pair.opener());
      SimNode accepter = world.nodes().get(each.pair.accepter());
      if (each.id != null && opener.isUp() && opener.core().directory().find(each.id).isEmpty()) {
        // It was there in memory only, before a crash: nothing was published, and the opener knows nothing of it.
        each.id = null;
        each.temporary = null;
      }
      if (each.id == null && opener.isUp() && accepter.isUp()) {
        pursue(each, opener, accepter);
      }
    }
  }

  private void pursue(Wanted each, SimNode opener, SimNode accepter) {
    NodeCore core = opener.core();
    if (each.temporary != null) {
      ChannelDirectory.Entry made = find(core, each.temporary);
      OpenResult result = each.opening == null ? null : each.opening.getNow(null);
      boolean failed = result instanceof OpenResult.Failed || result instanceof OpenResult.Rejected;
      if (made != null && made.state() instanceof ChannelState.WithData) {
        each.id = made.channelId();
        return;
      }
      if (isSame(each.openersLife, opener.life()) && !failed) {
        return;
      }
      // It failed, or a crash has ended it before there was anything to come back to.
      each.temporary = null;
    }
    if (core.peers().link(accepter.nodeId()).isEmpty()) {
      world.ask(opener, () -> {
        var _ = core.connections().connect(accepter.nodeId(), accepter.address());
      });
    } else if (core.chain().status().synced()) {
      world.ask(opener, () -> open(each, opener, accepter));
    }
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(@Nullable Life one, @Nullable Life other) {
    return one == other;
  }

  private static ChannelDirectory.@Nullable Entry find(NodeCore core, TemporaryChannelId temporary) {
    return core.directory().all().stream().filter(entry -> entry.state().temporaryChannelId().equals(temporary)).findFirst().orElse(null);
  }

  private void open(Wanted each, SimNode opener, SimNode accepter) {
    NodeCore core = opener.core();
    byte[] id = new byte[32];
    world.random().nextBytes(id);
    TemporaryChannelId temporary = new TemporaryChannelId(new ByteVector32(id));
    each.temporary = temporary;
    each.openersLife = opener.life();
    each.attempts++;
    byte[] index = new byte[8];
    world.random().nextBytes(index);
    each.opening = core.peers().open(accepter.nodeId(), new ChannelEvent.Open(
        temporary,
        java.nio.ByteBuffer.wrap(index).getLong() >>> 2,
        new org.l2node.channels.units.Satoshi(CAPACITY),
        new MilliSatoshi(each.push),
        world.plan().announced(),
        core.chain().feerate(FeePurpose.COMMITMENT),
        core.chain().feerate(FeePurpose.FUNDING),
        core.chain().wallet().newAddress().script(),
        world.plan().zeroConf() && world.isHonest(opener) && world.isHonest(accepter)));
  }

  /** Whether a wanted channel carries payments on both sides, or is one with the liar that came to nothing. */
  boolean isOpen(Wanted each) {
    SimNode opener = world.nodes().get(each.pair.opener());
    SimNode accepter = world.nodes().get(each.pair.accepter());
    ChannelId id = each.id;
    if (id == null) {
      return !isHonest(each) && each.attempts > 5;
    }
    return isNormal(opener, id) && isNormal(accepter, id)
        || !isHonest(each) && (isEnding(opener, id) || isEnding(accepter, id));
  }

  /** Which of the wanted channels is not open; empty: none. */
  String unopened() {
    for (Wanted each : wanted) {
      if (!isOpen(each)) {
        SimNode opener = world.nodes().get(each.pair.opener());
        SimNode accepter = world.nodes().get(each.pair.accepter());
        return "channel " + each.id + " of " + opener.name() + " " + stateOf(opener, each) + " with " + accepter.name() + " "
            + stateOf(accepter, each) + ", attempt " + each.attempts + " "
            + (each.opening == null ? "" : each.opening.getNow(null));
      }
    }
    return "";
  }

  private static String stateOf(SimNode node, Wanted each) {
    return node.isUp() && each.temporary != null
        ? java.util.Optional.ofNullable(find(node.core(), each.temporary)).map(entry -> entry.state().name()).orElse("none")
        : "down";
  }

  private static boolean isNormal(SimNode node, ChannelId id) {
    return node.isUp() && node.core().directory().find(id).map(ChannelDirectory.Entry::state).orElse(null) instanceof ChannelState.Normal;
  }

  private static boolean isEnding(SimNode node, ChannelId id) {
    return node.isUp() && node.core().directory().find(id).map(ChannelDirectory.Entry::state).filter(SimNode::isLiving).isEmpty();
  }

  /** Whether every node knows every channel between honest nodes that is to be known. */
  boolean isKnown() {
    long open = world.plan().announced() ? wanted.stream().filter(each -> each.id != null && isHonest(each)).count() : 0;
    return world.nodes().stream().allMatch(node -> node.isUp() && node.core().gossip().graph().channelCount() >= open);
  }

  private boolean isHonest(Wanted each) {
    return world.isHonest(world.nodes().get(each.pair.opener())) && world.isHonest(world.nodes().get(each.pair.accepter()));
  }
}
