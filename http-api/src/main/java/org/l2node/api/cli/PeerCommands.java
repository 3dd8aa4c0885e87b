package org.l2node.api.cli;

import java.util.List;
import org.l2node.api.json.JsonObject;
import org.l2node.api.service.PeerAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Peers. */
@Command(name = "peer", description = "Peers: the nodes that this one is connected to.", synopsisSubcommandLabel = "COMMAND",
    subcommands = {
        PeerCommands.Connect.class, PeerCommands.ListAll.class})
final class PeerCommands extends CommandGroup {

  /** The body that connects to an address. */
  static JsonObject connectBody(PeerAddress address) {
    return JsonObject.builder().put("address", address.toString()).build();
  }

  @Command(name = "connect", description = "Connect to a peer.")
  static final class Connect extends ApiCommand {
    @Parameters(paramLabel = "NODE_ID@HOST:PORT",
        description = "Whom to connect to, and where. Without @HOST:PORT: where the node knows it to be.")
    String peer = "";

    @Override
    public Integer call() {
      PeerUri uri = parse(this, peer);
      JsonObject body = uri.address() == null ? JsonObject.builder().build() : connectBody(uri.address());
      return print(ask("PUT", "/v1/peers/" + uri.nodeId(), body),
          answer -> "Connected to " + answer.text("node_id") + " at " + answer.text("address") + ".\n");
    }
  }

  @Command(name = "list", description = "List the peers.")
  static final class ListAll extends PagedCommand {
    @Override
    public Integer call() {
      return printPage("/v1/peers", "peers", List.of("NODE_ID", "ADDRESS", "CONNECTED", "CHANNELS"), peer -> List.of(
          peer.text("node_id"),
          peer.text("address"),
          peer.flag("connected") ? "yes" : "no",
          Long.toString(peer.number("num_channels"))), "No peers yet; connect to one with \"l2 peer connect NODE_ID@HOST:PORT\".");
    }
  }

  static PeerUri parse(ApiCommand command, String peer) {
    try {
      return PeerUri.parse(peer);
    } catch (IllegalArgumentException e) {
      throw command.usage("Invalid peer: " + e.getMessage());
    }
  }
}
