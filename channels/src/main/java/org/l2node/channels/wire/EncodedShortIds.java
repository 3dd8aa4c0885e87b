package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;
import java.util.ArrayList;
import java.util.List;
import org.l2node.channels.units.ShortChannelId;

/**
 * The list of short channel ids in gossip queries: an encoding byte, then the ids in ascending order (BOLT 7). Only encoding 0, not
 * compressed, is left.
 */
public final class EncodedShortIds {
  private EncodedShortIds() {}

  public static ByteVector write(List<ShortChannelId> ids) {
    WireWriter w = new WireWriter().u8(0);
    ids.forEach(w::shortChannelId);
    return w.toBytes();
  }

  /**
   * @return the ids in the order they stand in
   * @throws WireFormatException for another encoding, for ids that do not ascend, and for bytes left over
   */
  public static List<ShortChannelId> read(ByteVector encoded) {
    if (encoded.isEmpty()) {
      return List.of();
    }
    WireReader r = new WireReader(encoded.toByteArray());
    int encoding = r.u8();
    if (encoding != 0) {
      throw new WireFormatException("short channel ids in encoding " + encoding + ", which no one may send");
    }
    List<ShortChannelId> ids = new ArrayList<>(r.remaining() / 8);
    while (r.remaining() > 0) {
      ShortChannelId id = r.shortChannelId();
      if (!ids.isEmpty() && ids.getLast().compareTo(id) >= 0) {
        throw new WireFormatException("short channel ids do not ascend");
      }
      ids.add(id);
    }
    return List.copyOf(ids);
  }
}
