package org.l2node.routing.invoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.Bech32;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.secp256k1.Secp256k1;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;

class MalformedInvoiceTest {
  private static final ByteVector KEY = RawInvoice.KEY.publicKey().value;
  private static final ByteVector OFF_THE_CURVE = new ByteVector("02" + "ff".repeat(32));
  private static final BigInteger ORDER = new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

  private static void refused(String text, InvoiceError error) {
    assertThatThrownBy(() -> Bolt11Invoice.read(text))
        .isInstanceOfSatisfying(InvalidInvoiceException.class, e -> assertThat(e.error()).isEqualTo(error));
  }

  private static void refused(String text, Class<? extends InvoiceError> error) {
    assertThatThrownBy(() -> Bolt11Invoice.read(text))
        .isInstanceOfSatisfying(InvalidInvoiceException.class, e -> assertThat(e.error()).isInstanceOf(error));
  }

  @Test
  void rawInvoicesAreOtherwiseValid() throws InvalidInvoiceException {
    Bolt11Invoice invoice = Bolt11Invoice.read(RawInvoice.complete().text());
    assertThat(invoice.payee()).isEqualTo(new NodeId(RawInvoice.KEY.publicKey()));
    assertThat(Bolt11Invoice.read("  lightning:" + RawInvoice.complete().text() + "\n")).isEqualTo(invoice);
    assertThat(Bolt11Invoice.read(("LIGHTNING:" + RawInvoice.complete().text()).toUpperCase(Locale.ROOT))).isEqualTo(invoice);
  }

  static Stream<Arguments> malformedFields() {
    return Stream.of(
        field("payment_hash of no length", r -> r.groups(FieldType.PAYMENT_HASH)),
        field("payment_secret of no length", r -> r.groups(FieldType.PAYMENT_SECRET)),
        field("payee of no length", r -> r.groups(FieldType.PAYEE)),
        field("description hash of no length", r -> r.groups(FieldType.DESCRIPTION_HASH)),
        field("fallback of no length", r -> r.groups(FieldType.FALLBACK)),
        field("route hint of no length", r -> r.groups(FieldType.ROUTE_HINT)),
        field("fallback with a version only", r -> r.groups(FieldType.FALLBACK, (byte) 0)),
        field("fallback of 19 bytes", r -> r.groups(FieldType.FALLBACK, fallback(17, 19))),
        field("witness program of 21 bytes", r -> r.groups(FieldType.FALLBACK, fallback(0, 21))),
        field("witness program of 41 bytes", r -> r.groups(FieldType.FALLBACK, fallback(2, 41))),
        field("payee off the curve", r -> r.field(FieldType.PAYEE, OFF_THE_CURVE)),
        field("payee that is no compressed key", r -> r.field(FieldType.PAYEE, KEY.update(0, (byte) 4))),
        field("hint off the curve", r -> r.field(FieldType.ROUTE_HINT, OFF_THE_CURVE.concat(new ByteVector(new byte[18])))),
        field("hint one byte short", r -> r.field(FieldType.ROUTE_HINT, KEY.concat(new ByteVector(new byte[17])))),
        field("hint one byte long", r -> r.field(FieldType.ROUTE_HINT, KEY.concat(new ByteVector(new byte[19])))),
        field("description that is not UTF-8", r -> r.field(FieldType.DESCRIPTION, new ByteVector("c328"))),
        field("description cut within a character", r -> r.field(FieldType.DESCRIPTION, new ByteVector("e282"))),
        field("description with padding that is not zero", r -> r.groups(FieldType.DESCRIPTION, (byte) 12, (byte) 5)),
        field("description with a group too many", r -> r.groups(FieldType.DESCRIPTION, (byte) 12, (byte) 4, (byte) 0)),
        field("metadata with padding that is not zero", r -> r.groups(FieldType.METADATA, (byte) 0, (byte) 1)),
        field("expiry that starts with 0", r -> r.groups(FieldType.EXPIRY, (byte) 0, (byte) 1)),
        field("expiry beyond all time", r -> r.groups(FieldType.EXPIRY, ones(13))),
        field("expiry of 11 groups", r -> r.groups(FieldType.EXPIRY, ones(11))),
        field("final delta that starts with 0", r -> r.groups(FieldType.MIN_FINAL_CLTV_EXPIRY_DELTA, (byte) 0, (byte) 18)),
        field("final delta of more than 65535", r -> r.groups(FieldType.MIN_FINAL_CLTV_EXPIRY_DELTA, ones(4))),
        field("features that start with 0", r -> r.groups(FieldType.FEATURES, (byte) 0, (byte) 8)),
        field("type without a length", r -> r.trailing((byte) 2)),
        field("type with half a length", r -> r.trailing((byte) 2, (byte) 1)),
        field("length beyond the end", r -> r.trailing((byte) 2, (byte) 31, (byte) 31, (byte) 0)));
  }

