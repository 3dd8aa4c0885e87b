package org.l2node.routing.invoice;

import fr.acinq.bitcoin.Bech32;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** An invoice put together field by field, right or wrong, with a valid signature and checksum over whatever is in it. */
final class RawInvoice {
  static final PrivateKey KEY = new PrivateKey(new ByteVector32("e1".repeat(32)));

  private String prefix = "lnbcrt";
  private final GroupWriter data;
  private UnaryOperator<byte[]> changeSignature = signature -> signature;

  RawInvoice() {
    this(new GroupWriter().number(1_700_000_000L, 7));
  }

  private RawInvoice(GroupWriter data) {
    this.data = data;
  }

  /** With just these groups of five bits, the timestamp among them. */
  static RawInvoice of(String prefix, byte[] groups) {
    return new RawInvoice(new GroupWriter().groups(groups)).prefix(prefix);
  }

  RawInvoice prefix(String newPrefix) {
    prefix = newPrefix;
    return this;
  }

  /** What every invoice must have. */
  static RawInvoice complete() {
    return new RawInvoice().secret().hash().description();
  }

  RawInvoice secret() {
    return field(FieldType.PAYMENT_SECRET, new ByteVector32("11".repeat(32)));
  }

  RawInvoice hash() {
    return field(FieldType.PAYMENT_HASH, new ByteVector32("22".repeat(32)));
  }

  RawInvoice description() {
    return field(FieldType.DESCRIPTION, new ByteVector("tea".getBytes(StandardCharsets.UTF_8)));
  }

  RawInvoice field(int type, ByteVector bytes) {
    return groups(type, new GroupWriter().bytes(bytes.toByteArray()).toGroups());
  }

  RawInvoice groups(int type, byte... groups) {
    data.number(type, 1).number(groups.length, 2).groups(groups);
    return this;
  }

  /** Groups that need not be a field. */
  RawInvoice trailing(byte... groups) {
    data.groups(groups);
    return this;
  }

  /** @param change of the 65 bytes of the signature */
  RawInvoice signature(UnaryOperator<byte[]> change) {
    changeSignature = change;
    return this;
  }

  RawInvoice recoveryId(int id) {
    return signature(signature -> {
      signature[64] = (byte) id;
      return signature;
    });
  }

  String text() {
    byte[] signed = data.toGroups();
    byte[] signature = InvoiceSignature.sign(InvoiceSignature.signedHash(prefix, signed), KEY).toByteArray();
    return encode(prefix, new GroupWriter().groups(signed).bytes(changeSignature.apply(signature)).toGroups());
  }

  /** With a valid checksum. */
  static String encode(String prefix, byte[] groups) {
    Byte[] boxed = new Byte[groups.length];
    for (int i = 0; i < groups.length; i++) {
      boxed[i] = groups[i];
    }
    return Bech32.encode(prefix, boxed, Bech32.Encoding.Bech32);
  }
}
