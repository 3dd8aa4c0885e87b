package org.l2node.routing.invoice;

import fr.acinq.bitcoin.Bech32;
import fr.acinq.bitcoin.ByteVector32;
import java.util.Locale;
import org.l2node.channels.units.NodeId;

/**
 * Reads invoices: undoes the bech32 encoding, then prefix, fields and signature (BOLT 11). Whatever the text is, the answer is an invoice
 * or a typed error.
 */
final class InvoiceReader {
  /** BOLT 11 sets no limit; a QR code has room for 4,296 such characters. */
  static final int MAX_LENGTH = 10_000;

  private static final String SCHEME = "lightning:";
  private static final int TIMESTAMP_LENGTH = 7;
  private static final int SIGNATURE_LENGTH = 104;
  private static final int CHECKSUM_LENGTH = 6;

  private InvoiceReader() {}

  static Bolt11Invoice read(String input) throws InvalidInvoiceException {
    if (input.length() > MAX_LENGTH) {
      throw new InvalidInvoiceException(new InvoiceError.TooLong(input.length()));
    }
    String text = lowerCase(input.strip());
    int separator = text.lastIndexOf('1');
    if (separator < 1) {
      throw malformed("it has no \"1\" between a prefix and data");
    }
    String prefix = text.substring(0, separator);
    byte[] groups = groups(text, separator);
    int amountAt = 0;
    while (amountAt < prefix.length() && !Character.isDigit(prefix.charAt(amountAt))) {
      amountAt++;
    }
    InvoiceNetwork network = network(prefix.substring(0, amountAt));
    InvoiceFields fields = new InvoiceFields(network, InvoiceAmount.read(prefix.substring(amountAt)));
    int signed = groups.length - SIGNATURE_LENGTH;
    if (signed < TIMESTAMP_LENGTH) {
      throw new InvalidInvoiceException(new InvoiceError.TooShort());
    }
    GroupReader r = new GroupReader(groups);
    byte[] signedGroups = r.take("data", signed);
    byte[] signature = GroupReader.bytes("signature", r.take("signature", SIGNATURE_LENGTH));
    InvoiceTerms terms = fields.read(signedGroups);
    ByteVector32 hash = InvoiceSignature.signedHash(prefix, signedGroups);
    NodeId payee = InvoiceSignature.check(hash, signature, fields.payee());
    return new Bolt11Invoice(terms, payee, text);
  }

  private static String lowerCase(String text) throws InvalidInvoiceException {
    String bare = text.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) ? text.substring(SCHEME.length()) : text;
    if (bare.chars().anyMatch(c -> c < 33 || c > 126)) {
      throw malformed("it has a character that no invoice has");
    }
    String lower = bare.toLowerCase(Locale.ROOT);
    if (!bare.equals(lower) && !bare.equals(bare.toUpperCase(Locale.ROOT))) {
      throw new InvalidInvoiceException(new InvoiceError.MixedCase());
    }
    return lower;
  }

  private static byte[] groups(String text, int separator) throws InvalidInvoiceException {
    String data = text.substring(separator + 1);
    if (data.chars().anyMatch(c -> Bech32.alphabet.indexOf(c) < 0)) {
      throw malformed("it has a character that no invoice has");
    }
    if (data.length() < CHECKSUM_LENGTH) {
      throw new InvalidInvoiceException(new InvoiceError.TooShort());
    }
    try {
      var decoded = Bech32.decode(text, false);
      if (decoded.getThird() != Bech32.Encoding.Bech32) {
        throw new InvalidInvoiceException(new InvoiceError.WrongChecksum());
      }
      Byte[] boxed = decoded.getSecond();
      byte[] groups = new byte[boxed.length];
      for (int i = 0; i < boxed.length; i++) {
        groups[i] = boxed[i];
      }
      return groups;
    } catch (IllegalArgumentException e) {
      // All else that it checks was checked above, but for a prefix that is too long to be one.
      throw new InvalidInvoiceException(new InvoiceError.WrongChecksum());
    }
  }

  private static InvoiceNetwork network(String letters) throws InvalidInvoiceException {
    if (letters.startsWith("ln")) {
      var network = InvoiceNetwork.ofPrefix(letters.substring(2));
      if (network.isPresent()) {
        return network.get();
      }
    }
    throw new InvalidInvoiceException(new InvoiceError.UnknownPrefix(letters.substring(0, Math.min(letters.length(), 20))));
  }

  private static InvalidInvoiceException malformed(String why) {
    return new InvalidInvoiceException(new InvoiceError.MalformedBech32(why));
  }
}
