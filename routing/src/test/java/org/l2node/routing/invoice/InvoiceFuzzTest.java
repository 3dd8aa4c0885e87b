package org.l2node.routing.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import fr.acinq.bitcoin.Bech32;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** What anybody may give as an invoice: any text; and anything that a node may have signed, so that what is behind the checksum is seen. */
@Tag("V44")
class InvoiceFuzzTest {
  private static final String[] PREFIXES = {"lnbcrt", "lnbc", "lntb", "lntbs", "lnbc1", "lnbcrt2500u", "lnbc10p", "lnbc1p", "lnbc21000000",
      "lnbc20m", "lnbc2100000000000000000p", "lnbc01m", "lnxx", "lnbc1n1", "lnbc9999999999999999999999u", "ln"};

  private static final int SIGNATURE_GROUPS = 104;

  static Stream<byte[]> texts() {
    return Stream.of(RawInvoice.complete().text(), "lightning:" + RawInvoice.complete().prefix("lnbc20m").text())
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource
  @FuzzTest(maxDuration = "")
  void texts(byte[] bytes) {
    readsOrRefuses(new String(bytes, StandardCharsets.UTF_8));
  }

  /** A prefix, then groups of five bits as they stand in the invoice. */
  static Stream<byte[]> signed() {
    Stream<String> texts = Stream.iterate(1, seed -> seed + 1).limit(8)
        .map(seed -> InvoicePropertiesTest.terms(new Random(seed)).sign(RawInvoice.KEY).text());
    return Stream.concat(Stream.of(RawInvoice.complete().text()), texts).map(InvoiceFuzzTest::groupsOf);
  }

  private static byte[] groupsOf(String text) {
    Byte[] groups = Bech32.decode(text, false).getSecond();
    byte[] data = new byte[1 + groups.length - SIGNATURE_GROUPS];
    for (int i = 1; i < data.length; i++) {
      data[i] = groups[i - 1];
    }
    return data;
  }

  @MethodSource
  @FuzzTest(maxDuration = "")
  void signed(byte[] bytes) {
    if (bytes.length > 0) {
      byte[] groups = Arrays.copyOfRange(bytes, 1, bytes.length);
      for (int i = 0; i < groups.length; i++) {
        groups[i] &= 31;
      }
      readsOrRefuses(RawInvoice.of(PREFIXES[(bytes[0] & 0xff) % PREFIXES.length], groups).text());
    }
  }

  private static void readsOrRefuses(String text) {
    Bolt11Invoice invoice;
    try {
      invoice = Bolt11Invoice.read(text);
    } catch (InvalidInvoiceException e) {
      assertThat(e.error().text()).isNotEmpty().hasSizeLessThan(300);
      return;
    }
    assertThat(invoice.toString()).isNotBlank();
    Bolt11Invoice again = InvoiceWriter.sign(invoice.terms(), RawInvoice.KEY, false);
    try {
      assertThat(Bolt11Invoice.read(again.text()).terms()).isEqualTo(invoice.terms());
    } catch (InvalidInvoiceException e) {
      throw new AssertionError(invoice + " cannot be read again: " + e.getMessage(), e);
    }
  }
}