  private static Arguments field(String name, Consumer<RawInvoice> change) {
    return Arguments.of(name, change);
  }

  private static byte[] fallback(int version, int length) {
    return new GroupWriter().number(version, 1).bytes(new byte[length]).toGroups();
  }

  private static byte[] ones(int count) {
    byte[] groups = new byte[count];
    Arrays.fill(groups, (byte) 31);
    return groups;
  }

  @Tag("V44")
  @Tag("V45")
  @ParameterizedTest(name = "{0}")
  @MethodSource("malformedFields")
  void malformedFieldsAreNamed(String name, Consumer<RawInvoice> change) {
    RawInvoice raw = new RawInvoice();
    // first, so that it is this field that counts and not one before it
    change.accept(raw);
    refused(raw.secret().hash().description().text(), InvoiceError.MalformedField.class);
    RawInvoice atEnd = new RawInvoice().secret().hash();
    change.accept(atEnd);
    refused(atEnd.text(), InvoiceError.MalformedField.class);
  }

  @Tag("V45")
  @Test
  void paddingOfFixedFieldsMustBeZero() {
    byte[] hash = new GroupWriter().bytes(new byte[32]).toGroups();
    hash[51] |= 1;
    refused(RawInvoice.complete().groups(FieldType.PAYMENT_HASH, hash).text(), InvoiceError.MalformedField.class);
    byte[] key = new GroupWriter().bytes(KEY.toByteArray()).toGroups();
    key[52] |= 1;
    refused(RawInvoice.complete().groups(FieldType.PAYEE, key).text(), InvoiceError.MalformedField.class);
  }

  @Test
  void missingFieldsAreNamed() {
    refused(new RawInvoice().secret().description().text(), new InvoiceError.MissingField("payment_hash"));
    refused(new RawInvoice().hash().description().text(), new InvoiceError.MissingField("payment_secret"));
    refused(new RawInvoice().hash().secret().text(), new InvoiceError.MissingField("description or description hash"));
    refused(
        RawInvoice.complete().field(FieldType.DESCRIPTION_HASH, ByteVector32.One).text(),
        new InvoiceError.TwoDescriptions());
    // of a wrong length is as good as not there
    refused(
        new RawInvoice().secret().description().groups(FieldType.PAYMENT_HASH, new byte[51]).text(),
        new InvoiceError.MissingField("payment_hash"));
    refused(
        new RawInvoice().hash().description().groups(FieldType.PAYMENT_SECRET, new byte[53]).text(),
        new InvoiceError.MissingField("payment_secret"));
  }

  @Test
  void theFirstOfTwoFieldsCounts() throws InvalidInvoiceException {
    InvoiceTerms terms = Bolt11Invoice.read(
        RawInvoice.complete().field(FieldType.PAYMENT_HASH, ByteVector32.One).field(FieldType.PAYMENT_SECRET, ByteVector32.One)
            .field(FieldType.DESCRIPTION, ByteVector.empty).groups(FieldType.EXPIRY, (byte) 7).groups(FieldType.EXPIRY, (byte) 8).text())
        .terms();
    assertThat(terms.paymentHash().value().toHex()).startsWith("2222");
    assertThat(terms.paymentSecret().value().toHex()).startsWith("1111");
    assertThat(terms.description()).isEqualTo(new InvoiceDescription.Text("tea"));
    assertThat(terms.expiry()).hasSeconds(7);
  }

  @Test
  void unknownFieldsAreKept() throws InvalidInvoiceException {
    Bolt11Invoice invoice = Bolt11Invoice.read(
        RawInvoice.complete().groups(2, (byte) 1, (byte) 2).groups(FieldType.FALLBACK, (byte) 19, (byte) 3).groups(31).text());
    assertThat(invoice.terms().unknownFields()).containsExactly(
        new UnknownField(2, new ByteVector("0102")),
        new UnknownField(FieldType.FALLBACK, new ByteVector("1303")),
        new UnknownField(31, ByteVector.empty));
    assertThat(invoice.terms().fallbackAddresses()).isEmpty();
  }

