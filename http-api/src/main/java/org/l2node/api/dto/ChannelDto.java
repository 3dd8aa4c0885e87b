package org.l2node.api.dto;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.l2node.api.json.JsonObject;
import org.l2node.api.service.BumpCloseCommand;
import org.l2node.api.service.ChannelInfo;
import org.l2node.api.service.CloseChannelCommand;
import org.l2node.api.service.CloseMode;
import org.l2node.api.service.OpenChannelCommand;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;

/** The JSON of channels. */
public final class ChannelDto {

  /** Nobody means more. */
  private static final long MAX_FEERATE = 5_000;

  private ChannelDto() {}

  public static JsonObject channel(ChannelInfo channel) {
    return JsonObject.builder()
        .put("channel_id", channel.channelId().toString())
        .put("peer_id", channel.peerId().toString())
        .put("state", channel.state().name().toLowerCase(Locale.ROOT))
        .put("detail", channel.detail())
        .put("capacity_sat", channel.capacity().sat())
        .put("local_msat", channel.local().msat())
        .put("remote_msat", channel.remote().msat())
        .put("reserve_sat", channel.reserve().sat())
        .put("announced", channel.announced())
        .put("short_channel_id", orNull(channel.shortChannelId()))
        .put("local_alias", orNull(channel.localAlias()))
        .put("remote_alias", orNull(channel.remoteAlias()))
        .put("funding_txid", orNull(channel.fundingTxid()))
        .put("closing_txid", orNull(channel.closingTxid()))
        .build();
  }

  public static OpenChannelCommand readOpen(byte[] body) {
    Fields fields = Fields.read(body, "node_id", "amount_sat", "push_msat", "announce", "zeroconf");
    Satoshi amount = fields.satoshi("amount_sat");
    MilliSatoshi push = Objects.requireNonNullElse(fields.optionalMilliSatoshi("push_msat"), MilliSatoshi.ZERO);
    if (amount.isZero()) {
      throw Fields.wrong("amount_sat", "must be more than 0");
    }
    if (!push.isLessThan(amount.toMilliSatoshi())) {
      throw Fields.wrong("push_msat", "must be less than the channel's whole amount");
    }
    return new OpenChannelCommand(fields.nodeId("node_id"), amount, push, fields.optionalFlag("announce", true),
        fields.optionalFlag("zeroconf", false));
  }

  public static CloseChannelCommand readClose(ChannelId channelId, byte[] body) {
    Fields fields = Fields.read(body, "mode", "address");
    String mode = fields.optionalText("mode");
    String address = fields.optionalText("address");
    CloseMode closeMode = switch (mode) {
      case null -> CloseMode.MUTUAL;
      case "mutual" -> CloseMode.MUTUAL;
      case "force" -> CloseMode.FORCE;
      case "bump" -> CloseMode.BUMP;
      default -> throw Fields.wrong("mode", "must be \"mutual\", \"force\" or \"bump\"");
    };
    if (closeMode == CloseMode.FORCE && address != null) {
      throw Fields.wrong("address", "can only be chosen for a mutual close: a forced one pays to the node's own wallet");
    }
    return new CloseChannelCommand(channelId, closeMode, address);
  }

  public static BumpCloseCommand readBump(ChannelId channelId, byte[] body) {
    Fields fields = Fields.read(body, "feerate_sat_per_vbyte");
    Long rate = fields.optionalNumber("feerate_sat_per_vbyte", MAX_FEERATE, "sat/vB");
    if (rate != null && rate == 0) {
      throw Fields.wrong("feerate_sat_per_vbyte", "must be more than 0");
    }
    return new BumpCloseCommand(channelId, rate == null ? null : FeeratePerKw.ofSatPerVbyte(rate));
  }

  private static @Nullable String orNull(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
