package org.l2node.api.dto;

import org.jspecify.annotations.Nullable;
import org.l2node.api.json.JsonObject;
import org.l2node.api.service.PeerAddress;
import org.l2node.api.service.PeerInfo;

/** The JSON of peers. */
public final class PeerDto {

  private PeerDto() {}

  public static JsonObject peer(PeerInfo peer) {
    return JsonObject.builder()
        .put("node_id", peer.nodeId().toString())
        .put("address", peer.address() == null ? null : peer.address().toString())
        .put("connected", peer.connected())
        .put("inbound", peer.inbound())
        .put("num_channels", peer.numChannels())
        .build();
  }

  /** The address to connect to; null where the body names none. */
  public static @Nullable PeerAddress readConnect(byte[] body) {
    String address = Fields.read(body, "address").optionalText("address");
    return address == null ? null : readAddress(address);
  }

  private static PeerAddress readAddress(String address) {
    try {
      return PeerAddress.parse(address);
    } catch (IllegalArgumentException e) {
      throw Fields.wrong("address", "is " + e.getMessage());
    }
  }
}
