package org.l2node.api.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.api.cli.Texts.Pairs;
import org.l2node.api.json.JsonObject;
import org.l2node.api.service.PageRequest;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Channels. */
@Command(name = "channel", description = "Channels: open, look at and close them.", synopsisSubcommandLabel = "COMMAND", subcommands = {
    ChannelCommands.Open.class, ChannelCommands.ListAll.class, ChannelCommands.Show.class, ChannelCommands.Close.class,
    ChannelCommands.Bump.class})
final class ChannelCommands extends CommandGroup {

  @Command(name = "open", description = "Open a channel with a peer, paid for by this node's wallet.", footer = {"", "Example:",
      "  l2 channel open 02c6...9ee5@10.0.0.7:9735 --amount 1000000sat"})
  static final class Open extends ApiCommand {
    @Parameters(paramLabel = "NODE_ID[@HOST:PORT]", description = "The peer. With an address the node connects to it first.")
    String peer = "";

    @Option(names = "--amount", required = true, paramLabel = "AMOUNT",
        description = "The channel's capacity, with its unit: 1000000sat or 0.01btc.", converter = Converters.OnChainAmount.class)
    Satoshi amount = Satoshi.ZERO;

    @Option(names = "--push", paramLabel = "AMOUNT",
        description = "Give the peer this much of it at the start, as a present. Default: nothing.", converter = Converters.Amount.class)
    MilliSatoshi push = MilliSatoshi.ZERO;

    @Option(names = "--private", description = "Do not announce the channel: no other node can route through it.")
    boolean unannounced;

    @Option(names = "--zeroconf", description = {"Use the channel at once, before its funding transaction is confirmed.",
        "Only with a peer that trusts this node not to take the funding back; it says so in its configuration."})
    boolean zeroConf;

    @Override
    public Integer call() {
      PeerUri uri = PeerCommands.parse(this, peer);
      if (amount.isZero()) {
        throw usage("Invalid --amount: it must be more than 0.");
      }
      if (uri.address() != null) {
        ask("PUT", "/v1/peers/" + uri.nodeId(), PeerCommands.connectBody(uri.address()));
      }
      JsonObject body = JsonObject.builder()
          .put("node_id", uri.nodeId())
          .put("amount_sat", amount.sat())
          .put("push_msat", push.msat())
          .put("announce", !unannounced)
          .put("zeroconf", zeroConf)
          .build();
      return print(ask("POST", "/v1/channels", body), channel -> "Opening; follow it with \"l2 channel show "
          + channel.text("channel_id") + "\".\n" + text(channel));
    }
  }

  @Command(name = "list", description = "List the channels.")
  static final class ListAll extends PagedCommand {
    @Override
    public Integer call() {
      return printPage("/v1/channels", "channels", List.of("CHANNEL_ID", "STATE", "CAPACITY", "LOCAL", "REMOTE", "PEER"),
          channel -> List.of(
              channel.text("channel_id"),
              channel.text("state"),
              channel.number("capacity_sat") + "sat",
              AmountText.show(channel.number("local_msat")),
              AmountText.show(channel.number("remote_msat")),
              channel.text("peer_id")),
          "No channels yet; open one with \"l2 channel open\".");
    }
  }

  @Command(name = "show", description = "Show a channel.")
  static final class Show extends ApiCommand {
    @Parameters(paramLabel = "CHANNEL_ID", description = "64 hexadecimal digits, as \"l2 channel list\" shows them.",
        converter = Converters.Hex32.class)
    String channelId = "";

    @Override
    public Integer call() {
      return print(get("/v1/channels/" + channelId),
          shown -> text(shown) + (shown.text("state").equals("closing") ? sweeps(channelId) : ""));
    }

    private String sweeps(String id) {
      List<JsonObject> all = get("/v1/wallet/sweeps?limit=" + PageRequest.MAX_LIMIT + "&channel_id=" + id).body().objects("sweeps");
      return all.isEmpty() ? "" : "\n" + SweepTexts.table(all, "");
    }
  }

