package org.l2node.api.cli;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.api.cli.Texts.Pairs;
import org.l2node.api.json.JsonObject;
import org.l2node.channels.units.MilliSatoshi;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Payments. */
@Command(name = "payment", description = "Payments that this node made.", synopsisSubcommandLabel = "COMMAND", subcommands = {
    PaymentCommands.ListAll.class, PaymentCommands.Show.class})
final class PaymentCommands extends CommandGroup {

  @Command(name = "pay", description = "Pay an invoice.", footer = {"",
      "The same invoice is never paid twice: to give the command again is safe.", "",
      "Exit code: 0 paid, now or before; 1 refused, nothing was sent and there is no payment; 3 no node answers, 4 failed and nothing was "
          + "paid, 5 not decided yet.",
      "", "Example:", "  l2 pay lnbc250u1p... --max-fee 25sat"})
  static final class Pay extends ApiCommand {
    @Parameters(paramLabel = "INVOICE", description = "A BOLT 11 invoice: lnbc..., lntb..., lntbs..., lnbcrt...")
    String invoice = "";

    @Option(names = "--amount", paramLabel = "AMOUNT", description = "What to pay, with its unit; only where the invoice names no amount.",
        converter = Converters.Amount.class)
    @Nullable
    MilliSatoshi amount;

    @Option(names = "--max-fee", paramLabel = "AMOUNT",
        description = "Pay no more than this to the nodes in between, with its unit. Default: 1 %% of the amount, 5sat at least.",
        converter = Converters.Amount.class)
    @Nullable
    MilliSatoshi maxFee;

    @Option(names = "--wait", paramLabel = "TIME",
        description = "Wait for the end, at most so long: 90s, 10m. Default: 60s; 0s does not wait.", converter = Converters.Time.class)
    Duration wait = Duration.ofSeconds(60);

    @Override
    public Integer call() {
      if (amount != null && amount.isZero()) {
        throw usage("Invalid --amount: it must be more than 0.");
      }
      JsonObject.Builder body = JsonObject.builder().put("destination", invoice);
      if (amount != null) {
        body.put("amount_msat", amount.msat());
      }
      if (maxFee != null) {
        body.put("max_fee_msat", maxFee.msat());
      }
      ApiClient.Reply accepted = ask("POST", "/v1/payments", body.build());
      if (accepted.body().text("status").equals("succeeded")) {
        // Answered at once: a payment that begins now is pending.
        return print(accepted, PaymentCommands::paidBefore);
      }
      String path = "/v1/payments/" + accepted.body().text("payment_id");
      ApiClient.Reply reply = isPending(accepted.body()) && !wait.isZero()
          ? LongPoll.until(wait, step -> get(path + LongPoll.query(step)), payment -> !isPending(payment))
          : accepted;
      return finish(reply);
    }

    private int finish(ApiClient.Reply reply) {
      print(reply, PaymentCommands::sentence);
      return exitCode(reply.body());
    }
  }

  @Command(name = "list", description = "List the payments, the newest first.")
  static final class ListAll extends PagedCommand {
    @Override
    public Integer call() {
      return printPage("/v1/payments", "payments", List.of("ID", "STATUS", "AMOUNT", "FEE", "CREATED", "DESTINATION"), payment -> List.of(
          payment.text("payment_id"),
          payment.text("status"),
          AmountText.show(payment.number("amount_msat")),
          AmountText.show(payment.number("fee_msat")),
          payment.text("created_at"),
          payment.text("destination")), "No payments yet; make one with \"l2 pay INVOICE\".");
    }
  }

  @Command(name = "show", description = "Show a payment.", footer = {"",
      "With --wait the exit code is that of \"l2 pay\": 0 paid, 4 failed, 5 not decided yet."})
  static final class Show extends ApiCommand {
    @Parameters(paramLabel = "PAYMENT_ID", description = "As \"l2 pay\" and \"l2 payment list\" show it.")
    String paymentId = "";

    @Option(names = "--wait", paramLabel = "TIME", description = "Wait for the end, at most so long: 90s, 10m, 24h. Default: do not wait.",
        converter = Converters.Time.class)
    @Nullable
    Duration wait;

    @Override
    public Integer call() {
      if (paymentId.isEmpty() || !paymentId.chars().allMatch(c -> c >= '0' && c <= '9')) {
        throw usage("Invalid PAYMENT_ID: it is a number, as \"l2 payment list\" shows it.");
      }
      Duration atMost = wait == null ? Duration.ZERO : wait;
      ApiClient.Reply reply = LongPoll.until(atMost, step -> get("/v1/payments/" + paymentId + LongPoll.query(step)),
          payment -> !isPending(payment));
      print(reply, PaymentCommands::text);
      return wait == null ? OK : exitCode(reply.body());
    }
  }

  private static boolean isPending(JsonObject payment) {
    return payment.text("status").equals("pending");
  }

  static int exitCode(JsonObject payment) {
    return switch (payment.text("status")) {
      case "succeeded" -> ExitCode.OK;
      case "failed" -> ExitCode.PAYMENT_FAILED;
      case "pending" -> ExitCode.PAYMENT_PENDING;
      default -> ExitCode.ERROR;
    };
  }

  static String paidBefore(JsonObject payment) {
    return "This invoice was paid already, at " + payment.text("completed_at") + ", with " + AmountText.show(payment.number("amount_msat"))
        + "; nothing was sent now.\n" + text(payment);
  }

  private static String sentence(JsonObject payment) {
    String id = payment.text("payment_id");
    return switch (payment.text("status")) {
      case "succeeded" -> "Paid.\n" + text(payment);
      case "failed" -> "The payment failed; nothing was paid.\n" + text(payment);
      default -> "Not decided yet; look again with \"l2 payment show " + id + " --wait 60s\".\n" + text(payment);
    };
  }

  private static String text(JsonObject payment) {
    JsonObject failure = payment.object("failure");
    return new Pairs()
        .add("payment id", payment.text("payment_id"))
        .add("status", payment.text("status"))
        .add("failure", failure.text("detail").isEmpty() ? "" : failure.text("detail") + " (" + failure.text("code") + ")")
        .add("amount", AmountText.show(payment.number("amount_msat")))
        .add("fee", AmountText.show(payment.number("fee_msat")))
        .add("destination", payment.text("destination"))
        .add("payment hash", payment.text("payment_hash"))
        .add("preimage", payment.text("preimage"))
        .add("created", payment.text("created_at"))
        .add("completed", payment.text("completed_at"))
        .toString();
  }
}
