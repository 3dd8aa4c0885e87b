package org.l2node.routing.gossip;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.ChannelAnnouncement;
import org.l2node.channels.wire.MessageCodec;
import org.l2node.channels.wire.NodeFeatures;

/**
 * Measures what the gossip of a network as large as the public one costs: 50,000 channels with both updates between 17,000 nodes, restored
 * as after a restart. Not a test: run its main method with the test class path.
 */
final class GossipBench {
  private static final int CHANNELS = 50_000;
  private static final int NODES = 17_000;

  private GossipBench() {}

  public static void main(String[] args) {
    List<PrivateKey> keys = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      keys.add(GossipWorld.key("node " + i));
    }
    List<org.l2node.channels.units.NodeId> ids = keys.stream().map(k -> new org.l2node.channels.units.NodeId(k.publicKey())).toList();
    ChannelAnnouncement pattern = GossipWorld.announcement(1, "carol", "erin");
    List<GossipRecord> records = new ArrayList<>();
    for (int i = 0; i < CHANNELS; i++) {
      ShortChannelId scid = ShortChannelId.of(500_000 + i, i % 3_000, i % 2);
      var a = ids.get(i % NODES);
      var b = ids.get((i * 7 + 1 + i / NODES) % NODES);
      ChannelAnnouncement announcement = new ChannelAnnouncement(pattern.nodeSignature1(), pattern.nodeSignature2(),
          pattern.bitcoinSignature1(),
          pattern.bitcoinSignature2(), pattern.features(), pattern.chainHash(), scid, a, b, a.key(), b.key(), ByteVector.empty);
      records.add(new GossipRecord.Channel(scid, MessageCodec.encodeToBytes(announcement), GossipWorld.CAPACITY, GossipWorld.funding(i),
          Instant.ofEpochSecond(GossipWorld.NOW)));
      var update = GossipWorld.update(1, "carol", "erin", GossipWorld.NOW);
      for (int direction = 0; direction < 2; direction++) {
        records.add(new GossipRecord.Update(scid, direction, MessageCodec.encodeToBytes(update)));
      }
    }
    long before = used();
    GossipMachine machine = new GossipMachine(new GossipConfig(GossipWorld.key("alice"), GossipWorld.CHAIN,
        new NodeProfile("alice", new ByteVector("000000"), NodeFeatures.INIT, List.of()), Duration.ofSeconds(60)));
    long start = cpu();
    machine.restore(records);
    System.out.printf("restore: %d ms%n", (cpu() - start) / 1_000_000);
    records.clear();
    System.out.printf("heap above the records' own: %d MB%n", (used() - before) / 1_000_000);
    machine.step(new GossipEvent.BlockConnected(new BlockHeight(900_000), List.of()), Instant.ofEpochSecond(GossipWorld.NOW));
    for (int i = 0; i < 10; i++) {
      int channel = i;
      machine.step(new GossipEvent.BlockConnected(new BlockHeight(900_001 + i), List.of(GossipWorld.funding(channel))),
          Instant.ofEpochSecond(GossipWorld.NOW));
      start = cpu();
      machine.step(new GossipEvent.Tick(), Instant.ofEpochSecond(GossipWorld.NOW + i));
      System.out.printf("graph made anew: %d ms, %d channels%n", (cpu() - start) / 1_000_000, machine.graph().channelCount());
    }
  }

  /** Of this thread alone: wall time says more about the neighbours. */
  private static long cpu() {
    return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
