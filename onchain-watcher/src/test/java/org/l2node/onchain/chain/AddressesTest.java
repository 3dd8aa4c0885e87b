package org.l2node.onchain.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.ByteVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  @ParameterizedTest
  @CsvSource({
      "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4, 0014751e76e8199196d454941c45d1b3a323f1433bd6",
      "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0, "
          + "512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
      "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa, 76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac",
      "3P14159f73E4gFr7JterCCQh9QjiTjiZrG, a914e9c3dd0c07aac76179ebc76a6c78d4d67c6c160a87"})
  void standardAddressesOfMainnetAreRead(String address, String script) {
    assertThat(Addresses.toScript(Network.MAINNET, address).toHex()).isEqualTo(script);
    assertThat(Addresses.fromScript(Network.MAINNET, ByteVector.fromHex(script)).orElseThrow()).isEqualToIgnoringCase(address);
  }

  @Test
  void anAddressOfAnotherNetworkIsCalledThat() {
    assertThatThrownBy(() -> Addresses.toScript(Network.REGTEST, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"))
        .isInstanceOf(IllegalArgumentException.class).hasMessage("this is an address of mainnet, but this node is on regtest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "bc1gmk9yu",
      "5Hwgr3u458GLafKBgxtssHSPqJnYoGrSzgQsPwLFhLNYskDPyyA"})
  void whatIsNoAddressIsRefused(String text) {
    assertThatThrownBy(() -> Addresses.toScript(Network.MAINNET, text)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("this is not a bitcoin address; one of mainnet begins with bc1, 1 or 3");
    assertThatThrownBy(() -> Addresses.toScript(Network.MAINNET, text.repeat(100) + "q".repeat(200)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aScriptWithoutAddressHasNone() {
    assertThat(Addresses.fromScript(Network.MAINNET, ByteVector.fromHex("6a0102"))).isEmpty();
  }
}
