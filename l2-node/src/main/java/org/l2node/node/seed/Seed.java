package org.l2node.node.seed;

import fr.acinq.bitcoin.ByteVector;
import java.util.List;

/**
 * What every key of the node derives from. Never shown in texts.
 *
 * @param bytes 64 bytes, as BIP 39 makes them of the words
 * @param words 24 words of BIP 39
 * @param birthdayHeight no block below holds anything of this seed's
 */
public record Seed(ByteVector bytes, List<String> words, int birthdayHeight) {
  public Seed {
    words = List.copyOf(words);
  }

  @Override
  public String toString() {
    return "seed ***";
  }
}
