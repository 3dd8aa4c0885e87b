package org.l2node.node.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.l2node.api.json.JsonObject;
import org.l2node.api.service.ChannelInfo;
import org.l2node.api.service.ChannelStatus;
import org.l2node.api.service.OpenChannelCommand;
import org.l2node.api.service.PageRequest;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.Satoshi;
import org.l2node.node.demo.DemoChain;
import org.l2node.node.demo.DemoNetwork;
import org.l2node.node.demo.DemoNode;

/**
 * Channels at rest between a hub and its peers, complete nodes in this process: what one costs in memory, and how long it takes after a
 * start of the hub until all of them can be used again. The peers trust the hub, so that opening need not wait for blocks.
 */
final class ChannelsBench {
  /**
   * One measurement.
   *
   * @param heapPerSide of one of the two sides of a channel, in bytes
   * @param heapPerSideAfter the same after the hub has started again: without what the opening left behind
   * @param startSeconds until the hub's API answers
   * @param activeSeconds from the order to start until every channel can be used
   * @param cpuSeconds of this process in that time
   * @param shares of the start's time, in percent, by cost
   */
  record Result(int channels, int peers, double openSeconds, long heapPerSide, long heapPerSideAfter, double startSeconds,
      double activeSeconds, double cpuSeconds, Map<String, Long> shares) {
    JsonObject json() {
      JsonObject.Builder costs = JsonObject.builder();
      shares.forEach((cost, share) -> costs.put(cost, share));
      return JsonObject.builder()
          .put("channels", channels)
          .put("peers", peers)
          .put("open_s", fraction(openSeconds))
          .put("heap_bytes_per_side", heapPerSide)
          .put("heap_bytes_per_side_after_restart", heapPerSideAfter)
          .put("start_s", fraction(startSeconds))
          .put("active_s", fraction(activeSeconds))
          .put("start_cpu_s", fraction(cpuSeconds))
          .put("share_percent", costs.build())
          .build();
    }

    private static JsonObject.Fraction fraction(double value) {
      return new JsonObject.Fraction(String.format(Locale.ROOT, "%.2f", value));
    }
  }

  private static final Satoshi CAPACITY = new Satoshi(100_000);
  private static final MilliSatoshi PUSH = MilliSatoshi.msat(40_000_000);
  private static final int SLOTS = 30;
  /** Mempools take chains of 25 transactions. */
  private static final int OPENED_IN_A_BLOCK = 20;
  private static final long LIMIT_NANOS = 300_000_000_000L;

  private final int count;
  private final int peerCount;
  private final boolean announce;
  private final Path folder;

  ChannelsBench(int count, int peerCount, boolean announce, Path folder) {
    this.count = count;
    this.peerCount = peerCount;
    this.announce = announce;
    this.folder = folder;
  }

  Result run() throws IOException {
    List<DemoNode> peers = new ArrayList<>();
    DemoNode hub = null;
    try (DemoChain chain = new DemoChain.Embedded()) {
      try {
        hub = startHub(chain);
        NodeId hubId = hub.node().nodeId();
        for (int i = 0; i < peerCount; i++) {
          String name = "peer" + i;
          peers.add(DemoNode.start(name, folder.resolve(name), chain.connect(), SLOTS, CAPACITY, Set.of(hubId)));
        }
        List<DemoNode> all = new ArrayList<>(peers);
        all.add(hub);
        DemoNetwork network = new DemoNetwork(chain, all);
        network.prepare(hub);
        long before = heap();
        long began = System.nanoTime();
        open(hub, peers, network);
        network.mine(6);
        await("all channels to be usable", all, node -> usable(node) == expected(node, peers));
        if (announce) {
          await("all channels to be known", all, node -> node.node().knownChannels() == count);
        }
        double openSeconds = seconds(began);
        long after = heap();
        hub.close();
        hub = null;
        return restarted(chain, peers, before, after, openSeconds);
      } finally {
        if (hub != null) {
          hub.close();
        }
        peers.reversed().forEach(DemoNode::close);
      }
    }
  }

  private Result restarted(DemoChain chain, List<DemoNode> peers, long before, long after, double openSeconds) throws IOException {
    try (CostProfile profile = new CostProfile()) {
      ProcessCost cost = ProcessCost.now();
      long began = System.nanoTime();
      try (DemoNode hub = startHub(chain)) {
        double startSeconds = seconds(began);
        await("all channels to be usable again", List.of(hub), node -> usable(node) == count);
        double activeSeconds = seconds(began);
        ProcessCost then = ProcessCost.now();
        Map<String, Long> shares = new LinkedHashMap<>(profile.shares());
        long again = heap();
        return new Result(count, peers.size(), openSeconds, (after - before) / (2L * count), (again - before) / (2L * count), startSeconds,
            activeSeconds, (then.cpuNanos() - cost.cpuNanos()) / 1e9, shares);
      }
    }
  }

  private DemoNode startHub(DemoChain chain) throws IOException {
    return DemoNode.start("hub", folder.resolve("hub"), chain.connect(), SLOTS, CAPACITY, Set.of());
  }

  private void open(DemoNode hub, List<DemoNode> peers, DemoNetwork network) throws IOException {
    for (DemoNode peer : peers) {
      network.connect(hub, peer);
    }
    for (int i = 0; i < count; i++) {
      NodeId peer = peers.get(i % peers.size()).node().nodeId();
      ChannelId id = hub.node().service().openChannel(new OpenChannelCommand(peer, CAPACITY, PUSH, announce, true)).channelId();
      // A peer that has not seen the funding transaction lets only two more be begun.
      await("channel " + i, List.of(hub),
          node -> node.node().service().channel(id).filter(channel -> channel.state() == ChannelStatus.NORMAL).isPresent());
      if (i % OPENED_IN_A_BLOCK == OPENED_IN_A_BLOCK - 1) {
        network.mine(1);
      }
    }
  }

  private int expected(DemoNode node, List<DemoNode> peers) {
    int index = peers.indexOf(node);
    return index < 0 ? count : count / peers.size() + (index < count % peers.size() ? 1 : 0);
  }

  /** Channels that can carry payments now: nothing is left to say of them. */
  private static int usable(DemoNode node) {
    int usable = 0;
    String cursor = null;
    do {
      var page = node.node().service().channels(new PageRequest(PageRequest.MAX_LIMIT, cursor));
      for (ChannelInfo channel : page.items()) {
        usable += channel.state() == ChannelStatus.NORMAL && channel.detail().isEmpty() ? 1 : 0;
      }
      cursor = page.nextCursor();
    } while (cursor != null);
    return usable;
  }

  private interface Holds {
    boolean of(DemoNode node);
  }

  private static void await(String what, List<DemoNode> nodes, Holds holds) {
    await(what, () -> nodes.stream().allMatch(holds::of));
  }

  private static void await(String what, BooleanSupplier holds) {
    long began = System.nanoTime();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - began > LIMIT_NANOS) {
        throw new IllegalStateException("waited in vain for " + what);
      }
      try {
        Thread.sleep(what.startsWith("all") ? 100 : 2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for " + what);
      }
    }
  }

  private static double seconds(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1e9;
  }

  /** What is still reachable. */
  private static long heap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
