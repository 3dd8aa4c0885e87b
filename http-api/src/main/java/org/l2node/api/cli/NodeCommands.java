package org.l2node.api.cli;

import java.util.List;
import org.l2node.api.cli.Texts.Pairs;
import org.l2node.api.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The node itself, its wallet and what an invoice says. */
final class NodeCommands {

  private NodeCommands() {}

  static List<Object> all() {
    return List.of(new ShowNode(), new Balance(), new Decode(), new Stop());
  }

  @Command(name = "info", description = "Show who this node is and where it stands.")
  static final class ShowNode extends ApiCommand {
    @Override
    public Integer call() {
      return print(get("/v1/node"), node -> new Pairs()
          .add("node id", node.text("node_id"))
          .add("alias", node.text("alias"))
          .add("network", node.text("network"))
          .add("version", node.text("version"))
          .add("block height", node.number("block_height") + " (" + chainText(node.flag("synced_to_chain"), readiness()) + ")")
          .add("reachable at", String.join(" ", node.texts("uris")))
          .add("peers", Long.toString(node.number("num_peers")))
          .add("channels", Long.toString(node.number("num_channels")))
          .toString());
    }

    /** Comes with status 503 where something is wrong, which is no refusal. */
    private JsonObject readiness() {
      return client().send("GET", "/v1/health/ready", null).body();
    }
  }

  /** Whether the chain is followed and, where that is not as it should be, why. */
  static String chainText(boolean synced, JsonObject readiness) {
    String why = readiness.objects("checks").stream()
        .filter(check -> check.text("name").equals("chain") && !check.flag("ok"))
        .map(check -> check.text("detail"))
        .findFirst()
        .orElse("");
    String step = synced ? "in step with the chain" : "not in step with the chain";
    return why.isEmpty() ? step : step + ": " + why;
  }

  @Command(name = "balance", description = "Show all the money of this node, on chain and in channels.")
  static final class Balance extends ApiCommand {
    @Override
    public Integer call() {
      return print(get("/v1/node/balances"), balances -> {
        JsonObject channels = balances.object("channels");
        return new Pairs()
            .add("on chain", balances.object("onchain").number("confirmed_sat") + "sat")
            .add("on chain, unconfirmed", balances.object("onchain").number("unconfirmed_sat") + "sat")
            .add("on chain, immature", immature(balances.object("onchain")))
            .add("in closing channels", balances.number("closing_sat") + "sat")
            .add("in channels, ours", AmountText.show(channels.number("local_msat")))
            .add("in channels, the peers'", AmountText.show(channels.number("remote_msat")))
            .add("on its way out", AmountText.show(channels.number("outgoing_htlcs_msat")))
            .add("on its way in", AmountText.show(channels.number("incoming_htlcs_msat")))
            .toString();
      });
    }
  }

  /** Empty where there is nothing of it, as nearly everywhere but on regtest. */
  static String immature(JsonObject balance) {
    long sat = balance.number("immature_sat");
    return sat == 0 ? "" : sat + "sat (miners' rewards: each can be spent once 100 blocks hold it, its own and 99 more)";
  }

  @Command(name = "stop", description = "Stop the node, and wait until it has stopped. Its channels stay open.")
  static final class Stop extends ApiCommand {
    @Override
    public Integer call() {
      ApiClient.Reply reply = ask("POST", "/v1/node/stop", null);
      return switch (NodeLock.awaitFree(dataDirectory(), NodeLock.LIMIT)) {
        case FREE -> print(reply, _ -> "The node has stopped.\n");
        case ELSEWHERE -> print(reply, _ -> "The node is stopping.\n");
        case HELD -> throw new CliFailure(ExitCode.ERROR, "The node was told to stop and has not stopped in "
            + NodeLock.LIMIT.toSeconds() + " s; its log says what it does.");
      };
    }
  }

  @Command(name = "decode", description = "Show what an invoice says, without paying it.")
  static final class Decode extends ApiCommand {
    @Parameters(paramLabel = "INVOICE", description = "A BOLT 11 invoice: lnbc..., lntb..., lntbs..., lnbcrt...")
    String invoice = "";

    @Override
    public Integer call() {
      JsonObject body = JsonObject.builder().put("destination", invoice).build();
      return print(ask("POST", "/v1/decode", body), decoded -> new Pairs()
          .add("amount", decoded.get("amount_msat") == null ? "any" : AmountText.show(decoded.number("amount_msat")))
          .add("description", decoded.text("description"))
          .add("description hash", decoded.text("description_hash"))
          .add("payee", decoded.text("payee"))
          .add("network", decoded.text("network"))
          .add("payment hash", decoded.text("payment_hash"))
          .add("created", decoded.text("created_at"))
          .add("expires", decoded.text("expires_at") + (decoded.flag("expired") ? " (expired)" : ""))
          .add("fallback", String.join(" ", decoded.texts("fallback_addresses")))
          .toString());
    }
  }

  @Command(name = "wallet", description = "The on-chain wallet.", synopsisSubcommandLabel = "COMMAND", subcommands = {WalletAddress.class,
      WalletBalance.class, WalletSweeps.class})
  static final class Wallet extends CommandGroup {}

  @Command(name = "address", description = "Make a new address to receive bitcoin on chain.")
  static final class WalletAddress extends ApiCommand {
    @Override
    public Integer call() {
      return print(ask("POST", "/v1/wallet/addresses", null), answer -> answer.text("address") + "\n");
    }
  }

  @Command(name = "balance", description = "Show what the on-chain wallet holds.")
  static final class WalletBalance extends ApiCommand {
    @Override
    public Integer call() {
      return print(get("/v1/wallet/balance"), balance -> new Pairs()
          .add("confirmed", balance.number("confirmed_sat") + "sat")
          .add("unconfirmed", balance.number("unconfirmed_sat") + "sat")
          .add("immature", immature(balance))
          .add("kept to close channels", balance.number("anchor_reserve_sat") + "sat")
          .toString());
    }
  }

  @Command(name = "sweeps", description = "List the outputs of closed channels that are being brought home.")
  static final class WalletSweeps extends PagedCommand {
    @Override
    public Integer call() {
      return printPage("/v1/wallet/sweeps", "sweeps", SweepTexts.HEADING, SweepTexts::row, "Nothing is being brought home.");
    }
  }
}
