package org.l2node.node.sim;

import fr.acinq.bitcoin.ByteVector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.NodeId;
import org.l2node.onchain.regtest.RegtestChain;

/** One network in virtual time: everything that may happen next, and the chance that picks it. */
final class World {
  /** What is picked is picked by weight, so that some parts of the network are slow for a while. */
  private static final int[] WEIGHTS = {1, 16, 64, 256, 256};

  private final RandomGenerator random;
  private final Function<ByteVector, SimNode.Keys> keys;
  private final Trace trace;
  private final RegtestChain chain = new RegtestChain(() -> java.time.Instant.ofEpochMilli(nowMillis()));
  private final List<SimNode> nodes = new ArrayList<>();
  private final Map<NodeId, SimNode> byId = new LinkedHashMap<>();
  private final List<End> connections = new ArrayList<>();
  private final Invariants invariants = new Invariants(this);
  private final Plan plan;
  private final Byzantine byzantine;
  private long now = 1_750_000_000_000L;
  private FeeratePerKw feerate = new FeeratePerKw(1_000);
  private boolean faults;
  private @Nullable String fault;
  private int crashes;

  World(long seed, Consumer<String> out) {
    this(new Random(seed * 0x9e3779b97f4a7c15L), out);
  }

  private World(RandomGenerator random, Consumer<String> out) {
    this(random, Plan.of(random), SimNode.Keys::of, out);
  }

  /**
   * @param random the chance that picks whatever the plan leaves open
   * @param keys of a seed: many short runs may make them once
   */
  World(RandomGenerator random, Plan plan, Function<ByteVector, SimNode.Keys> keys, Consumer<String> out) {
    this.random = random;
    this.keys = keys;
    this.trace = new Trace(out);
    this.plan = plan;
    this.byzantine = new Byzantine(this, plan.lies());
  }

  RandomGenerator random() {
    return random;
  }

  SimNode.Keys keys(ByteVector seed) {
    return keys.apply(seed);
  }

  Trace trace() {
    return trace;
  }

  Plan plan() {
    return plan;
  }

  RegtestChain chain() {
    return chain;
  }

  Invariants invariants() {
    return invariants;
  }

  Byzantine byzantine() {
    return byzantine;
  }

  long nowMillis() {
    return now;
  }

  FeeratePerKw feerate() {
    return feerate;
  }

  void setFeerate(FeeratePerKw rate) {
    feerate = rate;
  }

  /** Whether nodes crash, connections break and the liar lies. What it has said last may have left its peers waiting: it connects anew. */
  void setFaults(boolean on) {
    faults = on;
    if (!on && plan.byzantine() >= 0) {
      for (End end : connections) {
        if (isLiars(end) || isLiars(end.far())) {
          end.cut();
        }
      }
    }
  }

  private boolean isLiars(End end) {
    return end.life().name().equals("n" + plan.byzantine());
  }

  boolean hasFaults() {
    return faults;
  }

  int crashes() {
    return crashes;
  }

  List<SimNode> nodes() {
    return nodes;
  }

  void add(SimNode node) {
    nodes.add(node);
    byId.put(node.nodeId(), node);
  }

  @Nullable
  SimNode node(NodeId id) {
    return byId.get(id);
  }

  String nameOf(NodeId id) {
    SimNode node = byId.get(id);
    return node == null ? "?" : node.name();
  }

  boolean isHonest(SimNode node) {
    return node.number() != plan.byzantine();
  }

  boolean crashesHere() {
    return faults && plan.crashIn() > 0 && random.nextInt(plan.crashIn()) == 0;
  }

  void connected(End end) {
    connections.removeIf(old -> !old.isOpen() && !old.far().isOpen());
    connections.add(end);
  }

  List<End> connections() {
    return connections;
  }

  /** A message has left a node. */
  void sent(End from, byte[] bytes) {
    byzantine.sent(from, bytes, faults && from.life().name().equals("n" + plan.byzantine()));
  }

  /** A node ends a connection: between honest ones never for what the other has said. */
  void closed(Life life, NodeId remote, String reason) {
    SimNode other = byId.get(remote);
    boolean honest = other != null && isHonest(other) && !life.name().equals("n" + plan.byzantine());
    if (honest && reason.startsWith("BOLT")) {
      fault = life.name() + " finds fault with " + nameOf(remote) + ": " + reason;
      throw new Violation(fault);
    }
  }

