package org.l2node.itests.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.l2node.channels.units.Satoshi;
import org.l2node.itests.support.BitcoindProcess;
import org.l2node.itests.support.NodeProcess;

/** A node finds the peers of its channels again after a crash, those too that had dialled it. */
class ReconnectIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir
  Path folder = Path.of("");
  private final List<NodeProcess> nodes = new ArrayList<>();
  private BitcoindProcess bitcoind;
  private NodeProcess alice;
  private NodeProcess bob;

  @BeforeEach
  void start() {
    bitcoind = BitcoindProcess.startFundedOrSkip(folder.resolve("bitcoind"));
    alice = NodeProcess.of("alice", folder, bitcoind);
    bob = NodeProcess.of("bob", folder, bitcoind);
    nodes.addAll(List.of(alice, bob));
    alice.launch();
    bob.startSynced();
    alice.awaitStarted();
    bitcoind.fund(alice.newAddress(), new Satoshi(1_000_000));
    eventually("alice has money", () -> alice.onchainSat() > 0);
  }

  @AfterEach
  void stop() {
    nodes.forEach(NodeProcess::close);
    if (bitcoind != null) {
      bitcoind.close();
    }
  }

  private static void eventually(String what, Callable<Boolean> holds) {
    await(what).atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(holds);
  }

  private JsonNode aliceAtBob(NodeProcess itsProcess) {
    return itsProcess.get("/v1/peers").get("peers").get(0);
  }

  /**
   * Alice dials bob. What bob knows of where she is comes from the operator, whose PUT finds them connected, or from her announcement; that
   * he dials her himself is seen by his coming back on a port that she does not know.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void peerThatHadDialledIsDialledAfterACrash(boolean announced) {
    alice.connect(bob.id(), bob.peerPort());
    alice.post("/v1/channels", NodeProcess.body().put("node_id", bob.id()).put("amount_sat", 500_000).put("announce", announced));
    eventually("the funding transaction is with bitcoind", () -> bitcoind.call("getrawmempool").size() == 1);
    bitcoind.mine(6);
    eventually("the channel is usable",
        () -> bob.channels().size() == 1 && bob.channels().getFirst().get("state").asText().equals("normal"));
    assertThat(aliceAtBob(bob).get("inbound").asBoolean()).isTrue();
    if (announced) {
      eventually("bob knows alice's address", () -> !aliceAtBob(bob).get("address").isNull());
    } else {
      assertThat(aliceAtBob(bob).get("address").isNull()).isTrue();
      bob.connect(alice.id(), alice.peerPort());
    }
    assertThat(aliceAtBob(bob).get("address").asText()).isEqualTo(alice.peerAddress());
    bob.kill();
    List<String> flags = new ArrayList<>(NodeProcess.chainFlags("regtest", bitcoind));
    flags.add("--insecure-plaintext-seed");
    NodeProcess moved = NodeProcess.with("moved", bob.datadir(), flags);
    nodes.add(moved);
    moved.start();
    eventually("bob is connected to alice", () -> aliceAtBob(moved).get("connected").asBoolean());
    assertThat(aliceAtBob(moved).get("inbound").asBoolean()).isFalse();
  }
}
