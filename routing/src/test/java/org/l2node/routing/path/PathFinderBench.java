package org.l2node.routing.path;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.routing.graph.DirectedChannel;
import org.l2node.routing.graph.NetworkGraph;

/**
 * Measures path finding on the public graph: thread CPU time per search over 2,000 seeded pairs that have a route, 100 sat to 1,000,000
 * sat, after a warm-up over the same pairs. Not a test: run its main method with the test class path.
 */
final class PathFinderBench {
  private static final int PAIRS = 2_000;

  private PathFinderBench() {}

  public static void main(String[] args) {
    long started = System.nanoTime();
    NetworkGraph graph = MainnetGraph.load();
    System.out.printf("graph: %d nodes, %d channels, %d usable directions, loaded in %d ms%n", graph.nodeCount(), graph.channelCount(),
        graph.edgeCount(), (System.nanoTime() - started) / 1_000_000);
    PathFinder finder = new PathFinder();
    List<RouteRequest> requests = new ArrayList<>();
    List<RouteRequest> hopeless = new ArrayList<>();
    Random random = new Random(20260203);
    long hops = 0;
    while (requests.size() < PAIRS) {
      RouteRequest request = request(graph, random);
      if (request.localChannels().isEmpty()) {
        continue;
      }
      if (finder.find(graph, request) instanceof PathResult.Found(Route route)) {
        requests.add(request);
        hops += route.hops().size();
      } else if (hopeless.size() < 200) {
        hopeless.add(request);
      }
    }
    System.out.printf("hops on average: %.1f%n", (double) hops / PAIRS);
    for (int i = 0; i < 5; i++) {
      measure("found", graph, finder, requests);
    }
    measure("no route (up to three searches)", graph, finder, hopeless);
  }

  private static void measure(String what, NetworkGraph graph, PathFinder finder, List<RouteRequest> requests) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long[] micros = new long[requests.size()];
    for (int i = 0; i < requests.size(); i++) {
      long before = threads.getCurrentThreadCpuTime();
      finder.find(graph, requests.get(i));
      micros[i] = (threads.getCurrentThreadCpuTime() - before) / 1_000;
    }
    Arrays.sort(micros);
    System.out.printf("%s: median %d us, p90 %d us, p99 %d us, max %d us%n", what, micros[micros.length / 2],
        micros[micros.length * 9 / 10],
        micros[micros.length * 99 / 100], micros[micros.length - 1]);
  }

  /** From a random node, by its own channels as the graph has them, to another. */
  static RouteRequest request(NetworkGraph graph, Random random) {
    NodeId self = graph.nodeAt(random.nextInt(graph.nodeCount()));
    NodeId target = graph.nodeAt(random.nextInt(graph.nodeCount()));
    MilliSatoshi amount = new MilliSatoshi((long) (100_000 * Math.pow(10, 4 * random.nextDouble())));
    List<LocalChannel> locals = new ArrayList<>();
    int index = graph.indexOf(self);
    for (int node = 0; node < graph.nodeCount(); node++) {
      for (int edge = graph.firstEdge(node); edge < graph.endOfEdges(node); edge++) {
        if (graph.edgeFrom(edge) == index) {
          DirectedChannel channel = graph.edgeChannel(edge);
          locals.add(
              new LocalChannel(new ChannelId(fr.acinq.bitcoin.ByteVector32.Zeroes), new ShortChannelId(channel.shortChannelId().value()),
                  graph.nodeAt(node), new MilliSatoshi(graph.edgeMaximumMsat(edge)), new MilliSatoshi(1)));
        }
      }
    }
    return new RouteRequest(self, target, amount, new MilliSatoshi(Math.max(5_000, amount.msat() / 20)), new BlockHeight(935_000),
        new CltvExpiryDelta(40), locals, List.of(), RouteKnowledge.NONE);
  }
}