  /** The blocks have changed. */
  void newTip() {
    for (SimNode node : nodes) {
      if (node.isUp()) {
        node.source().wake();
      }
    }
  }

  /** Arbitrary, but the same for a source while the mood lasts: some are quick, some slow, some as good as stuck. */
  private static int weightOf(long mood) {
    long mixed = mood * 0x9e3779b97f4a7c15L;
    return WEIGHTS[(int) ((mixed >>> 40) % WEIGHTS.length)];
  }

  /**
   * One thing happens.
   *
   * @return false where nothing can but by the passing of time
   */
  boolean step() {
    List<Source> ready = new ArrayList<>();
    List<SimNode> owners = new ArrayList<>();
    int total = 0;
    List<Integer> weights = new ArrayList<>();
    for (SimNode node : nodes) {
      Life life = node.life();
      if (life == null) {
        continue;
      }
      int index = 0;
      for (Source source : life.sources()) {
        index++;
        if (source.isReady()) {
          ready.add(source);
          owners.add(node);
          int weight = weightOf((now >> 11) + node.number() * 64L + index);
          weights.add(weight);
          total += weight;
        }
      }
    }
    if (ready.isEmpty()) {
      return false;
    }
    int pick = random.nextInt(total);
    int chosen = 0;
    while (pick >= weights.get(chosen)) {
      pick -= weights.get(chosen);
      chosen++;
    }
    now += random.nextInt(8);
    run(owners.get(chosen), ready.get(chosen));
    return true;
  }

  private void run(SimNode node, Source source) {
    trace.nextStep();
    Life life = java.util.Objects.requireNonNull(node.life());
    guarded(life, source::run);
    if (life.isOver()) {
      bury(node, life);
    } else {
      if (fault != null) {
        throw new Violation(fault); // whoever caught it took it for a bug of a channel
      }
      invariants.afterStep(node);
    }
  }

  /** What a node's code does after its life has ended counts for nothing, exceptions too. */
  private static void guarded(Life life, Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error bug) {
      if (!life.isOver()) {
        throw new Violation(life.name() + " threw " + bug, bug);
      }
    }
  }

  /** Something is asked of a node from outside; nothing where it is down. */
  void ask(SimNode node, Runnable question) {
    if (node.isUp()) {
      trace.nextStep();
      Life life = java.util.Objects.requireNonNull(node.life());
      guarded(life, question);
      if (life.isOver()) {
        crashes++;
        node.bury();
      } else {
        invariants.afterStep(node);
      }
    }
  }

  /** A life has ended. Its peers mostly hear of it at once; where the power has gone they do when they get no answer. */
  private void bury(SimNode node, Life life) {
    crashes++;
    node.bury();
    if (random.nextInt(4) > 0) {
      for (End end : connections) {
        if (isSame(end.life(), life) || isSame(end.far().life(), life)) {
          end.cut();
        }
      }
    }
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Life one, Life other) {
    return one == other;
  }

  /** The power goes. */
  void crash(SimNode node) {
    Life life = node.life();
    if (life != null) {
      trace.note(node.name() + " crashes");
      life.end();
      bury(node, life);
    }
  }

  /** A node that is down starts; it may crash while it does. */
  void start(SimNode node) {
    trace.nextStep();
    trace.note(node.name() + " starts");
    Life before = node.life();
    if (before != null) {
      return;
    }
    try {
      node.start();
    } catch (RuntimeException | Error bug) {
      Life life = node.life();
      if (life == null || !life.isOver()) {
        throw new Violation(node.name() + " does not start: " + bug, bug);
      }
    }
    Life life = node.life();
    if (life != null && life.isOver()) {
      bury(node, life);
    } else {
      invariants.started(node);
      invariants.afterStep(node);
    }
  }

  /** Nothing can happen now: the clock goes on to the next timer of anyone. */
  void passTime() {
    long next = Long.MAX_VALUE;
    for (SimNode node : nodes) {
      Life life = node.life();
      if (life != null) {
        next = Math.min(next, life.nextTimer());
      }
    }
    if (next != Long.MAX_VALUE) {
      now = Math.max(now, next);
    }
  }
}
