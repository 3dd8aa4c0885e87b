package org.l2node.routing.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.Crypto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.UInt64;
import org.l2node.channels.wire.ChannelAnnouncement;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.GossipMessage;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.MessageCodec;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.channels.wire.WireFormatException;
import org.l2node.channels.wire.WireReader;
import org.l2node.channels.wire.WireWriter;
import org.l2node.routing.gossip.FundingCheck.Answer;

/**
 * Peers that say what they like, signed where it helps them: the bytes are a script of messages, blocks, answers of the chain and passing
 * time. Nothing throws, what is open at a time is bounded, and what was stored gives the same graph again.
 */
@Tag("V62")
class GossipFuzzTest {
  private static final String[] NAMES = {"alice", "bob", "carol", "dave", "erin"};
  private static final int[] TYPES = {256, 257, 258, 261, 262, 263, 264, 265};
  private static final int CHANNELS = 6;
  /** Signing is what takes the time, and is always the same. */
  private static final Map<String, ChannelAnnouncement> ANNOUNCEMENTS = new HashMap<>();

  static Stream<byte[]> scripts() {
    return Stream.of(
        new byte[]{0, 1, 1, 2, 4, 1, 0, 1, 1, 1, 2, (byte) 128, 1, 0, 0, 40, 0, 1, 0, 9, 2, 2, (byte) 128, 0, 0, 9, 0, 10},
        new byte[]{10, 0, 1, 3, 1, 0, 0, 3, 5, 17, 0, 3, 7, 40, 0, 0, 0, 0, 0, 9, 0});
  }

  @MethodSource
  @FuzzTest(maxDuration = "")
  void scripts(byte[] bytes) {
    Script script = new Script(bytes);
    try {
      while (script.r.remaining() > 0) {
        script.one();
        script.check();
      }
    } catch (WireFormatException e) {
      // The script ends in the middle of a command.
    }
    script.world.tick(60);
    script.assertStoredGivesTheSame();
  }

  /** Records of a store, each behind its length. */
  static Stream<byte[]> stored() {
    GossipWorld world = new GossipWorld().connect(GossipWorld.BOB);
    world.know(1, "bob", "carol");
    world.received(GossipWorld.BOB, GossipWorld.node("carol", world.now));
    WireWriter all = new WireWriter();
    world.stored.values().forEach(gossip -> all.bytesWithLength(gossip.write()));
    return Stream.concat(Stream.of(all), world.stored.values().stream().map(gossip -> new WireWriter().bytesWithLength(gossip.write())))
        .map(WireWriter::toByteArray);
  }

