package org.l2node.node.sim;

import java.util.ArrayList;
import java.util.List;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.ErrorMessage;
import org.l2node.channels.wire.MessageCodec;
import org.l2node.channels.wire.Warning;
import org.l2node.node.peer.ChannelDirectory;

/**
 * The node that lies: it runs the same code as all others, but what leaves it may be anything. Messages are lost, repeated, replayed from
 * long ago or from another channel, changed in single bytes, cut, or invented. It knows what it has sent and received, nothing else.
 */
final class Byzantine {
  private static final int KEPT = 300;
  private static final int CHANNEL_ID_AT = 2;
  private static final int CHANNEL_ID_LENGTH = 32;

  private final World world;
  private final int oneIn;
  private final List<byte[]> known = new ArrayList<>();
  private int lies;

  /** @param oneIn one message in so many is another than it should be */
  Byzantine(World world, int oneIn) {
    this.world = world;
    this.oneIn = oneIn;
  }

  int lies() {
    return lies;
  }

  /**
   * A message leaves a node.
   *
   * @param mayLie whether it is the liar's, in a time when it lies
   */
  void sent(End from, byte[] bytes, boolean mayLie) {
    learn(from, bytes);
    if (!mayLie || world.random().nextInt(oneIn) != 0) {
      from.inject(bytes);
      return;
    }
    lies++;
    List<byte[]> instead = switch (world.random().nextInt(7)) {
      case 0 -> List.of();
      case 1 -> List.of(bytes, bytes);
      case 2 -> List.of(replayed(), bytes);
      case 3 -> List.of(changed(bytes));
      case 4 -> List.of(cut(bytes));
      case 5 -> List.of(bytes, invented());
      default -> List.of(invented());
    };
    world.trace().note(from.life().name() + " lies: " + instead.size() + " messages for one");
    instead.forEach(from::inject);
  }

  private void learn(End from, byte[] bytes) {
    SimNode to = world.node(from.remote());
    if (from.life().name().equals("n" + world.plan().byzantine()) || (to != null && !world.isHonest(to))) {
      if (known.size() >= KEPT) {
        known.set(world.random().nextInt(KEPT), bytes);
      } else {
        known.add(bytes);
      }
    }
  }

  /** What it has sent and received, the last of all at the end while they are few. */
  List<byte[]> known() {
    return known;
  }

  /** Says something out of place to someone. */
  void speak() {
    say(invented());
  }

  /** Says just this to someone. */
  void say(byte[] bytes) {
    List<End> ends = world.connections().stream().flatMap(end -> java.util.stream.Stream.of(end, end.far()))
        .filter(end -> end.life().name().equals("n" + world.plan().byzantine()) && end.isOpen()).toList();
    if (!ends.isEmpty()) {
      lies++;
      world.trace().note("n" + world.plan().byzantine() + " speaks out of place");
      ends.get(world.random().nextInt(ends.size())).inject(bytes);
    }
  }

  private byte[] invented() {
    return switch (world.random().nextInt(6)) {
      case 0 -> replayed();
      case 1 -> changed(replayed());
      case 2 -> ofChannel(replayed());
      case 3 -> changed(ofChannel(replayed()));
      case 4 -> noise();
      default -> plain();
    };
  }

  private byte[] replayed() {
    return known.isEmpty() ? noise() : known.get(world.random().nextInt(known.size())).clone();
  }

  /** A few bytes are others; the type stays. */
  private byte[] changed(byte[] bytes) {
    byte[] lie = bytes.clone();
    for (int i = world.random().nextInt(3); i >= 0 && lie.length > CHANNEL_ID_AT; i--) {
      int from = lie.length > CHANNEL_ID_AT + CHANNEL_ID_LENGTH && world.random().nextInt(4) > 0
          ? CHANNEL_ID_AT + CHANNEL_ID_LENGTH
          : CHANNEL_ID_AT;
      int at = from + world.random().nextInt(lie.length - from);
      lie[at] = world.random().nextBoolean() ? (byte) (lie[at] + 1) : (byte) world.random().nextInt(256);
    }
    return lie;
  }

  private byte[] cut(byte[] bytes) {
    return java.util.Arrays.copyOf(bytes, world.random().nextInt(bytes.length + 3));
  }

  /** The message, about another channel of the liar's. */
  private byte[] ofChannel(byte[] bytes) {
    List<ChannelDirectory.Entry> all = world.nodes().get(world.plan().byzantine()).channels();
    if (all.isEmpty() || bytes.length < CHANNEL_ID_AT + CHANNEL_ID_LENGTH) {
      return bytes;
    }
    byte[] lie = bytes.clone();
    byte[] id = all.get(world.random().nextInt(all.size())).channelId().value().toByteArray();
    System.arraycopy(id, 0, lie, CHANNEL_ID_AT, CHANNEL_ID_LENGTH);
    return lie;
  }

  private byte[] noise() {
    byte[] bytes = new byte[world.random().nextInt(150)];
    world.random().nextBytes(bytes);
    if (bytes.length >= CHANNEL_ID_AT && world.random().nextInt(4) > 0) {
      int[] types = {1, 2, 16, 17, 18, 19, 32, 33, 34, 35, 36, 38, 39, 40, 41, 128, 130, 131, 132, 133, 134, 135, 136, 256, 257, 258, 259,
          261, 262, 263, 264, 265};
      int type = types[world.random().nextInt(types.length)];
      bytes[0] = (byte) (type >> 8);
      bytes[1] = (byte) type;
    }
    return bytes;
  }

  private byte[] plain() {
    List<ChannelDirectory.Entry> all = world.nodes().get(world.plan().byzantine()).channels();
    var id = all.isEmpty() ? ErrorMessage.NO_CHANNEL : all.get(world.random().nextInt(all.size())).channelId();
    return MessageCodec.encode(world.random().nextInt(6) == 0 ? ErrorMessage.of(id, "because I say so") : Warning.of(id, "beware"));
  }

  /** Whether a channel is one with the liar. */
  boolean isParty(ChannelState state, SimNode owner) {
    NodeId peer = state.peer();
    SimNode other = world.node(peer);
    return !world.isHonest(owner) || other == null || !world.isHonest(other);
  }
}
