package org.l2node.routing.invoice;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Crypto;
import java.nio.charset.StandardCharsets;

/** What an invoice is for: the text itself, or the hash of a longer one that the payer gets in some other way. */
public sealed interface InvoiceDescription {
  /** The longest text, in bytes of UTF-8. */
  int MAX_BYTES = 639;

  /**
   * Field d. From a stranger it may hold anything that Unicode has, control characters included: whoever shows it cleans it.
   *
   * @param text at most {@link #MAX_BYTES} bytes of UTF-8
   */
  record Text(String text) implements InvoiceDescription {
    /** @throws IllegalArgumentException if too long or not well-formed Unicode: see {@link #fits} */
    public Text {
      if (!fits(text)) {
        throw new IllegalArgumentException("a description has at most " + MAX_BYTES + " bytes of UTF-8");
      }
    }

    /** Whether {@code text} can be a description. */
    public static boolean fits(String text) {
      return StandardCharsets.UTF_8.newEncoder().canEncode(text) && text.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }
  }

  /**
   * Field h.
   *
   * @param sha256 of the text as UTF-8
   */
  record Hash(ByteVector32 sha256) implements InvoiceDescription {
    /** The hash of {@code text}. */
    public static Hash of(String text) {
      return new Hash(new ByteVector32(Crypto.sha256(text.getBytes(StandardCharsets.UTF_8))));
    }
  }
}
