package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector32;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * BOLT 1, init: the first message each way on a connection; what the sender can do and on which chains.
 *
 * @param globalFeatures kept for old peers; to be read together with {@code features}
 * @param features what the sender supports or demands (BOLT 9)
 * @param tlvs extensions, type 1: networks, type 3: remote_addr
 */
public record Init(Features globalFeatures, Features features, TlvStream tlvs) implements SetupMessage {
  public static final int TYPE = 16;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(WireWriter w) {
    w.bytesWithLength(globalFeatures.toBytes()).bytesWithLength(features.toBytes()).tlvs(tlvs);
  }

  static Init read(WireReader r) {
    return new Init(new Features(r.bytesWithLength()), new Features(r.bytesWithLength()), r.tlvs(Set.of()).checked(1, Init::readNetworks));
  }

  /** An init that offers {@code features} on one chain. */
  public static Init of(Features features, ByteVector32 chainHash) {
    return new Init(Features.NONE, features, TlvStream.of(new Tlv(1, chainHash)));
  }

  /** The features of both fields together, as BOLT 1 demands. */
  public Features allFeatures() {
    return globalFeatures.or(features);
  }

  /**
   * The chains that the sender is interested in; empty where it does not say.
   *
   * @throws WireFormatException if the record is not a list of 32 byte hashes
   */
  public List<ByteVector32> networks() {
    return tlvs.get(1).map(value -> readNetworks(new WireReader(value.toByteArray()))).orElse(List.of());
  }

  private static List<ByteVector32> readNetworks(WireReader r) {
    List<ByteVector32> chains = new ArrayList<>();
    while (r.remaining() > 0) {
      chains.add(r.bytes32());
    }
    return List.copyOf(chains);
  }
}
