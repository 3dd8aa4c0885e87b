package org.l2node.node.sim;

import fr.acinq.bitcoin.Transaction;
import java.util.List;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.node.peer.ChannelDirectory;

/** What happens to a network from outside: orders, blocks, broken connections, crashes. */
final class Weather {
  /** So many blocks may come while payments are under way that no HTLC's deadline comes near. */
  private static final int MOST_GROWTH = 12;

  private final World world;
  private final Network network;
  private final Orders orders;
  private int growth;
  private int reorgs;
  private int cuts;

  Weather(World world, Network network, Orders orders) {
    this.world = world;
    this.network = network;
    this.orders = orders;
  }

  int reorgs() {
    return reorgs;
  }

  int cuts() {
    return cuts;
  }

  /** One thing. */
  void act() {
    int dice = world.random().nextInt(200);
    if (dice < 140) {
      for (int i = world.random().nextInt(4); i >= 0; i--) {
        orders.orderOne();
      }
    } else if (dice < 148) {
      cut();
    } else if (dice < 150) {
      disconnect();
    } else if (dice < 152) {
      stallDisk();
    } else if (dice < 156) {
      crash();
    } else if (dice < 164) {
      network.restartAll();
    } else if (dice < 170) {
      mine();
    } else if (dice < 174) {
      reorganise();
    } else if (dice < 178) {
      changeFeerate();
    } else if (dice < 180) {
      chainAway();
    } else if (dice < 182) {
      evict();
    } else if (dice < (world.plan().quarrels() ? 195 : 198)) {
      if (world.plan().byzantine() >= 0) {
        world.byzantine().speak();
      }
    } else {
      closeOne();
    }
  }

  private void cut() {
    List<End> open = world.connections().stream().filter(end -> end.isOpen() || end.far().isOpen()).toList();
    if (!open.isEmpty()) {
      End end = open.get(world.random().nextInt(open.size()));
      world.trace().note("a connection of " + end.life().name() + " breaks");
      cuts++;
      end.cut();
    }
  }

  private void disconnect() {
    SimNode node = any();
    if (node.isUp()) {
      world.trace().note(node.name() + " closes its connections");
      world.ask(node, () -> node.core().peers().closeAll("the simulation wants it"));
    }
  }

  private SimNode any() {
    return world.nodes().get(world.random().nextInt(world.nodes().size()));
  }

  private void crash() {
    if (world.plan().crashIn() > 0) {
      world.crash(any());
    }
  }

  private void mine() {
    if (growth < MOST_GROWTH) {
      growth++;
      network.mine(1);
    }
  }

  private void reorganise() {
    if (growth < MOST_GROWTH) {
      growth++;
      reorgs++;
      int depth = 1 + world.random().nextInt(world.random().nextInt(3) == 0 ? 7 : 2);
      world.trace().note("a reorganisation of " + depth + " blocks");
      world.chain().reorganise(depth, network.minersScript());
      world.newTip();
    }
  }

  private void changeFeerate() {
    world.setFeerate(new FeeratePerKw(253 + world.random().nextInt(world.random().nextBoolean() ? 300 : 3_000)));
    world.trace().note("feerate " + world.feerate().satPerKw());
  }

  private void stallDisk() {
    SimNode node = any();
    world.trace().note("the disk of " + node.name() + " is slow");
    node.stallDisk(world.random().nextInt(5_000));
  }

  /** Mempools drop what they like. */
  void evict() {
    List<Transaction> waiting = world.chain().mempool();
    if (!waiting.isEmpty()) {
      Transaction tx = waiting.get(world.random().nextInt(waiting.size()));
      world.trace().note("the mempool drops " + tx.txid);
      world.chain().evict(tx.txid);
    }
  }

  private void chainAway() {
    SimNode node = any();
    if (node.isUp()) {
      node.source().setAway(!node.source().isAway());
      world.trace().note(node.name() + (node.source().isAway() ? " loses" : " finds") + " its full node");
      node.source().wake();
    }
  }

  /** The user of a node closes a channel, mostly together with the peer. */
  private void closeOne() {
    SimNode node = any();
    List<ChannelDirectory.Entry> living = node.channels().stream().filter(entry -> entry.state() instanceof ChannelState.Online).toList();
    if (living.size() > 1) {
      close(node, living.get(world.random().nextInt(living.size())).channelId(), world.plan().quarrels() && world.random().nextInt(3) > 0);
    }
  }

  /** The user of a node closes a channel. */
  void close(SimNode node, ChannelId id, boolean unilaterally) {
    world.trace().note(node.name() + " is to close " + (unilaterally ? "alone " : "") + id);
    world.invariants().mayClose(id, unilaterally);
    world.ask(node, () -> node.core().peers().tell(id,
        unilaterally ? new ChannelEvent.CloseUnilateral() : new ChannelEvent.CloseMutual(null), _ -> {}));
  }
}
