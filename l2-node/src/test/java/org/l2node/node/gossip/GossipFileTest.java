package org.l2node.node.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l2node.channels.units.NodeId;
import org.l2node.routing.gossip.GossipRecord;

final class GossipFileTest {
  private static final NodeId NODE = new NodeId(new PrivateKey(new ByteVector32("11".repeat(32))).publicKey());
  private static final GossipRecord RECORD = new GossipRecord.Node(NODE, new ByteVector("0101" + "ab".repeat(200)));

  @TempDir
  Path folder;

  private byte[] written(Path file) throws Exception {
    try (GossipFile gossip = new GossipFile(file)) {
      gossip.put(RECORD);
    }
    return Files.readAllBytes(file);
  }

  @Test
  void whatWasPutComesBack() throws Exception {
    Path file = folder.resolve("gossip.db");
    written(file);
    try (GossipFile gossip = new GossipFile(file)) {
      assertThat(gossip.load()).containsExactly(RECORD);
    }
  }

  /** Gossip can be had again: whatever has become of its file, the node starts. */
  @Test
  @Tag("V67")
  void noDamageKeepsTheNodeFromStarting() throws Exception {
    Path file = folder.resolve("gossip.db");
    byte[] good = written(file);
    Random random = new Random(1);
    for (int i = 0; i < 60; i++) {
      byte[] bad = switch (i % 3) {
        case 0 -> java.util.Arrays.copyOf(good, random.nextInt(good.length));
        case 1 -> scribbledOver(good, random, 1 + random.nextInt(64), 32 * 1024);
        default -> scribbledOver(good, random, 1 + random.nextInt(512), good.length);
      };
      Files.write(file, bad);
      assertThatCode(() -> {
        try (GossipFile gossip = new GossipFile(file)) {
          gossip.load();
          gossip.put(RECORD);
          gossip.forget(NODE);
        }
      }).as("damage %d", i).doesNotThrowAnyException();
    }
  }

  private static byte[] scribbledOver(byte[] good, Random random, int bytes, int within) {
    byte[] bad = good.clone();
    for (int i = 0; i < bytes; i++) {
      bad[random.nextInt(Math.min(within, bad.length))] = (byte) random.nextInt();
    }
    return bad;
  }
}
