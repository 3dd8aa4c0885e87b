package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;
import org.l2node.channels.units.ChannelId;

/**
 * BOLT 1, warning: the peer tells of something wrong that fails no channel.
 *
 * @param channelId the channel concerned; all zero: none in particular
 * @param data a text for people, not to be trusted: see {@link ErrorMessage#text()}
 */
public record Warning(ChannelId channelId, ByteVector data) implements SetupMessage {
  public static final int TYPE = 1;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.channelId(channelId).bytesWithLength(data);
  }

  static Warning read(WireReader r) {
    return new Warning(r.channelId(), r.bytesWithLength());
  }

  public static Warning of(ChannelId channelId, String text) {
    return new Warning(channelId, ErrorMessage.data(text));
  }

  /** A warning about the connection rather than a channel. */
  public static Warning of(String text) {
    return of(ErrorMessage.NO_CHANNEL, text);
  }

  /** The text with whatever could harm a terminal or a log taken out, at most 128 characters. */
  public String text() {
    return ErrorMessage.sanitize(data);
  }
}
