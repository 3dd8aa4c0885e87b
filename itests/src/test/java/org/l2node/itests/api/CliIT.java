package org.l2node.itests.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.l2node.api.auth.AdminToken;
import org.l2node.api.auth.ApiAddress;
import org.l2node.api.cli.ExitCode;
import org.l2node.api.cli.L2Cli;
import org.l2node.api.http.ApiServer;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.CloseChannelCommand;
import org.l2node.api.service.CloseMode;
import org.l2node.api.service.OpenChannelCommand;
import org.l2node.api.service.PayCommand;
import org.l2node.api.service.PaymentStatus;
import org.l2node.api.service.PeerAddress;
import org.l2node.api.service.ProblemCode;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;
import picocli.CommandLine;

/** The command line against a running API. */
class CliIT {
  private static final String BOB = ScriptedNode.BOB.toString();

  @TempDir
  Path directory = Path.of("");
  private final ScriptedNode node = new ScriptedNode();
  private ApiServer server;
  private String out = "";
  private String err = "";

  @BeforeEach
  void start() throws IOException {
    AdminToken token = AdminToken.readOrCreate(directory, new SecureRandom());
    server = ApiServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), token, node, new MemoryKeys());
    ApiAddress.write(directory, server.address());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int l2(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--datadir");
    all.add(directory.toString());
    StringWriter outText = new StringWriter();
    StringWriter errText = new StringWriter();
    CommandLine commandLine = L2Cli.commandLine(List.of());
    commandLine.setOut(new PrintWriter(outText, true));
    commandLine.setErr(new PrintWriter(errText, true));
    int exitCode = commandLine.execute(all.toArray(String[]::new));
    out = outText.toString();
    err = errText.toString();
    assertThat(out + err).doesNotContain("\u001b");
    return exitCode;
  }

  @Test
  void info() {
    assertThat(l2("info")).as(err).isZero();
    assertThat(out).contains("node id       " + ScriptedNode.ALICE).contains("block height  120 (in step with the chain")
        .contains("channels      1\n");
    assertThat(l2("info", "--json")).isZero();
    assertThat(out).startsWith("{\"node_id\":\"" + ScriptedNode.ALICE + "\",\"alias\":\"alice\",").endsWith("}" + System.lineSeparator());
  }

  @Test
  void money() {
    assertThat(l2("balance")).isZero();
    assertThat(out).contains("50000000sat").contains("600000sat").contains("7msat");
    assertThat(l2("wallet", "balance")).isZero();
    assertThat(out).isEqualTo("confirmed               50000000sat\nunconfirmed             1000sat\nkept to close channels  19000sat\n");
    assertThat(l2("wallet", "address")).isZero();
    assertThat(out).isEqualTo("bcrt1pexample\n");
  }

  @Test
  void peers() {
    assertThat(l2("peer", "connect", BOB + "@[::1]:9735")).as(err).isZero();
    assertThat(node.commands).containsEntry("connect", new PeerAddress("::1", 9735));
    assertThat(l2("peer", "list", "--limit", "1")).isZero();
    assertThat(out.lines().toList()).hasSize(3);
    assertThat(out).startsWith("NODE_ID ").contains("There are more: --cursor " + BOB);
    assertThat(l2("peer", "list", "--cursor", BOB)).isZero();
    assertThat(out).contains(ScriptedNode.ALICE.toString()).doesNotContain("more");
  }

  @Test
  void channels() {
    assertThat(l2("channel", "open", BOB + "@127.0.0.1:9735", "--amount", "0.01btc", "--push", "1000sat", "--private")).as(err).isZero();
    assertThat(node.commands).containsEntry("connect", new PeerAddress("127.0.0.1", 9735));
    assertThat(node.commands).containsEntry("open",
        new OpenChannelCommand(ScriptedNode.BOB, Satoshi.sat(1_000_000), MilliSatoshi.msat(1_000_000), false, false));
    assertThat(out).contains("l2 channel show " + ScriptedNode.CHANNEL);

    assertThat(l2("channel", "list")).isZero();
    assertThat(out.lines().toList()).hasSize(2);
    assertThat(l2("channel", "show", ScriptedNode.CHANNEL.toString())).isZero();
    assertThat(out).contains("state             normal: ready\n").contains("short channel id  103x1x0\n").doesNotContain("closing txid");

    assertThat(l2("channel", "close", ScriptedNode.CHANNEL.toString(), "--address", "bcrt1q")).isZero();
    assertThat(node.commands).containsEntry("close", new CloseChannelCommand(ScriptedNode.CHANNEL, CloseMode.MUTUAL, "bcrt1q"));
    assertThat(l2("channel", "close", ScriptedNode.CHANNEL.toString(), "--force")).isZero();
    assertThat(node.commands).containsEntry("close", new CloseChannelCommand(ScriptedNode.CHANNEL, CloseMode.FORCE, null));
    assertThat(l2("channel", "close", ScriptedNode.CHANNEL.toString(), "--bump")).isZero();
    assertThat(node.commands).containsEntry("close", new CloseChannelCommand(ScriptedNode.CHANNEL, CloseMode.BUMP, null));
  }

  @Test
  void invoices() {
    assertThat(l2("invoice", "create", "--amount", "25000sat", "--description", "coffee", "--expiry", "1h")).as(err).isZero();
    assertThat(out).contains("invoice       lnbcrt1example\n");
    node.paid = true;
    assertThat(l2("invoice", "show", ScriptedNode.HASH.toString(), "--wait", "1s")).isZero();
    assertThat(out).contains("status        paid\n").contains("received      25000sat\n");
    assertThat(l2("decode", "lnbcrt1x")).isZero();
    assertThat(out).contains("amount        25000sat\n");
  }

  @ParameterizedTest
  @CsvSource({"SUCCEEDED,0,was paid already", "FAILED,4,nothing was paid", "PENDING,5,Not decided yet"})
  void paying(PaymentStatus status, int exitCode, String sentence) {
    node.paymentStatus = status;
    assertThat(l2("pay", "lnbcrt1x", "--max-fee", "5sat", "--wait", "1s")).as(err).isEqualTo(exitCode);
    assertThat(out).contains(sentence);
    assertThat(node.commands).containsEntry("pay", new PayCommand("lnbcrt1x", null, MilliSatoshi.msat(5_000)));
    assertThat(l2("pay", "lnbcrt1x", "--json", "--wait", "0s")).isEqualTo(exitCode);
    assertThat(out).startsWith("{\"payment_id\":\"17\"");
    assertThat(l2("payment", "show", "17", "--wait", "1s")).isEqualTo(exitCode);
    assertThat(l2("payment", "show", "17")).isZero();
    assertThat(l2("payment", "list")).isZero();
    assertThat(out).contains("25000sat");
  }

  @Test
  void aRefusalIsTold() {
    node.refusal = ApiProblem.of(ProblemCode.INSUFFICIENT_FUNDS, "The wallet has 5 sat; 1000000 sat are needed.", "amount_sat");
    assertThat(l2("channel", "open", BOB, "--amount", "1000000sat")).isEqualTo(ExitCode.ERROR);
    assertThat(err).isEqualTo("error: The wallet has 5 sat; 1000000 sat are needed." + System.lineSeparator());
    assertThat(out).isEmpty();
    assertThat(l2("channel", "open", BOB, "--amount", "1000000sat", "--json")).isEqualTo(ExitCode.ERROR);
    assertThat(out).contains("\"code\":\"insufficient_funds\"");
    assertThat(l2("payment", "show", "99")).isEqualTo(ExitCode.ERROR);
    assertThat(err).contains("no payment 99");
  }

  @Test
  void stopping() {
    assertThat(l2("stop")).isZero();
    assertThat(node.stopped.getCount()).isZero();
  }

  @Test
  void aNodeThatIsNotThere() throws IOException {
    server.close();
    assertThat(l2("info")).isEqualTo(ExitCode.NOT_REACHABLE);
    assertThat(err).contains("does not answer");
    ApiAddress.delete(directory);
    assertThat(l2("info")).isEqualTo(ExitCode.NOT_REACHABLE);
    assertThat(err).contains("No node runs on " + directory);
  }

  @Test
  void aTokenThatOthersCanReadIsRefused() throws IOException {
    Path file = directory.resolve("admin.token");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    Files.setPosixFilePermissions(file, Objects.requireNonNull(PosixFilePermissions.fromString("rw-r--r--")));
    assertThat(l2("info")).isEqualTo(ExitCode.ERROR);
    assertThat(err).contains("chmod 600");
  }

  @Test
  void aWrongTokenIsTold() throws IOException {
    Files.writeString(directory.resolve("admin.token"), "0".repeat(64) + "\n");
    assertThat(l2("info")).isEqualTo(ExitCode.ERROR);
    assertThat(err).contains("not the node's token");
    Files.writeString(directory.resolve("admin.token"), "secret\n");
    assertThat(l2("info")).isEqualTo(ExitCode.ERROR);
    assertThat(err).contains("holds no token").doesNotContain("secret");
  }

  @Test
  void theTokenStaysTheSame() throws IOException {
    String first = AdminToken.read(directory).secretText();
    assertThat(first).matches("[0-9a-f]{64}");
    assertThat(AdminToken.readOrCreate(directory, new SecureRandom()).secretText()).isEqualTo(first);
  }
}
