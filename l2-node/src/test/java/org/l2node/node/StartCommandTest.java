package org.l2node.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.l2node.api.cli.ExitCode;
import org.l2node.api.cli.L2Cli;
import org.l2node.node.config.ConfigException;
import org.l2node.onchain.bitcoind.BitcoindChain;
import org.l2node.onchain.bitcoind.RpcTransport;
import org.l2node.onchain.chain.Network;
import picocli.CommandLine;

/** What is wrong with the settings ends a start before it touches anything. */
class StartCommandTest {
  private static final String GOOD_BUT_BITCOIND = "start --datadir D --network regtest --insecure-plaintext-seed";
  private static final String LUNAR = "start --datadir D --network lunar --insecure-plaintext-seed --bitcoind-url http://u:p@127.0.0.1:1";
  private static final String GOOD = GOOD_BUT_BITCOIND + " --bitcoind-url http://u:p@127.0.0.1:1";

  @TempDir
  Path folder = Path.of("");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String line) {
    CommandLine commandLine = L2Cli.commandLine(List.of(new StartCommand()));
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(line.replace("D ", folder.resolve("node") + " ").split(" "));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "start --network regtest|these are missing: --datadir, --bitcoind-url, --bitcoind-cookie (or a user in the URL), --password-file",
      GOOD_BUT_BITCOIND + " --bitcoind-cookie x|--bitcoind-url is missing: http", LUNAR + "|unknown network 'lunar'",
      GOOD + " --listen 9735|--listen: needs host:port",
      GOOD + " --api 8.8.8.8:8735|not a loopback address", GOOD_BUT_BITCOIND + " --bitcoind-url ftp://u:p@x|(http://host:port)",
      GOOD + " --bitcoind-zmq 127.0.0.1:28332|ZeroMQ", GOOD + " --alias 0123456789012345678901234567890123|--alias: longer",
      GOOD + " --password-file x|exclude each other",
      GOOD + " --config /nowhere/at/all|/nowhere/at/all cannot be read: there is no such file"})
  void wrongSettingIsWrongUsage(String line, String text) {
    assertThat(run(line)).as(err.toString()).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).startsWith("error: ").contains(text).contains("\"l2 start --help\" tells more.").doesNotContain("Exception");
    assertThat(folder.resolve("node")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"lissten = 1.2.3.4:1,did you mean 'listen'", "log_level = loud,log_level: needs", "fee_ppm = many,not a whole number"})
  void wrongLineOfTheFileIsWrongUsage(String content, String text) throws IOException {
    Path file = Files.writeString(folder.resolve("l2.conf"), content + "\n");
    assertThat(run(GOOD + " --config " + file)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(text);
  }

  /** Its genesis block and its name for the chain are all that tells a network from another. */
  private static BitcoindChain onRegtest(Network configured) {
    return new BitcoindChain(configured, request -> new RpcTransport.Reply(200, request.contains("getblockchaininfo")
        ? "{\"result\":{\"chain\":\"regtest\"},\"error\":null,\"id\":" + id(request) + "}"
        : "{\"result\":\"0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206\",\"error\":null,\"id\":" + id(request) + "}"));
  }

  private static String id(String request) {
    return request.replaceAll(".*\"id\":([^,}]*).*", "$1");
  }

  @Test
  void aFullNodeOfAnotherNetworkIsAWrongSettingAndOneThatDoesNotAnswerIsNot() {
    assertThatThrownBy(() -> StartCommand.checkNetwork(onRegtest(Network.SIGNET))).isInstanceOf(ConfigException.class)
        .hasMessage("bitcoind is on regtest, this node on signet: --network and --bitcoind-url do not belong together");
    BitcoindChain away = new BitcoindChain(Network.SIGNET, _ -> {
      throw new IOException("nobody there");
    });
    assertThatCode(() -> StartCommand.checkNetwork(away)).doesNotThrowAnyException();
  }

  @Test
  void helpHasExampleAndMarks() {
    assertThat(run("start --help")).isZero();
    assertThat(out.toString()).contains("Example:").contains("* Folder that holds the node").contains("Show this help.");
  }
}
