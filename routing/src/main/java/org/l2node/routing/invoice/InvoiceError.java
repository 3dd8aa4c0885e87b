package org.l2node.routing.invoice;

import java.util.List;

/** What is wrong with an invoice; the texts are for people and hold nothing of the invoice but what is named. */
public sealed interface InvoiceError {
  /** For people. */
  String text();

  /** Nobody writes that many characters. */
  record TooLong(int length) implements InvoiceError {
    @Override
    public String text() {
      return "the invoice has " + length + " characters, more than " + InvoiceReader.MAX_LENGTH;
    }
  }

  /** It is no bech32 string at all. */
  record MalformedBech32(String why) implements InvoiceError {
    @Override
    public String text() {
      return "this is not an invoice: " + why;
    }
  }

  /** Upper and lower case letters in one string. */
  record MixedCase() implements InvoiceError {
    @Override
    public String text() {
      return "the invoice mixes upper and lower case: it may have been altered";
    }
  }

  /** A character is wrong, missing or one too many. */
  record WrongChecksum() implements InvoiceError {
    @Override
    public String text() {
      return "the invoice's checksum is wrong: it is incomplete or has a typing error";
    }
  }

  /** It starts with something else than {@code ln} and a currency that this node knows. */
  record UnknownPrefix(String prefix) implements InvoiceError {
    @Override
    public String text() {
      return "unknown invoice prefix \"" + prefix + "\"";
    }
  }

  /** It asks for money on another base chain. */
  record OtherNetwork(InvoiceNetwork expected, InvoiceNetwork actual) implements InvoiceError {
    @Override
    public String text() {
      return "the invoice is for " + name(actual) + ", this node is on " + name(expected);
    }

    private static String name(InvoiceNetwork network) {
      return switch (network) {
        case MAINNET -> "mainnet";
        case TESTNET -> "testnet";
        case SIGNET -> "signet";
        case REGTEST -> "regtest";
      };
    }
  }

  /** The amount in its prefix is none. */
  record InvalidAmount(String why) implements InvoiceError {
    @Override
    public String text() {
      return "the invoice's amount is invalid: " + why;
    }
  }

  /** It ends before the signature. */
  record TooShort() implements InvoiceError {
    @Override
    public String text() {
      return "the invoice is too short to hold a timestamp and a signature";
    }
  }

  /**
   * A field does not hold what it should.
   *
   * @param field its name in BOLT 11
   */
  record MalformedField(String field, String why) implements InvoiceError {
    @Override
    public String text() {
      return "the invoice's field " + field + " is malformed: " + why;
    }
  }

  /**
   * A field that every invoice must have is not there.
   *
   * @param field its name in BOLT 11
   */
  record MissingField(String field) implements InvoiceError {
    @Override
    public String text() {
      return "the invoice has no valid " + field;
    }
  }

  /** Fields d and h exclude each other. */
  record TwoDescriptions() implements InvoiceError {
    @Override
    public String text() {
      return "the invoice has both a description and a description hash";
    }
  }

  /** It demands what this node does not know. */
  record UnknownFeatures(List<Integer> bits) implements InvoiceError {
    private static final int SHOWN = 8;

    public UnknownFeatures {
      bits = List.copyOf(bits);
    }

    @Override
    public String text() {
      String more = bits.size() > SHOWN ? " and " + (bits.size() - SHOWN) + " more" : "";
      return "the invoice requires features that this node does not know: bits " + bits.subList(0, Math.min(SHOWN, bits.size())) + more;
    }
  }

  /** It offers a feature without another that this one needs. */
  record MissingFeature(String feature, String needs) implements InvoiceError {
    @Override
    public String text() {
      return "the invoice offers " + feature + " without " + needs + ", which that needs";
    }
  }

  /** The payee did not sign this. */
  record BadSignature(String why) implements InvoiceError {
    @Override
    public String text() {
      return "the invoice's signature is invalid: " + why;
    }
  }
}
