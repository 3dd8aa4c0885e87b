package org.l2node.routing.invoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.Bech32;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentSecret;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.Features;

class InvoicePropertiesTest {
  private static final String[] WORDS = {"", "tea", "1 cup coffee", "ナンセンス 1杯", "\ud83d\ude00", "line\nbreak", "\u202eright to left"};

  private static ByteVector32 bytes32(Random random) {
    return new ByteVector32(bytes(random, 32));
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static <T> List<T> upTo(Random random, int most, IntFunction<T> make) {
    List<T> list = new ArrayList<>();
    int count = random.nextInt(most + 1);
    for (int i = 0; i < count; i++) {
      list.add(make.apply(i));
    }
    return list;
  }

  private static <T> T oneOf(Random random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  private static NodeId nodeId(Random random) {
    return new NodeId(new PrivateKey(bytes32(random)).publicKey());
  }

  static InvoiceTerms terms(Random random) {
    long amount = random.nextLong(1, MilliSatoshi.MAX.msat() + 1) / (long) Math.pow(10, random.nextInt(18));
    Features[] features = {Features.NONE, Features.of(8, 14), Features.of(9, 15, 17), Features.of(8, 14, 16, 48, 99),
        Features.of(8, 14, 149)};
    return new InvoiceTerms(
        oneOf(random, InvoiceNetwork.values()),
        random.nextBoolean() || amount == 0 ? null : new MilliSatoshi(amount),
        Instant.ofEpochSecond(random.nextLong(1L << random.nextInt(1, 36))),
        new PaymentHash(bytes32(random)),
        new PaymentSecret(bytes32(random)),
        random.nextBoolean() ? new InvoiceDescription.Text(oneOf(random, WORDS)) : new InvoiceDescription.Hash(bytes32(random)),
        Duration.ofSeconds(random.nextLong(1L << random.nextInt(1, 51))),
        new CltvExpiryDelta(random.nextInt(1 << random.nextInt(1, 17))),
        random.nextInt(3) == 0 ? new ByteVector(bytes(random, random.nextInt(640))) : null,
        oneOf(random, features),
        upTo(random, 3, i -> fallback(random)),
        upTo(random, 3, i -> hint(random)),
        upTo(random, 2, i -> new UnknownField(2, new ByteVector(new byte[random.nextInt(9)]))));
  }

  private static FallbackAddress fallback(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> new FallbackAddress(17, new ByteVector(bytes(random, 20)));
      case 1 -> new FallbackAddress(18, new ByteVector(bytes(random, 20)));
      case 2 -> new FallbackAddress(0, new ByteVector(bytes(random, 20)));
      case 3 -> new FallbackAddress(0, new ByteVector(bytes(random, 32)));
      default -> new FallbackAddress(random.nextInt(1, 17), new ByteVector(bytes(random, random.nextInt(2, 41))));
    };
  }

  private static RouteHint hint(Random random) {
    List<RouteHint.Hop> hops = new ArrayList<>();
    int count = random.nextInt(1, RouteHint.MAX_HOPS + 1);
    for (int i = 0; i < count; i++) {
      hops.add(
          new RouteHint.Hop(
              nodeId(random),
              new ShortChannelId(random.nextLong()),
              new MilliSatoshi(random.nextInt() & 0xffffffffL),
              random.nextInt() & 0xffffffffL,
              new CltvExpiryDelta(random.nextInt(65536))));
    }
    return new RouteHint(hops);
  }

  @Test
  void randomInvoicesAreReadAsTheyWereWritten() throws InvalidInvoiceException {
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      InvoiceTerms terms = terms(random);
      PrivateKey key = new PrivateKey(bytes32(random));
      Bolt11Invoice invoice = i % 2 == 0 ? terms.sign(key) : terms.signNamingPayee(key);
      Bolt11Invoice read = Bolt11Invoice.read(i % 3 == 0 ? invoice.text().toUpperCase(Locale.ROOT) : invoice.text(), terms.network());
      assertThat(read).isEqualTo(invoice);
      assertThat(read.terms()).isEqualTo(terms);
      assertThat(read.payee()).isEqualTo(new NodeId(key.publicKey()));
    }
  }