  @Command(name = "close", description = {"Close a channel.",
      "Without --force both sides agree on the closing transaction, which is cheap and quick.",
      "With --force this node publishes its latest commitment transaction and gets its share only after a delay: for a peer that does not "
          + "answer any more. The state of the channel then says how many blocks that takes."})
  static final class Close extends ApiCommand {
    @Parameters(paramLabel = "CHANNEL_ID", description = "64 hexadecimal digits, as \"l2 channel list\" shows them.",
        converter = Converters.Hex32.class)
    String channelId = "";

    @Option(names = "--force", description = "Close without the peer.")
    boolean force;

    @Option(names = "--bump", description = "Pay more for a closing transaction that both sides signed and that is not in a block yet.")
    boolean bump;

    @Option(names = "--address", paramLabel = "ADDRESS",
        description = "Pay this node's share there. Default: a new address of its wallet. Not with --force.")
    @Nullable
    String address;

    @Override
    public Integer call() {
      if (force && address != null) {
        throw usage("--address cannot be used with --force: a forced close pays to the node's own wallet.");
      }
      if (force && bump) {
        throw usage("--bump cannot be used with --force: it is for a close that the peer has signed.");
      }
      JsonObject.Builder body = JsonObject.builder().put("mode", force ? "force" : bump ? "bump" : "mutual");
      if (address != null) {
        body.put("address", address);
      }
      return print(ask("POST", "/v1/channels/" + channelId + "/close", body.build()), channel -> sentence(channel, force) + text(channel));
    }

    static String sentence(JsonObject channel, boolean force) {
      String follow = "; follow it with \"l2 channel show " + channel.text("channel_id") + "\".\n";
      return switch (channel.text("state")) {
        case "closed" -> "The channel is closed already.\n";
        case "closing" -> "The channel is closing on the chain" + follow;
        default -> (force ? "Closing without the peer" : "Closing, in agreement with the peer") + follow;
      };
    }
  }

  @Command(name = "bump", description = {"Pay more for what closes a channel.",
      "Raises the fees of all transactions of this node that a close needs, within what they may cost; for a close that both sides "
          + "signed, signs one that pays more, which needs the peer."})
  static final class Bump extends ApiCommand {
    @Parameters(paramLabel = "CHANNEL_ID", description = "64 hexadecimal digits, as \"l2 channel list\" shows them.",
        converter = Converters.Hex32.class)
    String channelId = "";

    @Option(names = "--feerate", paramLabel = "SAT_PER_VBYTE",
        description = "Pay at least this. Default: what should do, and more than now.")
    @Nullable
    Integer feerate;

    @Override
    public Integer call() {
      Integer rate = feerate;
      if (rate != null && rate < 1) {
        throw usage("Invalid --feerate: it must be 1 or more.");
      }
      JsonObject.Builder body = JsonObject.builder();
      if (rate != null) {
        body.put("feerate_sat_per_vbyte", rate);
      }
      return print(ask("POST", "/v1/channels/" + channelId + "/close/bump", body.build()),
          channel -> "It pays more from now on; follow it with \"l2 channel show " + channel.text("channel_id") + "\".\n" + text(channel));
    }
  }

  private static String text(JsonObject channel) {
    return new Pairs()
        .add("channel id", channel.text("channel_id"))
        .add("short channel id", channel.text("short_channel_id"))
        .add("local alias", channel.text("local_alias"))
        .add("remote alias", channel.text("remote_alias"))
        .add("peer", channel.text("peer_id"))
        .add("state", channel.text("state") + (channel.text("detail").isEmpty() ? "" : ": " + channel.text("detail")))
        .add("capacity", channel.number("capacity_sat") + "sat")
        .add("local", AmountText.show(channel.number("local_msat")))
        .add("remote", AmountText.show(channel.number("remote_msat")))
        .add("reserve", channel.number("reserve_sat") + "sat")
        .add("announced", channel.flag("announced") ? "yes" : "no")
        .add("funding txid", channel.text("funding_txid"))
        .add("closing txid", channel.text("closing_txid"))
        .toString();
  }
}
