package org.l2node.api.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.l2node.api.ProjectVersion;
import org.l2node.api.json.JsonObject;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class L2CliTest {
  private static final String CHANNEL = "2222222222222222222222222222222222222222222222222222222222222222";
  private static final String BOB = "02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5";
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine commandLine = L2Cli.commandLine(List.of(new Extra()));
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(args);
  }

  @Command(name = "start", description = "Run a node.")
  static final class Extra implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new IllegalArgumentException("the seed is missing");
    }
  }

  @Test
  void tellsItsVersion() {
    assertThat(run("--version")).isZero();
    assertThat(out).hasToString("l2 " + ProjectVersion.text() + System.lineSeparator());
    assertThat(ProjectVersion.text()).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "info", "balance", "decode", "stop", "wallet", "wallet address", "wallet balance", "wallet sweeps",
      "channel bump", "peer", "peer connect",
      "peer list", "channel",
      "channel open", "channel list", "channel show", "channel close", "invoice", "invoice create", "invoice show", "pay", "payment",
      "payment list",
      "payment show", "start", "help", "version"})
  void everyCommandHasHelpWithoutColours(String command) {
    String[] args = (command + " --help").strip().split(" ");
    assertThat(run(args)).isZero();
    assertThat(out.toString()).startsWith("Usage: l2" + (command.isEmpty() ? "" : " " + command)).doesNotContain("\u001b")
        .doesNotContain("${");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|',
      value = {"''|A command is missing", "chanel list|Did you mean", "channel|A command is missing", "channel lst|Did you mean",
          "pay|Missing required parameter", "pay x --amount 25000|the unit is missing", "pay x --max-fee 5|the unit is missing",
          "pay x --maxfee 5sat|--max-fee",
          "pay x --wait 5|with its unit", "invoice create --expiry 60|with its unit", "channel show 12|64 hexadecimal",
          "channel bump 12|64 hexadecimal",
          "channel bump " + CHANNEL + " --feerate 0|--feerate",
          "peer connect bob|66 hexadecimal",
          "payment show x|a number", "channel open x --amount 1000sat|66 hexadecimal",
          "channel open " + BOB + "|Missing required option: '--amount",
          "channel open " + BOB + " --amount 1msat|1sat", "peer connect " + BOB + "@host|port is missing", "peer list --limit 0|--limit",
          "info --verbose|Unknown option", "bogus|There is no command \"l2 bogus\".", "info now|\"l2 info\" takes no \"now\".",
          "invoice show abc|Invalid PAYMENT_HASH: it must be 64", "peer list --limit x|is not a whole number",
          "invoice create --amount 0sat|--amount", "invoice create --expiry 0s|--expiry", "pay x --amount 0sat|more than 0",
          "channel open " + BOB + " --amount 0sat|more than 0"})
  void wrongUsageIsTold(String command, String hint) {
    int exitCode = command.isEmpty() ? run() : run(command.split(" "));
    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(hint).contains("--help\" tells more");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aForcedCloseHasNoAddress() {
    assertThat(run("channel", "close", "22".repeat(32), "--force", "--address", "bcrt1q")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--force");
  }

  @Test
  void versionAndHelpAreCommandsToo() {
    assertThat(run("version")).isZero();
    assertThat(out).hasToString("l2 " + ProjectVersion.text() + System.lineSeparator());
    out.getBuffer().setLength(0);
    assertThat(run("help")).isZero();
    assertThat(out.toString()).startsWith("Usage: l2 ").contains("Exit codes:");
    out.getBuffer().setLength(0);
    assertThat(run("help", "channel", "open")).isZero();
    assertThat(out.toString()).startsWith("Usage: l2 channel open ");
    assertThat(run("help", "channel", "bury")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("channel bury").contains("Commands: open");
  }

  @Test
  void refusalsSpeakOfOptionsAndNotOfFields() {
    assertThat(ApiCommand.inWords("push_msat must be less than the channel's whole amount.", "push_msat"))
        .isEqualTo("--push must be less than the channel's whole amount.");
    assertThat(ApiCommand.inWords("No path.", "amount_msat")).isEqualTo("No path.");
  }

  @Test
  void secondPaymentOfAnInvoiceSaysThatItWasPaidBefore() {
    JsonObject payment = JsonObject.builder().put("payment_id", "17").put("status", "succeeded").put("amount_msat", 25_000_000)
        .put("fee_msat", 3_500).put("preimage", "11").put("completed_at", "2026-11-23T18:00:05Z").build();
    assertThat(PaymentCommands.paidBefore(payment))
        .startsWith("This invoice was paid already, at 2026-11-23T18:00:05Z, with 25000sat; nothing was sent now.\n").contains("preimage");
  }

  @Test
  void closeSaysWhatHappens() {
    JsonObject channel = JsonObject.builder().put("channel_id", "22").put("state", "shutting_down").build();
    assertThat(ChannelCommands.Close.sentence(channel, false)).startsWith("Closing, in agreement with the peer").contains("show 22");
    assertThat(ChannelCommands.Close.sentence(JsonObject.builder().put("state", "closed").build(), true)).contains("closed already");
  }

  @Test
  void infoSaysWhyTheChainIsNotFollowed() {
    JsonObject bad = readiness(false, "bitcoind refuses the password");
    assertThat(NodeCommands.chainText(false, bad)).isEqualTo("not in step with the chain: bitcoind refuses the password");
    assertThat(NodeCommands.chainText(true, readiness(true, "at block 120"))).isEqualTo("in step with the chain");
  }

  private static JsonObject readiness(boolean ok, String detail) {
    JsonObject other = JsonObject.builder().put("name", "channels").put("ok", false).put("detail", "one stopped").build();
    JsonObject chain = JsonObject.builder().put("name", "chain").put("ok", ok).put("detail", detail).build();
    return JsonObject.builder().put("ready", ok).put("checks", List.of(other, chain)).build();
  }

  @Test
  void aDirectoryIsFreeOnceNobodyHasItsLock(@TempDir Path folder) throws IOException {
    assertThat(NodeLock.awaitFree(folder, Duration.ZERO)).isEqualTo(NodeLock.Found.ELSEWHERE);
    try (FileChannel file = FileChannel.open(folder.resolve("node.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      try (FileLock _ = file.lock()) {
        assertThat(NodeLock.awaitFree(folder, Duration.ZERO)).isEqualTo(NodeLock.Found.HELD);
      }
      assertThat(NodeLock.awaitFree(folder, Duration.ZERO)).isEqualTo(NodeLock.Found.FREE);
    }
  }

  @Test
  void immatureMoneyIsShownOnlyWhereThereIsSome() {
    assertThat(NodeCommands.immature(JsonObject.builder().put("immature_sat", 0).build())).isEmpty();
    assertThat(NodeCommands.immature(JsonObject.builder().put("immature_sat", 5).build())).startsWith("5sat (").contains("100 blocks");
  }

  @Test
  void anErrorOfAnExtraCommandIsOneLine() {
    assertThat(run("start")).isEqualTo(ExitCode.ERROR);
    assertThat(err).hasToString("error: the seed is missing" + System.lineSeparator());
  }

  @Test
  void aDirectoryWithoutANodeIsNotReachable() {
    assertThat(run("info", "--datadir", "/nowhere/at/all")).isEqualTo(ExitCode.NOT_REACHABLE);
    assertThat(err).hasToString("error: There is no data directory /nowhere/at/all: no node was started with it. Start one with "
        + "\"l2 start --datadir /nowhere/at/all\", or name another with --datadir." + System.lineSeparator());
  }

  @ParameterizedTest
  @CsvSource({"succeeded,0", "failed,4", "pending,5"})
  void thePaymentDecidesTheExitCode(String status, int exitCode) {
    assertThat(PaymentCommands.exitCode(JsonObject.builder().put("status", status).build())).isEqualTo(exitCode);
  }

  @Test
  void tablesLineUpAndHideControlCharacters() {
    assertThat(Texts.table(List.of("A", "LONG"), List.of(List.of("wide cell", "x"), List.of("\u001b[31m", "")), "none"))
        .isEqualTo("A          LONG\nwide cell  x\n?[31m      -\n");
    assertThat(Texts.table(List.of("A"), List.of(), "Nothing yet.")).isEqualTo("Nothing yet.\n");
    assertThat(new Texts.Pairs().add("a", "1").add("empty", "").add("long", "2\n3")).hasToString("a     1\nlong  2?3\n");
  }
}
