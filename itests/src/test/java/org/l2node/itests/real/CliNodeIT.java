package org.l2node.itests.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.l2node.api.cli.ExitCode;
import org.l2node.api.cli.L2Cli;
import org.l2node.channels.units.Satoshi;
import org.l2node.itests.support.BitcoindProcess;
import org.l2node.itests.support.NodeProcess;
import picocli.CommandLine;

/**
 * Every command of the command line, as text and as JSON, with its exit code, at a node that runs with a channel to another one on a real
 * bitcoind; the tests go on where the one before them ended.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CliNodeIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path LAUNCHER = Path.of("..", "l2").toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long COINS_SAT = 10_000_000;
  private static final long CAPACITY_SAT = 1_000_000;

  @TempDir
  static Path folder = Path.of("");
  private static BitcoindProcess bitcoind;
  private static NodeProcess alice;
  private static NodeProcess bob;
  private static String channel = "";
  private static String payment = "";
  private String out = "";
  private String err = "";

  @BeforeAll
  static void start() {
    bitcoind = BitcoindProcess.startFundedOrSkip(folder.resolve("bitcoind"));
    alice = NodeProcess.of("alice", folder, bitcoind);
    bob = NodeProcess.of("bob", folder, bitcoind);
    alice.launch();
    bob.startSynced();
    alice.awaitStarted();
    eventually("alice is synced", () -> alice.get("/v1/node").get("synced_to_chain").asBoolean());
  }

  @AfterAll
  static void stop() {
    for (AutoCloseable each : new AutoCloseable[]{alice, bob, bitcoind}) {
      if (each != null) {
        try {
          each.close();
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  @AfterEach
  void nothingWentWrong() {
    assertThat(alice.errors()).isEmpty();
    assertThat(bob.errors()).isEmpty();
  }

  private static void eventually(String what, Callable<Boolean> holds) {
    await(what).atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(holds);
  }

  private static void mine(int blocks) {
    bitcoind.mine(blocks);
    int tip = bitcoind.call("getblockcount").asInt();
    eventually("both are at block " + tip, () -> alice.height() == tip && bob.height() == tip);
  }

  /** Runs {@code l2} against a node, in this process. */
  private int run(NodeProcess node, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--datadir", node.datadir().toString()));
    StringWriter outText = new StringWriter();
    StringWriter errText = new StringWriter();
    CommandLine commandLine = L2Cli.commandLine(List.of());
    commandLine.setOut(new PrintWriter(outText, true));
    commandLine.setErr(new PrintWriter(errText, true));
    int exitCode = commandLine.execute(all.toArray(String[]::new));
    out = outText.toString();
    err = errText.toString();
    return exitCode;
  }

  /** It must work, and gives its text. */
  private String text(NodeProcess node, String... args) {
    assertThat(run(node, args)).as(String.join(" ", args) + ": " + err).isZero();
    assertThat(err).isEmpty();
    return out;
  }

  /** With {@code --json} it must end with that code, and prints one object, that of the API. */
  private JsonNode json(int exitCode, NodeProcess node, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--json");
    assertThat(run(node, all.toArray(String[]::new))).as(String.join(" ", args) + ": " + err).isEqualTo(exitCode);
    assertThat(out.lines().toList()).hasSize(1);
    return parse(out);
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private void refused(int exitCode, String why, String... args) {
    assertThat(run(alice, args)).as(String.join(" ", args)).isEqualTo(exitCode);
    assertThat(err).contains(why);
    assertThat(out).isEmpty();
  }

  private record Ended(int code, String out, String err) {}

  /** Runs {@code ./l2} as a person does. */
  private static Ended launcher(String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("L2_NO_BUILD", "1");
    builder.environment().put("L2_DATADIR", alice.datadir().toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String complained = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), said, complained);
  }

  @Test
  @Order(1)
  void walletAndNode() {
    assertThat(text(alice, "wallet", "address")).matches("bcrt1p[0-9a-z]{58}\n");
    String address = json(ExitCode.OK, alice, "wallet", "address").get("address").asText();
    bitcoind.send(address, new Satoshi(COINS_SAT));
    mine(1);
    eventually("the coins are alice's", () -> alice.onchainSat() == COINS_SAT);
    assertThat(text(alice, "wallet", "balance"))
        .isEqualTo("confirmed               " + COINS_SAT + "sat\nunconfirmed             0sat\nkept to close channels  0sat\n");
    assertThat(json(ExitCode.OK, alice, "wallet", "balance")).isEqualTo(alice.get("/v1/wallet/balance"));
    assertThat(text(alice, "balance")).contains("on chain").contains(COINS_SAT + "sat\n");
    assertThat(json(ExitCode.OK, alice, "balance")).isEqualTo(alice.get("/v1/node/balances"));
    assertThat(text(alice, "info")).contains(alice.id()).contains("alice\n").contains("regtest\n")
        .contains(bitcoind.call("getblockcount").asText() + " (in step with the chain)\n").contains(alice.peerAddress());
    assertThat(json(ExitCode.OK, alice, "info")).isEqualTo(alice.get("/v1/node"));
  }

  @Test
  @Order(2)
  void peers() {
    assertThat(text(alice, "peer", "list")).contains("No peers yet");
    refused(ExitCode.ERROR, "127.0.0.1:1", "peer", "connect", bob.id() + "@127.0.0.1:1");
    refused(ExitCode.USAGE, "Invalid peer", "peer", "connect", "bob");
    String uri = bob.id() + "@" + bob.peerAddress();
    assertThat(text(alice, "peer", "connect", uri)).isEqualTo("Connected to " + bob.id() + " at " + bob.peerAddress() + ".\n");
    assertThat(json(ExitCode.OK, alice, "peer", "connect", uri).get("connected").asBoolean()).isTrue();
    assertThat(text(alice, "peer", "list").lines().toList().get(1)).contains(bob.id()).contains(bob.peerAddress()).contains("yes");
    assertThat(json(ExitCode.OK, alice, "peer", "list")).isEqualTo(alice.get("/v1/peers"));
  }

  @Test
  @Order(3)
  void amountsNeedTheirUnit() {
    refused(ExitCode.USAGE, "unit", "channel", "open", bob.id(), "--amount", "1000000");
    refused(ExitCode.USAGE, "unit", "channel", "open", bob.id(), "--amount", "1000000sat", "--push", "1000");
    refused(ExitCode.USAGE, "unit", "invoice", "create", "--amount", "1000");
    refused(ExitCode.USAGE, "unit", "pay", "lnbcrt1x", "--amount", "1000");
    refused(ExitCode.USAGE, "unit", "pay", "lnbcrt1x", "--max-fee", "5");
    refused(ExitCode.USAGE, "Missing required option", "channel", "open", bob.id());
    refused(ExitCode.USAGE, "There is no command", "invoice", "list");
    assertThat(alice.channels()).isEmpty();
    assertThat(alice.get("/v1/payments").get("payments")).isEmpty();
  }

  @Test
  @Order(4)
  void openingAChannel() {
    assertThat(text(alice, "channel", "list")).contains("No channels yet");
    refused(ExitCode.ERROR, "error: ", "channel", "open", bob.id(), "--amount", "0.5btc");
    JsonNode problem = json(ExitCode.ERROR, alice, "channel", "open", bob.id(), "--amount", "1000sat");
    assertThat(problem.get("code").asText()).isEqualTo("channel_too_small");
    JsonNode opened = json(ExitCode.OK, alice, "channel", "open", bob.id(), "--amount", CAPACITY_SAT + "sat", "--push", "200000sat");
    channel = opened.get("channel_id").asText();
    assertThat(opened.get("state").asText()).isEqualTo("opening");
    assertThat(opened.get("remote_msat").asLong()).isEqualTo(200_000_000);
    String second = text(alice, "channel", "open", bob.id() + "@" + bob.peerAddress(), "--amount", "0.001btc", "--private");
    assertThat(second).startsWith("Opening; follow it with \"l2 channel show ");
    eventually("both funding transactions are with bitcoind", () -> bitcoind.call("getrawmempool").size() == 2);
    mine(6);
    eventually("both channels are usable", () -> bob.channels().size() == 2
        && List.of(alice, bob).stream().flatMap(node -> node.channels().stream())
            .allMatch(one -> one.get("state").asText().equals("normal")));
    assertThat(text(alice, "channel", "list").lines().toList()).hasSize(3);
    assertThat(json(ExitCode.OK, alice, "channel", "list")).isEqualTo(alice.get("/v1/channels"));
    assertThat(json(ExitCode.OK, alice, "channel", "list", "--limit", "1").get("channels")).hasSize(1);
    assertThat(text(alice, "channel", "show", channel)).contains("state ").contains("normal").contains("800000sat").contains(bob.id());
    assertThat(json(ExitCode.OK, alice, "channel", "show", channel)).isEqualTo(alice.channel(channel));
    refused(ExitCode.ERROR, "error: ", "channel", "show", "00".repeat(32));
    refused(ExitCode.USAGE, "CHANNEL_ID", "channel", "show", "nonsense");
  }

  @Test
  @Order(5)
  void invoicesAndPayments() {
    JsonNode invoice = json(ExitCode.OK, bob, "invoice", "create", "--amount", "25000sat", "--description", "two coffees", "--expiry",
        "1h");
    String hash = invoice.get("payment_hash").asText();
    String request = invoice.get("invoice").asText();
    assertThat(text(bob, "invoice", "create", "--amount", "0.0001btc", "--description", "tea")).contains("lnbcrt100u1");
    assertThat(text(bob, "invoice", "show", hash)).contains("open").contains("25000sat").contains("two coffees");
    assertThat(json(ExitCode.OK, bob, "invoice", "show", hash)).isEqualTo(bob.get("/v1/invoices/" + hash));
    assertThat(text(alice, "decode", request)).contains("25000sat").contains("two coffees").contains(bob.id()).contains(hash);
    assertThat(json(ExitCode.OK, alice, "decode", request).get("payment_hash").asText()).isEqualTo(hash);
    refused(ExitCode.ERROR, "error: ", "decode", "lnbcrt1nonsense");

    JsonNode paid = json(ExitCode.OK, alice, "pay", request, "--max-fee", "5sat");
    payment = paid.get("payment_id").asText();
    assertThat(paid).isEqualTo(alice.get("/v1/payments/" + payment));
    assertThat(text(bob, "invoice", "show", hash, "--wait", "10s")).contains("paid").contains(paid.get("preimage").asText());
    String free = json(ExitCode.OK, bob, "invoice", "create", "--description", "as you like").get("invoice").asText();
    refused(ExitCode.ERROR, "error: ", "pay", free);
    assertThat(text(alice, "pay", free, "--amount", "1000msat")).startsWith("Paid.\n").contains("1sat");
    assertThat(text(alice, "payment", "list").lines().toList()).hasSize(3);
    assertThat(json(ExitCode.OK, alice, "payment", "list")).isEqualTo(alice.get("/v1/payments"));
    assertThat(text(alice, "payment", "show", payment)).contains("succeeded").contains("25000sat").contains(hash);
    assertThat(json(ExitCode.OK, alice, "payment", "show", payment)).isEqualTo(paid);
    refused(ExitCode.ERROR, "no payment 999", "payment", "show", "999");
    refused(ExitCode.USAGE, "PAYMENT_ID", "payment", "show", "first");
  }

  @Test
  @Order(6)
  void paymentsThatFailOrAreNotDecided() throws Exception {
    String tooMuch = bob.invoice(CAPACITY_SAT * 2_000, "more than there is").get("invoice").asText();
    assertThat(json(ExitCode.PAYMENT_FAILED, alice, "pay", tooMuch).get("failure").get("code").asText()).isEqualTo("insufficient_balance");
    assertThat(run(alice, "pay", tooMuch)).isEqualTo(ExitCode.PAYMENT_FAILED);
    assertThat(out).startsWith("The payment failed; nothing was paid.\n");

    String request = bob.invoice(5_000_000, "while bob sleeps").get("invoice").asText();
    bob.pause();
    try {
      JsonNode pending = json(ExitCode.PAYMENT_PENDING, alice, "pay", request, "--wait", "1s");
      payment = pending.get("payment_id").asText();
      assertThat(run(alice, "pay", request, "--wait", "0s")).isEqualTo(ExitCode.PAYMENT_PENDING);
      assertThat(out).startsWith("Not decided yet; look again with \"l2 payment show " + payment + " --wait 60s\".\n");
      assertThat(run(alice, "payment", "show", payment, "--wait", "1s")).isEqualTo(ExitCode.PAYMENT_PENDING);
      assertThat(launcher("payment", "show", payment, "--wait", "1s").code()).isEqualTo(ExitCode.PAYMENT_PENDING);
    } finally {
      bob.goOn();
    }
    assertThat(text(alice, "payment", "show", payment, "--wait", "30s")).contains("succeeded");
  }

  @Test
  @Order(7)
  void theProgramItself() throws Exception {
    Ended shown = launcher("info", "--json");
    assertThat(shown.code()).isZero();
    assertThat(shown.err()).isEmpty();
    assertThat(parse(shown.out())).isEqualTo(alice.get("/v1/node"));
    Ended refusal = launcher("channel", "open", bob.id(), "--amount", "1000");
    assertThat(refusal.code()).isEqualTo(ExitCode.USAGE);
    assertThat(refusal.err()).contains("unit").doesNotContain("Exception");
    String tooMuch = bob.invoice(CAPACITY_SAT * 2_000, "still more").get("invoice").asText();
    assertThat(launcher("pay", tooMuch).code()).isEqualTo(ExitCode.PAYMENT_FAILED);
    assertThat(launcher("decode", "nonsense")).satisfies(ended -> {
      assertThat(ended.code()).isEqualTo(ExitCode.ERROR);
      assertThat(ended.err()).startsWith("error: ").hasLineCount(1);
    });
    Ended nowhere = launcher("info", "--datadir", folder.resolve("nowhere").toString());
    assertThat(nowhere.code()).isEqualTo(ExitCode.NOT_REACHABLE);
    assertThat(nowhere.err()).contains("There is no data directory");
  }

  @Test
  @Order(8)
  void closingAndStopping() {
    assertThat(json(ExitCode.OK, alice, "channel", "close", channel).get("state").asText()).isIn("shutting_down", "closing");
    eventually("the channel closes", () -> alice.channel(channel).get("state").asText().equals("closing"));
    String other = alice.channels().stream().map(one -> one.get("channel_id").asText()).filter(id -> !id.equals(channel)).findFirst()
        .orElseThrow();
    assertThat(text(alice, "channel", "close", other, "--force")).contains("closing").contains(other)
        .contains("this node's share can be swept ");
    assertThat(text(alice, "stop")).isEqualTo("The node has stopped.\n");
    assertThat(alice.awaitExit()).isZero();
    assertThat(json(ExitCode.OK, bob, "stop")).isNotNull();
    assertThat(bob.awaitExit()).isZero();
    assertThat(run(alice, "info")).isEqualTo(ExitCode.NOT_REACHABLE);
    assertThat(err).contains("No node runs on " + alice.datadir());
    alice.start();
    alice.kill();
    assertThat(run(alice, "info")).isEqualTo(ExitCode.NOT_REACHABLE);
    assertThat(err).contains("does not answer");
  }
}
