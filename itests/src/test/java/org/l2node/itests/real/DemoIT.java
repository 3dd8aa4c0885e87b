package org.l2node.itests.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.l2node.itests.support.NodeProcess;
import org.l2node.onchain.bitcoind.BitcoindLauncher;

/** {@code l2 demo} as a person runs it: a process, its exit code, its last line. */
class DemoIT {
  private static final int LIMIT_SECONDS = 180;

  @Test
  void embeddedChain() throws Exception {
    check(run(List.of("demo", "--embedded", "--json")), "embedded");
  }

  @Test
  void realBitcoind() throws Exception {
    Optional<Path> bitcoind = BitcoindLauncher.find();
    Assumptions.assumeTrue(bitcoind.isPresent(), "skipped: no bitcoind");
    check(run(List.of("demo", "--bitcoind", bitcoind.orElseThrow().toString(), "--json")), "bitcoind");
  }

  @Test
  void bitcoindThatIsNoneIsRefused() throws Exception {
    Ended ended = run(List.of("demo", "--bitcoind", "/nowhere/bitcoind"));
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.output()).contains("/nowhere/bitcoind is not a program");
  }

  private record Ended(int code, String output) {}

  private static Ended run(List<String> arguments) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(NodeProcess.l2(List.of("-Xmx256m"), arguments)).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), output);
  }

  private static void check(Ended ended, String chain) throws IOException {
    assertThat(ended.code()).as(ended.output()).isZero();
    JsonNode result = new ObjectMapper().readTree(ended.output().strip().lines().toList().getLast());
    assertThat(result.get("ok").asBoolean()).isTrue();
    assertThat(result.get("chain").asText()).isEqualTo(chain);
    assertThat(result.get("payment").get("status").asText()).isEqualTo("succeeded");
    assertThat(result.get("payment").get("amount_msat").asLong()).isEqualTo(25_000_000);
    assertThat(result.get("payment").get("hops").asInt()).isEqualTo(2);
    assertThat(result.get("channels_opened").asInt()).isEqualTo(2);
    assertThat(result.get("closed").get("confirmed").asBoolean()).isTrue();
    assertThat(result.get("nodes").get("carol").get("channels_msat").asLong()).isEqualTo(25_000_000);
    assertThat(result.get("elapsed_ms").asLong()).isPositive();
  }
}
