package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import org.l2node.channels.units.ChannelId;

/**
 * BOLT 1, error: the sender fails the channel, or all channels where the id is all zero.
 *
 * @param channelId the (temporary) id of the channel that fails; all zero: all channels with this peer
 * @param data a text for people, not to be trusted: see {@link #text()}
 */
public record ErrorMessage(ChannelId channelId, ByteVector data) implements SetupMessage {
  public static final int TYPE = 17;

  /** The id that stands for no channel in particular, or for all of them. */
  public static final ChannelId NO_CHANNEL = new ChannelId(ByteVector32.Zeroes);

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.channelId(channelId).bytesWithLength(data);
  }

  static ErrorMessage read(WireReader r) {
    return new ErrorMessage(r.channelId(), r.bytesWithLength());
  }

  public static ErrorMessage of(ChannelId channelId, String text) {
    return new ErrorMessage(channelId, data(text));
  }

  /** The text with whatever could harm a terminal or a log taken out, at most 128 characters. */
  public String text() {
    return sanitize(data);
  }

  static ByteVector data(String text) {
    return new ByteVector(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  static String sanitize(ByteVector data) {
    StringBuilder text = new StringBuilder();
    byte[] bytes = data.toByteArray();
    for (int i = 0; i < Math.min(bytes.length, 128); i++) {
      // Printable ASCII only: control, bidi and format characters of a peer must not reach a terminal or a log (reliability, V47).
      text.append(bytes[i] >= 0x20 && bytes[i] < 0x7f ? (char) bytes[i] : '?');
    }
    return text.toString();
  }
}
