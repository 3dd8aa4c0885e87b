package org.l2node.node.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What kind of run a seed gives: the network and how bad its weather is.
 *
 * @param nodes 3 to 6
 * @param channels who opens a channel with whom
 * @param announced whether the channels are told to the network
 * @param byzantine the node that lies; -1: none
 * @param lies one message in so many of the liar's is another than it should be
 * @param crashIn one place in so many where a node may crash is one where it does; 0: none
 * @param actions how many things are done while the weather is bad
 * @param faultsAtOpening whether the weather is bad from the start
 * @param quarrels whether channels are closed by one side alone while payments are under way
 * @param zeroConf whether honest nodes trust one another with channels that are used before they are confirmed
 */
record Plan(
    int nodes, List<Pair> channels, boolean announced, int byzantine, int lies, int crashIn, int actions, boolean faultsAtOpening,
    boolean quarrels, boolean zeroConf) {
  /** Two nodes by their numbers; the first opens. */
  record Pair(int opener, int accepter) {}

  private enum Shape {
    LINE,
    STAR,
    RING
  }

  static Plan of(RandomGenerator random) {
    Shape shape = Shape.values()[random.nextInt(Shape.values().length)];
    int nodes = 3 + random.nextInt(shape == Shape.LINE ? 2 : 3) + (random.nextInt(4) == 0 ? 1 : 0);
    List<Pair> channels = new ArrayList<>();
    for (int i = 1; i < nodes; i++) {
      channels.add(pair(shape == Shape.STAR ? 0 : i - 1, i, random));
    }
    if (shape == Shape.RING) {
      channels.add(pair(nodes - 1, 0, random));
    }
    if (random.nextInt(4) == 0) {
      channels.add(channels.get(random.nextInt(channels.size()))); // two channels between the same two
    }
    boolean lies = random.nextInt(3) == 0;
    int[] crashes = {0, 1_500, 400, 150};
    return new Plan(
        nodes,
        List.copyOf(channels),
        random.nextInt(4) > 0,
        lies ? random.nextInt(nodes) : -1,
        lies ? 5 + random.nextInt(100) : 0,
        crashes[random.nextInt(crashes.length)],
        60 + random.nextInt(120),
        random.nextBoolean(),
        random.nextInt(5) == 0,
        random.nextInt(3) == 0);
  }

  private static Pair pair(int one, int other, RandomGenerator random) {
    return random.nextBoolean() ? new Pair(one, other) : new Pair(other, one);
  }
}
