package org.l2node.onchain.wallet;

import fr.acinq.bitcoin.MnemonicCode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The BIP 39 words of which everything else of a node's keys follows. Secret: {@link #toString} shows nothing of it. */
public final class Mnemonic {
  private final List<String> words;

  private Mnemonic(List<String> words) {
    this.words = List.copyOf(words);
  }

  /**
   * New words.
   *
   * @param entropy 16 to 32 random bytes, a multiple of 4; wiped
   */
  public static Mnemonic of(byte[] entropy) {
    Mnemonic mnemonic = new Mnemonic(MnemonicCode.toMnemonics(entropy));
    Arrays.fill(entropy, (byte) 0);
    return mnemonic;
  }

  /**
   * Words that somebody wrote down, with any white space between them.
   *
   * @throws IllegalArgumentException if they are not 12 to 24 words of the English list with a right check sum; the message does not repeat
   *   them
   */
  public static Mnemonic parse(String text) {
    List<String> words = List.of(text.strip().toLowerCase(Locale.ROOT).split("\\s+"));
    if (words.size() < 12 || words.size() > 24 || words.size() % 3 != 0) {
      throw new IllegalArgumentException("a seed has 12, 15, 18, 21 or 24 words, not " + words.size());
    }
    for (int i = 0; i < words.size(); i++) {
      if (!MnemonicCode.INSTANCE.getEnglishWordlist().contains(words.get(i))) {
        throw new IllegalArgumentException("word " + (i + 1) + " of the seed is not in the BIP 39 list");
      }
    }
    try {
      MnemonicCode.validate(String.join(" ", words));
    } catch (RuntimeException e) { // the library's message may name words
      throw new IllegalArgumentException("the seed's check sum is wrong: a word is mistaken or out of place");
    }
    return new Mnemonic(words);
  }

  /** The words, to be shown to their owner once, or to be encrypted. */
  public List<String> words() {
    return words;
  }

  /** The 64 bytes of BIP 39, without a passphrase. The caller wipes them. */
  public byte[] toSeed() {
    return MnemonicCode.toSeed(words, "");
  }

  @Override
  public String toString() {
    return "Mnemonic(***)";
  }
}