  @Test
  void amountsAreWrittenInTheShortestForm() throws InvalidInvoiceException {
    Random random = new Random(2);
    for (int i = 0; i < 20_000; i++) {
      long msat = Math.max(1, random.nextLong(MilliSatoshi.MAX.msat() + 1) / (long) Math.pow(10, random.nextInt(19)));
      msat -= random.nextBoolean() ? msat % 1000 : 0;
      if (msat > 0) {
        String text = InvoiceAmount.write(new MilliSatoshi(msat));
        assertThat(InvoiceAmount.read(text)).isEqualTo(new MilliSatoshi(msat));
        assertThat(text).matches("[1-9][0-9]*(0p|[munp]?)").doesNotMatch("[0-9]*000[unp]");
      }
    }
  }

  @Tag("V44")
  @Test
  void mutatedInvoicesAreInvoicesOrTypedErrors() {
    Random random = new Random(3);
    int refused = 0;
    for (int round = 0; round < 60; round++) {
      String text = terms(random).sign(new PrivateKey(bytes32(random))).text();
      for (int i = 0; i < 40; i++) {
        String mutated = random.nextInt(4) == 0 ? mutatedCharacters(random, text) : mutatedGroups(random, text);
        try {
          Bolt11Invoice invoice = Bolt11Invoice.read(mutated);
          // whatever was taken can be written and read again
          Bolt11Invoice again = invoice.terms().sign(RawInvoice.KEY);
          assertThat(Bolt11Invoice.read(again.text()).terms()).isEqualTo(invoice.terms());
        } catch (InvalidInvoiceException e) {
          assertThat(e.error().text()).isNotEmpty().hasSizeLessThan(300);
          refused++;
        }
      }
    }
    assertThat(refused).isBetween(400, 2350);
  }

  private static String mutatedCharacters(Random random, String text) {
    StringBuilder mutated = new StringBuilder(text);
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      mutated.setCharAt(random.nextInt(mutated.length()), (char) random.nextInt(random.nextBoolean() ? 128 : 65536));
    }
    return mutated.toString();
  }

  /** The checksum is right again, and one time in two the signature, too. */
  private static String mutatedGroups(Random random, String text) {
    int separator = text.lastIndexOf('1');
    String prefix = text.substring(0, separator);
    byte[] groups = new byte[text.length() - separator - 1 - 6];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = (byte) Bech32.alphabet.indexOf(text.charAt(separator + 1 + i));
    }
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      groups[random.nextInt(groups.length)] = (byte) random.nextInt(32);
    }
    int length = random.nextInt(5) == 0 ? random.nextInt(groups.length) : groups.length;
    byte[] kept = Arrays.copyOf(groups, length);
    if (random.nextBoolean() && length > 104) {
      byte[] signed = Arrays.copyOf(kept, length - 104);
      byte[] signature = InvoiceSignature.sign(InvoiceSignature.signedHash(prefix, signed), RawInvoice.KEY).toByteArray();
      kept = new GroupWriter().groups(signed).bytes(signature).toGroups();
    }
    return RawInvoice.encode(prefix, kept);
  }

  @Test
  void expiryIsTheLastMoment() {
    InvoiceTerms terms = InvoiceTerms.of(
        InvoiceNetwork.REGTEST,
        null,
        Instant.ofEpochSecond(1000),
        new PaymentHash(ByteVector32.One),
        new PaymentSecret(ByteVector32.One),
        new InvoiceDescription.Text("tea"),
        Features.of(8, 14)).withExpiry(Duration.ofSeconds(60));
    assertThat(terms.isExpired(Instant.ofEpochSecond(1060))).isFalse();
    assertThat(terms.isExpired(Instant.ofEpochSecond(1061))).isTrue();
  }

  @Test
  void descriptionsThatDoNotFitAreTold() {
    assertThat(InvoiceDescription.Text.fits("x".repeat(639))).isTrue();
    assertThat(InvoiceDescription.Text.fits("x".repeat(640))).isFalse();
    assertThat(InvoiceDescription.Text.fits("é".repeat(320))).isFalse();
    assertThat(InvoiceDescription.Text.fits("\ud83d")).isFalse();
    assertThatThrownBy(() -> new InvoiceDescription.Text("x".repeat(640))).isInstanceOf(IllegalArgumentException.class);
    assertThat(InvoiceDescription.Hash.of("One").sha256()).isEqualTo(new ByteVector("One".getBytes(StandardCharsets.US_ASCII)).sha256());
  }
}
