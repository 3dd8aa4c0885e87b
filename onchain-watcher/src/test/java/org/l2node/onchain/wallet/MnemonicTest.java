package org.l2node.onchain.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.ByteVector;
import org.junit.jupiter.api.Test;
import org.l2node.onchain.chain.Network;

class MnemonicTest {
  private static final String ABANDON = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

  /** The vectors of BIP 86. */
  @Test
  void addressesAreThoseOfBip86() {
    WalletKeys keys = WalletKeys.fromSeed(Mnemonic.parse(ABANDON).toSeed(), Network.MAINNET);
    assertThat(keys.address(new KeyLocation(Branch.RECEIVE, 0)).address())
        .isEqualTo("bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr");
    assertThat(keys.address(new KeyLocation(Branch.RECEIVE, 1)).address())
        .isEqualTo("bc1p4qhjn9zdvkux4e44uhx8tc55attvtyu358kutcqkudyccelu0was9fqzwh");
    assertThat(keys.address(new KeyLocation(Branch.CHANGE, 0)).address())
        .isEqualTo("bc1p3qkhfews2uk44qtvauqyr2ttdsw7svhkl9nkm9s9c3x4ax5h60wqwruhk7");
    assertThat(keys.address(new KeyLocation(Branch.RECEIVE, 0)).script().toHex())
        .isEqualTo("5120a60869f0dbcf1dc659c9cecbaf8050135ea9e8cdc487053f1dc6880949dc684c");
  }

  @Test
  void entropyBecomesWordsAndIsWiped() {
    byte[] entropy = new byte[16];
    assertThat(String.join(" ", Mnemonic.of(entropy).words())).isEqualTo(ABANDON);
    byte[] other = ByteVector.fromHex("7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f").toByteArray();
    Mnemonic.of(other);
    assertThat(other).containsOnly(0);
  }

  @Test
  void whiteSpaceAndCaseDoNotMatter() {
    assertThat(Mnemonic.parse("  " + ABANDON.toUpperCase(java.util.Locale.ROOT).replace(" ", "\n ") + "\n").words()).hasSize(12);
  }

  @Test
  void wrongWordsAreRefusedWithoutRepeatingThem() {
    assertThatThrownBy(() -> Mnemonic.parse("abandon about")).hasMessage("a seed has 12, 15, 18, 21 or 24 words, not 2");
    assertThatThrownBy(() -> Mnemonic.parse(ABANDON.replace("about", "secretword")))
        .hasMessage("word 12 of the seed is not in the BIP 39 list");
    assertThatThrownBy(() -> Mnemonic.parse(ABANDON.replace("about", "abandon"))).hasMessageContaining("check sum")
        .hasMessageNotContaining("abandon");
  }

  @Test
  void nothingSecretIsPrinted() {
    Mnemonic mnemonic = Mnemonic.parse(ABANDON);
    assertThat(mnemonic.toString()).isEqualTo("Mnemonic(***)");
    assertThat(WalletKeys.fromSeed(mnemonic.toSeed(), Network.REGTEST).toString()).isEqualTo("WalletKeys(***)");
  }
}
