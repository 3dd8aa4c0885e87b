package org.l2node.node.sim;

import com.code_intelligence.jazzer.junit.FuzzTest;
import fr.acinq.bitcoin.ByteVector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.l2node.node.peer.ChannelDirectory;

/**
 * The simulation, steered by a fuzzer: honest nodes and one that lies have channels; from then on the bytes choose which part takes its
 * turn, what the weather does and what the liar says. The invariants are checked after every step, as in {@code l2 sim}.
 */
class LiarFuzzTest {
  private static final int CHANNEL_ID_LENGTH = 32;
  private static final int[] TYPES = {1, 2, 16, 17, 18, 19, 32, 33, 34, 35, 36, 38, 39, 40, 41, 128, 130, 131, 132, 133, 134, 135, 136, 256,
      257, 258, 259, 261, 262, 263, 264, 265};
  private static final List<List<Plan.Pair>> NETWORKS = List.of(
      List.of(new Plan.Pair(0, 1)), List.of(new Plan.Pair(1, 0)),
      List.of(new Plan.Pair(0, 2), new Plan.Pair(2, 1)), List.of(new Plan.Pair(1, 2), new Plan.Pair(2, 0)));

  /** The seeds are the same in every run, and deriving takes longer than the run. */
  private static final Map<ByteVector, SimNode.Keys> KEYS = new HashMap<>();

  static Stream<byte[]> scripts() {
    return Stream.of("", "payments", "a liar and the weather, for a while longer").map(text -> {
      byte[] script = new byte[600];
      new Random(text.hashCode()).nextBytes(script);
      return script;
    });
  }

  @MethodSource
  @FuzzTest(maxDuration = "")
  void scripts(byte[] bytes) {
    Script script = new Script(bytes);
    List<Plan.Pair> channels = NETWORKS.get(script.next() % NETWORKS.size());
    int liar = 1;
    Plan plan = new Plan(channels.size() + 1, channels, false, liar, 4, script.next() % 2 == 0 ? 0 : 60, 0, false, script.next() % 2 == 0,
        false);
    World world = new World(script, plan, seed -> KEYS.computeIfAbsent(seed, SimNode.Keys::of), _ -> {});
    try {
      new Run(script, world).play();
    } catch (Violation e) {
      throw new AssertionError(e.getMessage() + "\n" + String.join("\n", world.trace().last()), e);
    } finally {
      world.nodes().forEach(SimNode::close);
    }
  }

  private static final class Run {
    private final Script script;
    private final World world;
    private final Network network;
    private final Orders orders;
    private final Weather weather;

    Run(Script script, World world) {
      this.script = script;
      this.world = world;
      this.network = new Network(world);
      this.orders = new Orders(world);
      this.weather = new Weather(world, network, orders);
    }

    void play() {
      script.setQuiet(true);
      open();
      script.setQuiet(false);
      world.setFaults(true);
      while (script.hasMore()) {
        act(script.next());
      }
      rest();
    }

    private void open() {
      network.make();
      network.until("all follow the chain", 20_000, network::isSynced);
      int[] rounds = {0};
      network.until("all channels are open", 20_000, () -> {
        network.pursue();
        if (++rounds[0] % 10 == 0) {
          network.mine(1);
        }
        return network.unopened();
      });
    }

    private void act(int what) {
      if (what < 128) {
        for (int steps = what % 16; steps >= 0; steps--) {
          step();
        }
      } else if (what < 150) {
        orders.orderOne();
      } else if (what < 170) {
        weather.act();
      } else if (what < 180) {
        network.restartAll();
      } else if (what < 190) {
        world.byzantine().speak();
      } else if (what < 220) {
        world.byzantine().say(patched());
      } else if (what < 240) {
        world.byzantine().say(written());
      } else {
        world.passTime();
      }
    }

    private void step() {
      if (!world.step()) {
        world.passTime();
      }
    }

    /** One of the last messages that the liar has seen, with a few bytes changed. */
    private byte[] patched() {
      List<byte[]> known = world.byzantine().known();
      if (known.isEmpty()) {
        return written();
      }
      byte[] message = known.get(known.size() - 1 - script.next() % Math.min(known.size(), 32)).clone();
      for (int patches = script.next() % 4; patches > 0; patches--) {
        int at = script.next() + (message.length > 256 && script.next() > 200 ? 256 * script.next() : 0);
        message[at % message.length] = (byte) script.next();
      }
      return message;
    }

    /** A message of its own, about one of its channels. */
    private byte[] written() {
      int type = TYPES[script.next() % TYPES.length];
      List<ChannelDirectory.Entry> its = world.nodes().get(world.plan().byzantine()).channels();
      byte[] id = its.isEmpty() ? new byte[CHANNEL_ID_LENGTH] : its.getFirst().channelId().value().toByteArray();
      byte[] body = new byte[script.next() < 128 ? script.next() : 1_500];
      for (int i = 0; i < Math.min(body.length, 40) && script.hasMore(); i++) {
        body[i] = (byte) script.next();
      }
      byte[] message = new byte[2 + id.length + body.length];
      message[0] = (byte) (type >> 8);
      message[1] = (byte) type;
      System.arraycopy(id, 0, message, 2, id.length);
      System.arraycopy(body, 0, message, 2 + id.length, body.length);
      return message;
    }

    /** The liar is silent, all come back from disk, and go on for a while. */
    private void rest() {
      world.setFaults(false);
      world.nodes().stream().filter(world::isHonest).forEach(world::crash);
      network.restartAll();
      world.newTip();
      for (int i = 0; i < 150; i++) {
        step();
      }
    }
  }
}
