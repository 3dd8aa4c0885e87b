package org.l2node.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
}
