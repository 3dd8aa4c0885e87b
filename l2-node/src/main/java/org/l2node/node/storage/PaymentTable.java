package org.l2node.node.storage;

import fr.acinq.bitcoin.ByteVector;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.l2node.channels.units.PaymentHash;
import org.l2node.routing.payment.Payment;
import org.l2node.routing.payment.PaymentCodec;

/** Payments of this node's own in SQL; the bytes are the routing module's. */
public final class PaymentTable {
  private PaymentTable() {}

  /** Stores a payment as it stands now. */
  public static void put(Statements statements, Payment payment) throws SQLException {
    statements.run(
        "INSERT INTO payment (payment_id, payment_hash, pending, payment) VALUES (?, ?, ?, ?) "
            + "ON CONFLICT (payment_id) DO UPDATE SET pending = excluded.pending, payment = excluded.payment",
        payment.id(),
        payment.paymentHash().value().toByteArray(),
        payment.isPending() ? 1 : 0,
        PaymentCodec.write(payment).toByteArray());
  }

  /** The payment of that number. */
  public static Optional<Payment> find(Statements statements, long id) throws SQLException {
    PreparedStatement statement = statements.question("SELECT payment FROM payment WHERE payment_id = ?");
    statement.setLong(1, id);
    return read(statement).stream().findFirst();
  }

  /** The last payment of that hash. */
  public static Optional<Payment> findLast(Statements statements, PaymentHash hash) throws SQLException {
    PreparedStatement statement = statements
        .question("SELECT payment FROM payment WHERE payment_hash = ? ORDER BY payment_id DESC LIMIT 1");
    statement.setBytes(1, hash.value().toByteArray());
    return read(statement).stream().findFirst();
  }

  /** The payments that have not ended, in order of their numbers. */
  public static List<Payment> pending(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT payment FROM payment WHERE pending = 1 ORDER BY payment_id")) {
      return read(statement);
    }
  }

  /** Up to {@code limit} payments with numbers below {@code before}, the newest first. */
  public static List<Payment> before(Connection connection, long before, int limit) throws SQLException {
    try (PreparedStatement statement = connection
        .prepareStatement("SELECT payment FROM payment WHERE payment_id < ? ORDER BY payment_id DESC LIMIT ?")) {
      statement.setLong(1, before);
      statement.setInt(2, limit);
      return read(statement);
    }
  }

  /** The highest number that was given; 0 before the first. */
  public static long lastId(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT COALESCE(MAX(payment_id), 0) FROM payment");
        ResultSet row = statement.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private static List<Payment> read(PreparedStatement statement) throws SQLException {
    List<Payment> payments = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        payments.add(PaymentCodec.read(new ByteVector(rows.getBytes(1))));
      }
    }
    return List.copyOf(payments);
  }
}
