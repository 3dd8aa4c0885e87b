package org.l2node.routing.path;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.PublicKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.routing.graph.ForwardingTerms;
import org.l2node.routing.graph.GraphBuilder;
import org.l2node.routing.graph.NetworkGraph;

/** The public graph of 3 February 2026 with its nodes numbered: one line per direction, as the head of the file says. */
final class MainnetGraph {
  private MainnetGraph() {}

  /** A node id that stands for the node of a number; not a point on the curve, which path finding does not need. */
  static NodeId node(int number) {
    byte[] key = new byte[33];
    key[0] = 2;
    byte[] hash = Crypto.sha256(new byte[]{(byte) (number >> 16), (byte) (number >> 8), (byte) number});
    System.arraycopy(new ByteVector32(hash).toByteArray(), 0, key, 1, 32);
    return new NodeId(new PublicKey(key));
  }

  static NetworkGraph load() {
    GraphBuilder builder = new GraphBuilder();
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(
        new GZIPInputStream(Objects.requireNonNull(MainnetGraph.class.getResourceAsStream("/mainnet-graph-2026-02-03.csv.gz"))),
        StandardCharsets.US_ASCII))) {
      lines.readLine();
      int channel = -1;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] f = line.split(",", -1);
        int from = Integer.parseInt(f[1]);
        int to = Integer.parseInt(f[2]);
        if (Integer.parseInt(f[0]) != channel) {
          channel = Integer.parseInt(f[0]);
          // Numbers instead of keys: which end is node 1 does not matter to path finding, only that both lines of a channel agree.
          int one = builder.node(node(Math.min(from, to)), null);
          int two = builder.node(node(Math.max(from, to)), null);
          builder.channel(new ShortChannelId(channel + 1L), one, two, new Satoshi(Long.parseLong(f[3])).toMilliSatoshi());
        }
        builder.side(from < to ? 0 : 1,
            new ForwardingTerms(new MilliSatoshi(Long.parseLong(f[7])), Long.parseLong(f[8]), new CltvExpiryDelta(Integer.parseInt(f[9])),
                new MilliSatoshi(Long.parseLong(f[5])), new MilliSatoshi(Long.parseLong(f[6]))),
            f[4].equals("1"), 1_770_000_000L);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return builder.build();
  }
}