  @Test
  void unknownEvenFeaturesAndMissingOnesAreNamed() throws InvalidInvoiceException {
    refused(RawInvoice.complete().groups(FieldType.FEATURES, bits(8, 14, 18, 31, 100)).text(),
        new InvoiceError.UnknownFeatures(List.of(18, 100)));
    refused(RawInvoice.complete().groups(FieldType.FEATURES, bits(17)).text(),
        new InvoiceError.MissingFeature("basic_mpp", "payment_secret"));
    Bolt11Invoice mpp = Bolt11Invoice.read(RawInvoice.complete().groups(FieldType.FEATURES, bits(8, 14, 16)).text());
    assertThat(mpp.terms().features().setBits()).containsExactly(8, 14, 16);
    assertThat(Bolt11Invoice.read(RawInvoice.complete().groups(FieldType.FEATURES).text()).terms().features().setBits()).isEmpty();
  }

  private static byte[] bits(int... bits) {
    byte[] groups = new byte[bits[bits.length - 1] / 5 + 1];
    for (int bit : bits) {
      groups[groups.length - 1 - bit / 5] |= (byte) (1 << (bit % 5));
    }
    return groups;
  }

  @Tag("V44")
  @ParameterizedTest
  @ValueSource(ints = {4, 5, 7, 27, 31, 128, 255})
  void recoveryIdsAboveThreeAreRefused(int id) {
    refused(RawInvoice.complete().recoveryId(id).text(), new InvoiceError.BadSignature("recovery id " + id));
    refused(RawInvoice.complete().field(FieldType.PAYEE, KEY).recoveryId(id).text(), new InvoiceError.BadSignature("recovery id " + id));
  }

  @Tag("V45")
  @Test
  void namedPayeeMustHaveSigned() throws InvalidInvoiceException {
    RawInvoice named = RawInvoice.complete().field(FieldType.PAYEE, KEY);
    assertThat(Bolt11Invoice.read(named.text()).payee()).isEqualTo(new NodeId(RawInvoice.KEY.publicKey()));
    for (int id = 0; id <= 3; id++) {
      // the key is named, so nothing is recovered
      assertThat(Bolt11Invoice.read(named.recoveryId(id).text()).payee()).isEqualTo(new NodeId(RawInvoice.KEY.publicKey()));
    }
    ByteVector other = new PrivateKey(ByteVector32.One).publicKey().value;
    refused(RawInvoice.complete().field(FieldType.PAYEE, other).text(), InvoiceError.BadSignature.class);
  }

