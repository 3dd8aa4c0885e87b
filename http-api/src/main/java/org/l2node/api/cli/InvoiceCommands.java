package org.l2node.api.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.l2node.api.cli.Texts.Pairs;
import org.l2node.api.json.JsonObject;
import org.l2node.channels.units.MilliSatoshi;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Invoices. */
@Command(name = "invoice", description = "Invoices: ask to be paid, and see whether it happened.", synopsisSubcommandLabel = "COMMAND",
    subcommands = {
        InvoiceCommands.Create.class, InvoiceCommands.Show.class})
final class InvoiceCommands extends CommandGroup {

  @Command(name = "create", description = "Make an invoice.", footer = {"", "Example:",
      "  l2 invoice create --amount 25000sat --description \"two coffees\""})
  static final class Create extends ApiCommand {
    @Option(names = "--amount", paramLabel = "AMOUNT",
        description = "What is asked for, with its unit: 25000sat, 1000msat or 0.001btc. Default: the payer chooses.",
        converter = Converters.Amount.class)
    @Nullable
    MilliSatoshi amount;

    @Option(names = "--description", paramLabel = "TEXT", description = "What the payer sees it is for. Default: empty.")
    String description = "";

    @Option(names = "--expiry", paramLabel = "TIME", description = "How long it can be paid: 90s, 10m, 24h or 7d. Default: 1h.",
        converter = Converters.Time.class)
    @Nullable
    Duration expiry;

    @Override
    public Integer call() {
      if (amount != null && amount.isZero()) {
        throw usage("Invalid --amount: it must be more than 0; leave it out to let the payer choose.");
      }
      if (expiry != null && expiry.isZero()) {
        throw usage("Invalid --expiry: it must be more than 0.");
      }
      JsonObject.Builder body = JsonObject.builder().put("description", description);
      if (amount != null) {
        body.put("amount_msat", amount.msat());
      }
      if (expiry != null) {
        body.put("expiry_s", expiry.toSeconds());
      }
      return print(ask("POST", "/v1/invoices", body.build()), invoice -> new Pairs()
          .add("invoice", invoice.text("invoice"))
          .add("payment hash", invoice.text("payment_hash"))
          .add("expires", invoice.text("expires_at"))
          .toString());
    }
  }

  @Command(name = "show", description = "Show an invoice of this node.")
  static final class Show extends ApiCommand {
    @Parameters(paramLabel = "PAYMENT_HASH", description = "64 hexadecimal digits, as \"l2 invoice create\" shows them.",
        converter = Converters.Hex32.class)
    String paymentHash = "";

    @Option(names = "--wait", paramLabel = "TIME",
        description = "Wait until it is paid or has expired, at most so long: 90s, 10m, 24h. Default: do not wait.",
        converter = Converters.Time.class)
    Duration wait = Duration.ZERO;

    @Override
    public Integer call() {
      ApiClient.Reply reply = LongPoll.until(wait, step -> get("/v1/invoices/" + paymentHash + LongPoll.query(step)),
          invoice -> !invoice.text("status").equals("open"));
      return print(reply, InvoiceCommands::text);
    }
  }

  private static String text(JsonObject invoice) {
    return new Pairs()
        .add("status", invoice.text("status"))
        .add("amount", invoice.get("amount_msat") == null ? "any" : AmountText.show(invoice.number("amount_msat")))
        .add("received", AmountText.show(invoice.number("received_msat")))
        .add("description", invoice.text("description"))
        .add("payment hash", invoice.text("payment_hash"))
        .add("preimage", invoice.text("preimage"))
        .add("created", invoice.text("created_at"))
        .add("expires", invoice.text("expires_at"))
        .add("paid", invoice.text("paid_at"))
        .add("invoice", invoice.text("invoice"))
        .toString();
  }
}
