package org.l2node.node.sim;

import fr.acinq.bitcoin.ByteVector;
import java.util.function.Consumer;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.units.ChannelId;

/** One run: a network is made, used in bad weather, comes to rest, is checked, closes its channels and is checked again. */
public final class Simulation {
  private static final int STEPS_TO_SETTLE = 60_000;
  private static final long TIME_TO_AGREE = 200_000;
  private static final long BETWEEN_BLOCKS = 4_000;

  /**
   * What a run came to.
   *
   * @param violation what went wrong; empty: everything held
   * @param lastLines of the trace, where something went wrong
   * @param cause of the violation
   */
  public record Result(
      long seed, ByteVector traceHash, long steps, int crashes, int cuts, int reorgs, int breaches, int lies, int payments, int paid,
      String violation, java.util.List<String> lastLines, java.util.Optional<Throwable> cause) {
    public Result {
      lastLines = java.util.List.copyOf(lastLines);
    }

    /** Whether everything held. */
    public boolean held() {
      return violation.isEmpty();
    }
  }

  private final long seed;
  private final World world;
  private final Network network;
  private final Orders orders;
  private final Weather weather;
  private final Audit audit;

  private Simulation(long seed, Consumer<String> out) {
    this.seed = seed;
    this.world = new World(seed, out);
    this.network = new Network(world);
    this.orders = new Orders(world);
    this.weather = new Weather(world, network, orders);
    this.audit = new Audit(world, network, orders);
  }

  /**
   * Runs a seed.
   *
   * @param out given each line of the trace
   */
  public static Result run(long seed, Consumer<String> out) {
    Simulation simulation = new Simulation(seed, out);
    String violation = "";
    java.util.Optional<Throwable> cause = java.util.Optional.empty();
    try {
      simulation.run();
    } catch (Violation e) {
      violation = String.valueOf(e.getMessage());
      cause = java.util.Optional.of(e.getCause() == null ? e : e.getCause());
    } finally {
      simulation.world.nodes().forEach(SimNode::close);
    }
    return simulation.result(violation, cause);
  }

  private Result result(String violation, java.util.Optional<Throwable> cause) {
    return new Result(
        seed, world.trace().hash(), world.trace().steps(), world.crashes(), weather.cuts(), weather.reorgs(), 0,
        world.byzantine().lies(), orders.all().size(), audit.paid(), violation,
        violation.isEmpty() ? java.util.List.of() : world.trace().last(), cause);
  }

  private void run() {
    world.trace().note("plan " + world.plan());
    network.make();
    network.until("all follow the chain", 20_000, network::isSynced);
    open();
    world.setFaults(true);
    for (int i = 0; i < world.plan().actions(); i++) {
      weather.act();
      for (int steps = world.random().nextInt(60); steps > 0; steps--) {
        if (!world.step()) {
          world.passTime();
          steps -= 10;
        }
      }
    }
    calm();
    network.until("the network comes to rest", STEPS_TO_SETTLE, audit::unsettled);
    audit.check();
    close();
  }

  private void open() {
    world.setFaults(world.plan().faultsAtOpening());
    for (int i = 0; i < 40; i++) {
      network.pursue();
      for (int steps = 0; steps < 60; steps++) {
        if (!world.step()) {
          world.passTime();
        }
      }
      if (world.hasFaults() && world.random().nextInt(8) == 0) {
        weather.evict();
      }
      if (i % 4 == 3) {
        network.mine(1);
      }
      network.restartAll();
    }
    world.setFaults(false);
    int[] rounds = {0};
    network.until("all channels are open", 60_000, () -> {
      if (++rounds[0] % 8 == 0) {
        network.pursue();
      }
      if (rounds[0] % 40 == 0) {
        network.mine(1);
      }
      return network.unopened();
    });
    network.mine(6);
    network.until("all channels are known", 60_000, () -> network.isSynced() && network.isKnown());
  }

  private void calm() {
    world.setFaults(false);
    network.restartAll();
    world.nodes().stream().filter(SimNode::isUp).forEach(node -> node.source().setAway(false));
    world.newTip();
  }

  /** Everything is closed, in whatever weather, and brought home. */
  private void close() {
    world.setFaults(true);
    for (SimNode node : world.nodes()) {
      for (var entry : node.channels()) {
        ChannelId id = entry.channelId();
        if (entry.state() instanceof ChannelState.Normal && world.random().nextInt(3) > 0) {
          weather.close(node, id, world.random().nextInt(4) == 0);
        }
        if (world.random().nextInt(4) == 0) {
          weather.evict();
        }
      }
      for (int steps = world.random().nextInt(100); steps > 0; steps--) {
        if (!world.step()) {
          world.passTime();
        }
      }
    }
    calm();
    // First there is time to notice who is gone, and to agree on the closing transactions.
    long[] nextBlock = {world.nowMillis() + TIME_TO_AGREE};
    network.until("all that closes is closed", STEPS_TO_SETTLE, () -> {
      if (world.nowMillis() < nextBlock[0]) {
        return "time";
      }
      String waits = audit.unclosed();
      if (!waits.isEmpty()) {
        nextBlock[0] = world.nowMillis() + BETWEEN_BLOCKS;
        network.mine(1);
      }
      return waits;
    });
    audit.checkWallets();
  }
}