  private static byte[] withHighS(byte[] signature) {
    BigInteger s = ORDER.subtract(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64)));
    byte[] high = new ByteVector(s.toByteArray()).takeRight(32).toByteArray();
    System.arraycopy(high, 0, signature, 32, 32);
    signature[64] ^= 1;
    return signature;
  }

  @Tag("V45")
  @Test
  void highSIsTakenOnlyWhereTheKeyIsRecovered() throws InvalidInvoiceException {
    assertThat(Bolt11Invoice.read(RawInvoice.complete().signature(MalformedInvoiceTest::withHighS).text()).payee())
        .isEqualTo(new NodeId(RawInvoice.KEY.publicKey()));
    refused(
        RawInvoice.complete().field(FieldType.PAYEE, KEY).signature(MalformedInvoiceTest::withHighS).text(),
        new InvoiceError.BadSignature("its S is high"));
  }

  @Tag("V44")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void signaturesOutOfRangeAreRefused(boolean named) {
    byte[] zero = new byte[65];
    byte[] ones = new byte[65];
    Arrays.fill(ones, 0, 64, (byte) 0xff);
    for (byte[] signature : List.of(zero, ones)) {
      RawInvoice raw = named ? RawInvoice.complete().field(FieldType.PAYEE, KEY) : RawInvoice.complete();
      refused(raw.signature(s -> signature).text(), InvoiceError.BadSignature.class);
    }
  }

  @Test
  void signaturesOverOtherTextsLeadToOtherKeys() throws InvalidInvoiceException {
    String text = RawInvoice.complete().prefix("lnbcrt10u").text();
    byte[] groups = new byte[text.length() - 10 - 6];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = (byte) Bech32.alphabet.indexOf(text.charAt(10 + i));
    }
    assertThat(RawInvoice.encode("lnbcrt10u", groups)).isEqualTo(text);
    NodeId forged = Bolt11Invoice.read(RawInvoice.encode("lnbcrt90u", groups)).payee();
    assertThat(forged).isNotEqualTo(new NodeId(RawInvoice.KEY.publicKey()));
  }

  @Tag("V45")
  @ParameterizedTest
  @ValueSource(strings = {"", "1", "ln", "lnbc", "lnbc1", "lnbc1qqqqqq", "1qqqqqq", "hello", "lnbc1b", "lnbc1qqqqqqqqqqqqqqé",
      "lñbc1qqqqqqqqq",
      "lnbc 1qqqqqqqqq", "lnbc\u00001qqqqq", "lnbc1\ud83d\ude00qqqqqqq", "İnbc1qqqqqq", "lightning:", "lightning:lightning:lnbc1qqqqqq"})
  void textsThatAreNoInvoiceAreRefused(String text) {
    assertThatThrownBy(() -> Bolt11Invoice.read(text)).isInstanceOf(InvalidInvoiceException.class);
  }

  @Test
  void bech32IsChecked() {
    String text = RawInvoice.complete().text();
    String wrong = text.substring(0, 20) + (text.charAt(20) == 'q' ? 'p' : 'q') + text.substring(21);
    refused(wrong, new InvoiceError.WrongChecksum());
    refused(text + "q", new InvoiceError.WrongChecksum());
    refused(text.substring(0, 12) + "b" + text.substring(12), InvoiceError.MalformedBech32.class);
    refused("L" + text.substring(1), new InvoiceError.MixedCase());
    refused("q".repeat(20_000), new InvoiceError.TooLong(20_000));
    refused("lnbcrt" + "0".repeat(90) + "1qqqqqqqqqqqq", InvoiceError.WrongChecksum.class);
    Byte[] groups = {0, 0, 0, 0, 0, 0, 0, 0};
    refused(Bech32.encode("lnbcrt", groups, Bech32.Encoding.Bech32m), new InvoiceError.WrongChecksum());
    refused(Bech32.encode("lnbcrt", groups, Bech32.Encoding.Bech32), new InvoiceError.TooShort());
  }

  @ParameterizedTest
  @CsvSource({"bc,bc", "lnxx,lnxx", "ln,ln", "lnbcr,lnbcr", "lnbctb10u,lnbctb", "lntbs2,", "x10u,x", "bc1q,bc"})
  void unknownPrefixesAreNamed(String prefix, String letters) {
    if (letters != null) {
      refused(RawInvoice.complete().prefix(prefix.replace("1q", "")).text(), new InvoiceError.UnknownPrefix(letters));
    }
  }

  @ParameterizedTest
  @CsvSource({"lnbc,MAINNET", "lntb,TESTNET", "lntbs,SIGNET", "lnbcrt,REGTEST", "lntbs20m,SIGNET"})
  void networksAreToldApart(String prefix, InvoiceNetwork network) throws InvalidInvoiceException {
    String text = RawInvoice.complete().prefix(prefix).text();
    assertThat(Bolt11Invoice.read(text, network).terms().network()).isEqualTo(network);
    for (InvoiceNetwork other : InvoiceNetwork.values()) {
      if (other != network) {
        assertThatThrownBy(() -> Bolt11Invoice.read(text, other)).isInstanceOfSatisfying(
            InvalidInvoiceException.class,
            e -> assertThat(e.error()).isEqualTo(new InvoiceError.OtherNetwork(other, network)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2500u,250000000", "20m,2000000000", "9678785340p,967878534", "10p,1", "1n,100", "1,100000000000",
      "21000000,2100000000000000000",
      "21000000000000000000p,2100000000000000000", "100n,10000", "1000m,100000000000"})
  void amountsAreExact(String amount, long msat) throws InvalidInvoiceException {
    assertThat(Bolt11Invoice.read(RawInvoice.complete().prefix("lnbc" + amount).text()).amount()).contains(new MilliSatoshi(msat));
  }

  @Tag("V45")
  @ParameterizedTest
  @ValueSource(strings = {"1p", "11p", "2500000001p", "0", "0m", "010u", "21000001", "21000000000000000010p", "99999999999999999999999999",
      "2500x", "25mm", "1k", "2m5"})
  void amountsThatAreNoneAreRefused(String amount) {
    refused(RawInvoice.complete().prefix("lnbc" + amount).text(), InvoiceError.InvalidAmount.class);
  }

  @Test
  void nativeSignaturesAreLowS() {
    assertThat(Secp256k1.get().signatureNormalize(
        InvoiceSignature.sign(ByteVector32.One, RawInvoice.KEY).take(64).toByteArray()).getSecond()).isFalse();
  }
}
