package org.l2node.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.Satoshi;
import org.l2node.onchain.chain.Network;

final class NodeConfigTest {
  @TempDir
  Path folder;

  private Settings regtest() {
    return new Settings().set(Setting.DATADIR, folder.toString()).set(Setting.NETWORK, "regtest").set(Setting.INSECURE_PLAINTEXT_SEED,
        "true");
  }

  @Test
  void defaultsAreLoopbackAndThreeConfirmationsWhereCoinsAreWorthSomething() {
    NodeConfig config = NodeConfig.of(regtest());
    assertThat(config.network()).isEqualTo(Network.REGTEST);
    assertThat(config.listen()).hasToString("127.0.0.1:9735");
    assertThat(config.api()).hasToString("127.0.0.1:8735");
    assertThat(config.minDepth()).isEqualTo(1);
    assertThat(NodeConfig.of(regtest().set(Setting.NETWORK, "mainnet")).minDepth()).isEqualTo(3);
  }

  @Test
  void apiBeyondLoopbackIsRefused() {
    assertThatThrownBy(() -> NodeConfig.of(regtest().set(Setting.API, "0.0.0.0:8735"))).isInstanceOf(ConfigException.class)
        .hasMessageContaining("loopback");
  }

  @Test
  void seedNeedsAPasswordOrPlainTextInSoManyWords() throws Exception {
    Settings neither = new Settings().set(Setting.DATADIR, folder.toString()).set(Setting.NETWORK, "regtest");
    assertThatThrownBy(() -> NodeConfig.of(neither)).isInstanceOf(ConfigException.class).hasMessageContaining("--password-file");
    Path password = Files.writeString(folder.resolve("password"), "correct horse\n");
    assertThat(NodeConfig.of(neither.set(Setting.PASSWORD_FILE, password.toString())).seedPassword()).hasToString("password ***");
    assertThatThrownBy(() -> NodeConfig.of(regtest().set(Setting.PASSWORD_FILE, password.toString())))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("exclude");
    assertThatThrownBy(() -> NodeConfig.of(neither.set(Setting.PASSWORD_FILE, folder.resolve("none").toString())))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void unknownNetworkAndLongAliasAreRefused() {
    assertThatThrownBy(() -> NodeConfig.of(regtest().set(Setting.NETWORK, "testnet"))).isInstanceOf(ConfigException.class)
        .hasMessageContaining("testnet4");
    assertThatThrownBy(() -> NodeConfig.of(regtest().set(Setting.ALIAS, "\u00e4".repeat(17)))).isInstanceOf(ConfigException.class)
        .hasMessageContaining("32 bytes");
  }

  @Test
  void channelsThatAreTakenAreBoundedInSizeKindAndPeers() {
    NodeConfig plain = NodeConfig.of(regtest());
    assertThat(plain.minChannel()).isEqualTo(new Satoshi(20_000));
    assertThat(plain.maxChannel()).isEqualTo(new Satoshi(16_777_215));
    assertThat(plain.accept()).isEqualTo(AcceptPolicy.ANY);
    assertThat(plain.commitsToScript()).isFalse();
    String one = "02" + "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    String two = "03" + "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    NodeConfig set = NodeConfig.of(regtest().set(Setting.MIN_CHANNEL_SAT, "20000000").set(Setting.MAX_CHANNEL_SAT, "500000000")
        .set(Setting.ACCEPT_CHANNELS, "public").set(Setting.ALLOW_PEERS, one + ", " + two).set(Setting.DENY_PEERS, two)
        .set(Setting.ZEROCONF_PEERS, one).set(Setting.UPFRONT_SHUTDOWN_SCRIPT, "true"));
    assertThat(set.maxChannel()).isEqualTo(new Satoshi(500_000_000));
    assertThat(set.accept().allowed()).containsExactlyInAnyOrder(NodeId.fromHex(one), NodeId.fromHex(two));
    assertThat(set.accept().denied()).containsExactly(NodeId.fromHex(two));
    assertThat(set.accept().trusted()).containsExactly(NodeId.fromHex(one));
    assertThat(plain.accept().trusted()).isEmpty();
    assertThat(set.accept().kind()).isEqualTo(AcceptPolicy.Kind.PUBLIC);
    assertThat(set.commitsToScript()).isTrue();
    assertThat(NodeConfig.of(regtest().set(Setting.MIN_CHANNEL_SAT, "20000000")).maxChannel()).isEqualTo(new Satoshi(20_000_000));
  }

  @Test
  void wrongChannelPolicyIsRefusedWithItsName() {
    assertThatThrownBy(() -> NodeConfig.of(regtest().set(Setting.MAX_CHANNEL_SAT, "19999"))).isInstanceOf(ConfigException.class)
        .hasMessageContaining("max_channel_sat");
    assertThatThrownBy(() -> NodeConfig.of(regtest().set(Setting.ACCEPT_CHANNELS, "some"))).isInstanceOf(ConfigException.class)
        .hasMessageContaining("public");
    assertThatThrownBy(() -> NodeConfig.of(regtest().set(Setting.DENY_PEERS, "alice"))).isInstanceOf(ConfigException.class)
        .hasMessageContaining("deny_peers: 'alice' is not a node id");
  }
}