  /** What a damaged file may give back: refused by name, or taken in. */
  @Tag("V67")
  @MethodSource
  @FuzzTest(maxDuration = "")
  void stored(byte[] bytes) {
    GossipWorld world = new GossipWorld();
    List<GossipRecord> records = new ArrayList<>();
    try {
      WireReader r = new WireReader(bytes);
      while (r.remaining() > 0) {
        GossipRecord read = GossipRecord.read(r.bytesWithLength());
        assertThat(GossipRecord.read(read.write())).isEqualTo(read);
        records.add(read);
      }
      world.machine.restore(records);
    } catch (WireFormatException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertThat(world.machine.channelCount()).isLessThanOrEqualTo(records.size());
    world.tick(60);
  }

  private static final class Script {
    final GossipWorld world = new GossipWorld().connect(GossipWorld.BOB, GossipWorld.CAROL);
    final WireReader r;
    int height = 1000;

    Script(byte[] bytes) {
      r = new WireReader(bytes);
    }

    private String name() {
      return NAMES[r.u8() % NAMES.length];
    }

    private NodeId peer() {
      return r.u8() % 2 == 0 ? GossipWorld.BOB : GossipWorld.CAROL;
    }

    /** Around now, up to two weeks and more away. */
    private long timestamp() {
      return world.now + (r.u8() - 128) * 10_000L;
    }

    private void one() {
      switch (r.u8() % 11) {
        case 0 -> world.received(peer(), announcement(r.u8() % CHANNELS, name(), name(), r.u8()));
        case 1 -> world.received(peer(), update(r.u8() % CHANNELS, name(), name()));
        case 2 -> world.received(peer(),
            GossipWorld.node(name(), timestamp(), r.bytes(r.u8()), r.bytes(r.u8())));
        case 3 -> raw();
        case 4 -> world.step(new GossipEvent.FundingChecked(answer(r.u8() % CHANNELS)));
        case 5 -> world.step(new GossipEvent.BlockConnected(new BlockHeight(++height),
            r.u8() % 2 == 0 ? List.of() : List.of(GossipWorld.funding(r.u8() % CHANNELS))));
        case 6 -> world.step(new GossipEvent.BlockDisconnected(new BlockHeight(height--)));
        case 7 -> reconnect(peer());
        case 8 -> world.tick(1L << r.u8() % 22);
        case 9 -> world.step(new GossipEvent.Writable(peer()));
        default -> own();
      }
    }

    private static ChannelAnnouncement announcement(int number, String a, String b, int features) {
      return ANNOUNCEMENTS.computeIfAbsent(number + a + b + features % 4, _ -> GossipWorld.announcement(number, a, b,
          features % 4 == 0 ? Features.NONE : Features.of(features % 4 + 99), features % 2 == 0 ? ByteVector.empty : new ByteVector("07")));
    }

    private ChannelUpdate update(int number, String from, String to) {
      int flags = r.u8();
      return GossipWorld.update(number, from, to, timestamp(),
          u -> new ChannelUpdate(u.signature(), u.chainHash(), u.shortChannelId(), u.timestamp(), flags & 3 | 1,
              u.channelFlags() ^ flags >> 2, new CltvExpiryDelta(r.u16()), new UInt64(flags > 127 ? r.u64() : r.u8()), r.u32(), r.u32(),
              new UInt64(flags > 127 ? r.u64() : r.u32()), r.bytes(flags > 63 ? r.u8() : 0)));
    }

    /** Bytes as they come; an update is signed by whom it might be from. */
    private void raw() {
      int type = TYPES[r.u8() % TYPES.length];
      NodeId from = peer();
      byte[] body = r.rawBytes(r.u16() % 600);
      byte[] bytes = new byte[body.length + 2];
      bytes[0] = (byte) (type >> 8);
      bytes[1] = (byte) type;
      System.arraycopy(body, 0, bytes, 2, body.length);
      if (decoded(bytes) instanceof GossipMessage message) {
        world.received(from, message instanceof ChannelUpdate u
            ? GossipWorld.withSignature(u, Crypto.sign(u.signedHash(), GossipWorld.key(name())))
            : message);
      }
    }

    private static @Nullable Message decoded(byte[] bytes) {
      try {
        return MessageCodec.decode(bytes);
      } catch (WireFormatException e) {
        return null;
      }
    }

    private Answer answer(int number) {
      return switch (r.u8() % 3) {
        case 0 -> new Answer.Unspent(GossipWorld.scid(number), GossipWorld.funding(number), new Satoshi(r.u32()));
        case 1 -> new Answer.Gone(GossipWorld.scid(number));
        default -> new Answer.NotKnown(GossipWorld.scid(number));
      };
    }

    private void reconnect(NodeId peer) {
      world.step(new GossipEvent.PeerDisconnected(peer));
      if (r.u8() % 4 > 0) {
        world.step(new GossipEvent.PeerConnected(peer, NodeFeatures.INIT));
      }
    }

    private void own() {
      int number = r.u8() % CHANNELS;
      int kind = r.u8();
      world.step(kind % 4 == 0
          ? new GossipEvent.OwnChannelClosed(GossipWorld.scid(number))
          : new GossipEvent.OwnChannelChanged(GossipWorld.own(number, NAMES[1 + kind % 2], kind % 8 < 4, kind % 3 > 0)));
    }

    private void check() {
      for (GossipEffect effect : world.last) {
        if (effect instanceof GossipEffect.Send(var _, GossipMessage message)) {
          assertThat(MessageCodec.encode(message)).hasSizeLessThanOrEqualTo(MessageCodec.MAX_LENGTH);
        }
      }
      assertThat(world.machine.channelCount()).isLessThanOrEqualTo(CHANNELS);
      assertThat(GossipWorld.only(world.last, GossipEffect.CheckFunding.class)).hasSizeLessThanOrEqualTo(GossipMachine.MAX_CHECKS);
      assertThat(world.last).hasSizeLessThan(1_000);
    }

    private void assertStoredGivesTheSame() {
      GossipWorld again = new GossipWorld(new GossipConfig(GossipWorld.key("alice"), GossipWorld.CHAIN,
          new NodeProfile("alice", new ByteVector("3399ff"), NodeFeatures.INIT, List.of()), Duration.ofSeconds(60)));
      again.machine.restore(new ArrayList<>(world.stored.values()));
      assertThat(again.machine.channelCount()).isEqualTo(world.machine.channelCount());
    }
  }
}
