package org.l2node.routing.invoice;

import fr.acinq.bitcoin.Bech32;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.WireWriter;

/** Writes invoices: a prefix, groups of 5 bits, a signature, a checksum (BOLT 11). */
final class InvoiceWriter {
  private InvoiceWriter() {}

  static Bolt11Invoice sign(InvoiceTerms terms, PrivateKey nodeKey, boolean namesPayee) {
    NodeId payee = new NodeId(nodeKey.publicKey());
    String prefix = "ln" + terms.network().prefix() + InvoiceAmount.write(terms.amount());
    GroupWriter data = new GroupWriter().number(terms.timestamp().getEpochSecond(), 7);
    writeFields(data, terms);
    if (namesPayee) {
      field(data, FieldType.PAYEE, payee.key().value);
    }
    ByteVector32 hash = InvoiceSignature.signedHash(prefix, data.toGroups());
    data.bytes(InvoiceSignature.sign(hash, nodeKey).toByteArray());
    String text = Bech32.encode(prefix, boxed(data.toGroups()), Bech32.Encoding.Bech32);
    return new Bolt11Invoice(terms, payee, text);
  }

  private static void writeFields(GroupWriter data, InvoiceTerms terms) {
    field(data, FieldType.PAYMENT_SECRET, terms.paymentSecret().value());
    field(data, FieldType.PAYMENT_HASH, terms.paymentHash().value());
    switch (terms.description()) {
      case InvoiceDescription.Text(String text) ->
        field(data, FieldType.DESCRIPTION, new ByteVector(text.getBytes(StandardCharsets.UTF_8)));
      case InvoiceDescription.Hash(ByteVector32 hash) -> field(data, FieldType.DESCRIPTION_HASH, hash);
    }
    if (terms.metadata() != null) {
      field(data, FieldType.METADATA, terms.metadata());
    }
    if (!terms.expiry().equals(InvoiceTerms.DEFAULT_EXPIRY)) {
      number(data, FieldType.EXPIRY, terms.expiry().toSeconds());
    }
    if (!terms.minFinalCltvExpiryDelta().equals(InvoiceTerms.DEFAULT_MIN_FINAL_CLTV_EXPIRY_DELTA)) {
      number(data, FieldType.MIN_FINAL_CLTV_EXPIRY_DELTA, terms.minFinalCltvExpiryDelta().blocks());
    }
    for (FallbackAddress fallback : terms.fallbackAddresses()) {
      groups(
          data,
          FieldType.FALLBACK,
          new GroupWriter().number(fallback.version(), 1).bytes(fallback.program().toByteArray()).toGroups());
    }
    for (RouteHint hint : terms.routeHints()) {
      field(data, FieldType.ROUTE_HINT, routeHint(hint));
    }
    writeFeatures(data, terms.features());
    for (UnknownField unknown : terms.unknownFields()) {
      groups(data, unknown.type(), unknown.groups().toByteArray());
    }
  }

  private static ByteVector routeHint(RouteHint hint) {
    WireWriter w = new WireWriter();
    for (RouteHint.Hop hop : hint.hops()) {
      w.nodeId(hop.node()).shortChannelId(hop.shortChannelId()).u32(hop.feeBase().msat()).u32(hop.feeProportionalMillionths())
          .u16(hop.cltvExpiryDelta().blocks());
    }
    return w.toBytes();
  }

  private static void writeFeatures(GroupWriter data, Features features) {
    List<Integer> bits = features.setBits();
    if (bits.isEmpty()) {
      return;
    }
    byte[] groups = new byte[bits.getLast() / 5 + 1];
    for (int bit : bits) {
      groups[groups.length - 1 - bit / 5] |= (byte) (1 << (bit % 5));
    }
    groups(data, FieldType.FEATURES, groups);
  }

  private static void number(GroupWriter data, int type, long value) {
    int length = GroupWriter.lengthOf(value);
    groups(data, type, new GroupWriter().number(value, length).toGroups());
  }

  private static void field(GroupWriter data, int type, ByteVector bytes) {
    groups(data, type, new GroupWriter().bytes(bytes.toByteArray()).toGroups());
  }

  private static void groups(GroupWriter data, int type, byte[] groups) {
    data.number(type, 1).number(groups.length, 2).groups(groups);
  }

  private static Byte[] boxed(byte[] groups) {
    Byte[] result = new Byte[groups.length];
    for (int i = 0; i < groups.length; i++) {
      result[i] = groups[i];
    }
    return result;
  }
}
