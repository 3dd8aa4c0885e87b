package org.l2node.node.storage;

import fr.acinq.bitcoin.ByteVector32;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.PaymentSecret;

/** Invoices in SQL. */
public final class InvoiceTable {
  /**
   * An invoice of this node.
   *
   * @param invoice as BOLT 11 writes it
   * @param amount null: the payer chooses
   * @param createdSeconds since 1970
   * @param expiresSeconds since 1970
   * @param minFinalCltv blocks that the payer must leave
   * @param receipt null until paid
   */
  public record InvoiceRow(
      PaymentHash paymentHash,
      String invoice,
      PaymentPreimage preimage,
      PaymentSecret paymentSecret,
      @Nullable MilliSatoshi amount,
      String description,
      long createdSeconds,
      long expiresSeconds,
      int minFinalCltv,
      @Nullable Receipt receipt) {
    /** This, paid. */
    public InvoiceRow withReceipt(Receipt paid) {
      return new InvoiceRow(paymentHash, invoice, preimage, paymentSecret, amount, description, createdSeconds, expiresSeconds,
          minFinalCltv, paid);
    }
  }

  /**
   * Which HTLC paid an invoice: that one is fulfilled, whenever it turns up again, and no other.
   *
   * @param paidSeconds since 1970
   */
  public record Receipt(MilliSatoshi received, long paidSeconds, ChannelId channelId, HtlcId htlcId) {}

  private static final String COLUMNS = "payment_hash, invoice, preimage, payment_secret, amount_msat, description, created_s, "
      + "expires_s, min_final_cltv, received_msat, paid_s, paid_channel, paid_htlc";

  private static final String BY_HASH = "SELECT " + COLUMNS + " FROM invoice WHERE payment_hash = ?";

  private InvoiceTable() {}

  /** Adds an invoice; breaks a constraint where the payment hash is known. */
  public static void insert(Statements statements, InvoiceRow row) throws SQLException {
    MilliSatoshi amount = row.amount();
    statements.run(
        "INSERT INTO invoice (payment_hash, invoice, preimage, payment_secret, amount_msat, description, created_s, expires_s, "
            + "min_final_cltv) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row.paymentHash().value().toByteArray(),
        row.invoice(),
        row.preimage().value().toByteArray(),
        row.paymentSecret().value().toByteArray(),
        amount == null ? null : amount.msat(),
        row.description(),
        row.createdSeconds(),
        row.expiresSeconds(),
        row.minFinalCltv());
  }

  /** Notes which HTLC pays an invoice; the first one stays. */
  public static void markPaid(Statements statements, PaymentHash paymentHash, Receipt receipt) throws SQLException {
    statements.run(
        "UPDATE invoice SET received_msat = ?, paid_s = ?, paid_channel = ?, paid_htlc = ? WHERE payment_hash = ? AND paid_s IS NULL",
        receipt.received().msat(),
        receipt.paidSeconds(),
        receipt.channelId().value().toByteArray(),
        receipt.htlcId().value(),
        paymentHash.value().toByteArray());
  }

  /** The invoice of that payment hash. */
  public static Optional<InvoiceRow> find(Statements statements, PaymentHash paymentHash) throws SQLException {
    PreparedStatement statement = statements.question(BY_HASH);
    statement.setBytes(1, paymentHash.value().toByteArray());
    return read(statement).stream().findFirst();
  }

  /** As {@link #find(Statements, PaymentHash)}, for questions that are rare. */
  public static Optional<InvoiceRow> find(Connection connection, PaymentHash paymentHash) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(BY_HASH)) {
      statement.setBytes(1, paymentHash.value().toByteArray());
      return read(statement).stream().findFirst();
    }
  }

  /** The invoices that nobody has paid and that expire after {@code seconds} since 1970. */
  public static List<InvoiceRow> open(Connection connection, long seconds) throws SQLException {
    try (PreparedStatement statement = connection
        .prepareStatement("SELECT " + COLUMNS + " FROM invoice WHERE paid_s IS NULL AND expires_s > ? ORDER BY created_s")) {
      statement.setLong(1, seconds);
      return read(statement);
    }
  }

  private static List<InvoiceRow> read(PreparedStatement statement) throws SQLException {
    List<InvoiceRow> found = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        long amount = rows.getLong(5);
        MilliSatoshi amountOrNull = rows.wasNull() ? null : new MilliSatoshi(amount);
        long paidSeconds = rows.getLong(11);
        Receipt receipt = rows.wasNull()
            ? null
            : new Receipt(new MilliSatoshi(rows.getLong(10)), paidSeconds, new ChannelId(new ByteVector32(rows.getBytes(12))),
                new HtlcId(rows.getLong(13)));
        found.add(new InvoiceRow(
            new PaymentHash(new ByteVector32(rows.getBytes(1))),
            rows.getString(2),
            new PaymentPreimage(new ByteVector32(rows.getBytes(3))),
            new PaymentSecret(new ByteVector32(rows.getBytes(4))),
            amountOrNull,
            rows.getString(6),
            rows.getLong(7),
            rows.getLong(8),
            rows.getInt(9),
            receipt));
      }
    }
    return List.copyOf(found);
  }
}
