package org.l2node.channels.wire;

import fr.acinq.bitcoin.ByteVector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Where a node can be reached, as node_announcement tells it (BOLT 7, address descriptors). */
public sealed interface NodeAddress {
  /** A u16, 0 where the announcer gives none. */
  int port();

  /** 4 bytes. */
  record IpV4(ByteVector address, int port) implements NodeAddress {}

  /** 16 bytes. */
  record IpV6(ByteVector address, int port) implements NodeAddress {}

  /** 35 bytes: key, checksum, version of a Tor v3 onion service. */
  record TorV3(ByteVector address, int port) implements NodeAddress {}

  /** ASCII, at most 255 characters. */
  record DnsName(String hostname, int port) implements NodeAddress {}

  /**
   * Reads the descriptors up to the first of an unknown type, as BOLT 7 demands; Tor v2 ones are left out.
   *
   * @throws WireFormatException if a descriptor is cut short
   */
  static List<NodeAddress> readAll(ByteVector addresses) {
    WireReader r = new WireReader(addresses.toByteArray());
    List<NodeAddress> all = new ArrayList<>();
    while (r.remaining() > 0) {
      int type = r.u8();
      switch (type) {
        case 1 -> all.add(new IpV4(r.bytes(4), r.u16()));
        case 2 -> all.add(new IpV6(r.bytes(16), r.u16()));
        case 3 -> r.bytes(12);
        case 4 -> all.add(new TorV3(r.bytes(35), r.u16()));
        case 5 -> all.add(new DnsName(new String(r.rawBytes(r.u8()), StandardCharsets.US_ASCII), r.u16()));
        default -> {
          return List.copyOf(all);
        }
      }
    }
    return List.copyOf(all);
  }

  /** The bytes of {@code addresses}, in ascending order of type as BOLT 7 demands. */
  static ByteVector writeAll(List<NodeAddress> addresses) {
    WireWriter w = new WireWriter();
    for (int type = 1; type <= 5; type++) {
      for (NodeAddress address : addresses) {
        if (type == typeOf(address)) {
          w.u8(type);
          switch (address) {
            case IpV4(ByteVector ip, int port) -> w.bytes(ip).u16(port);
            case IpV6(ByteVector ip, int port) -> w.bytes(ip).u16(port);
            case TorV3(ByteVector onion, int port) -> w.bytes(onion).u16(port);
            case DnsName(String hostname, int port) -> {
              byte[] name = hostname.getBytes(StandardCharsets.US_ASCII);
              w.u8(name.length).raw(name).u16(port);
            }
          }
        }
      }
    }
    return w.toBytes();
  }

  private static int typeOf(NodeAddress address) {
    return switch (address) {
      case IpV4 _ -> 1;
      case IpV6 _ -> 2;
      case TorV3 _ -> 4;
      case DnsName _ -> 5;
    };
  }
}
