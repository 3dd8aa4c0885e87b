package org.l2node.node.storage;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The schema's versions, each a step from the one before. {@code PRAGMA user_version} holds the version of a database; a step and its
 * version number become durable together. A step that has been released is never changed.
 */
final class Migrations {
  /** Step i leads from version i to version i + 1. */
  private static final List<List<String>> STEPS = List.of(List.of(
      "CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
      // Channels: what never changes, and what changes with each round (ChannelWrite).
      "CREATE TABLE channel_fixed (channel_id BLOB PRIMARY KEY, peer BLOB NOT NULL, fixed BLOB NOT NULL) WITHOUT ROWID",
      "CREATE TABLE channel_state (channel_id BLOB PRIMARY KEY, state BLOB NOT NULL) WITHOUT ROWID",
      "CREATE TABLE htlc (channel_id BLOB NOT NULL, direction INTEGER NOT NULL, htlc_id INTEGER NOT NULL, htlc BLOB NOT NULL, "
          + "PRIMARY KEY (channel_id, direction, htlc_id)) WITHOUT ROWID",
      "CREATE TABLE htlc_mark (channel_id BLOB NOT NULL, direction INTEGER NOT NULL, htlc_id INTEGER NOT NULL, mark BLOB NOT NULL, "
          + "PRIMARY KEY (channel_id, direction, htlc_id)) WITHOUT ROWID",
      "CREATE TABLE penalty (channel_id BLOB NOT NULL, number INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (channel_id, "
          + "number)) WITHOUT ROWID",
      "CREATE TABLE peer (node_id BLOB PRIMARY KEY, address TEXT NOT NULL) WITHOUT ROWID",
      "CREATE TABLE invoice (payment_hash BLOB PRIMARY KEY, invoice TEXT NOT NULL, preimage BLOB NOT NULL, payment_secret BLOB NOT "
          + "NULL, amount_msat INTEGER, description TEXT NOT NULL, "
          + "created_s INTEGER NOT NULL, expires_s INTEGER NOT NULL, min_final_cltv INTEGER NOT NULL, "
          + "received_msat INTEGER, paid_s INTEGER, paid_channel BLOB, paid_htlc INTEGER) WITHOUT ROWID",
      "CREATE INDEX invoice_created ON invoice (created_s)",
      "CREATE TABLE payment (payment_id INTEGER PRIMARY KEY, payment_hash BLOB NOT NULL, pending INTEGER NOT NULL, payment BLOB NOT NULL)",
      "CREATE INDEX payment_by_hash ON payment (payment_hash)",
      "CREATE INDEX payment_pending ON payment (payment_id) WHERE pending = 1",
      "CREATE TABLE forward (upstream BLOB NOT NULL, htlc_id INTEGER NOT NULL, downstream BLOB NOT NULL, amount_in_msat INTEGER NOT "
          + "NULL, amount_out_msat INTEGER NOT NULL, "
          + "settled_s INTEGER NOT NULL, PRIMARY KEY (upstream, htlc_id)) WITHOUT ROWID",
      "CREATE TABLE published (number INTEGER PRIMARY KEY, tx_id BLOB NOT NULL UNIQUE, tx BLOB NOT NULL, purpose TEXT NOT NULL, "
          + "since INTEGER NOT NULL, "
          + "confirmed_height INTEGER, confirmed_hash BLOB, conflict_height INTEGER, conflict_hash BLOB)",
      "CREATE TABLE wallet_output (tx_id BLOB NOT NULL, output_index INTEGER NOT NULL, amount_sat INTEGER NOT NULL, script BLOB NOT "
          + "NULL, branch INTEGER NOT NULL, key_index INTEGER NOT NULL, "
          + "coinbase INTEGER NOT NULL, height INTEGER, block_hash BLOB, spender BLOB, spent_by_us INTEGER, spent_height INTEGER, "
          + "spent_block_hash BLOB, "
          + "PRIMARY KEY (tx_id, output_index))",
      "CREATE TABLE wallet_counter (branch INTEGER PRIMARY KEY, next INTEGER NOT NULL, used INTEGER NOT NULL)",
      "CREATE TABLE wallet_reservation (owner TEXT PRIMARY KEY, tx BLOB NOT NULL, output_index INTEGER NOT NULL, fee_sat INTEGER "
          + "NOT NULL) WITHOUT ROWID",
      "CREATE TABLE wallet_block (height INTEGER PRIMARY KEY, block_hash BLOB NOT NULL)",
      "CREATE TABLE idempotency (key TEXT PRIMARY KEY, request_hash BLOB NOT NULL, result TEXT, created_s INTEGER NOT NULL) WITHOUT "
          + "ROWID"),
      List.of(
          // The transactions that bring channels' outputs home, and the outputs in each.
          "CREATE TABLE sweep (number INTEGER PRIMARY KEY, tx BLOB NOT NULL, fee_sat INTEGER NOT NULL, feerate INTEGER NOT NULL, "
              + "made INTEGER NOT NULL)",
          "CREATE TABLE sweep_input (number INTEGER NOT NULL, position INTEGER NOT NULL, channel_id BLOB NOT NULL, tx_id BLOB NOT NULL, "
              + "output_index INTEGER NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (number, position)) WITHOUT ROWID"));

  private Migrations() {}

  static int latest() {
    return STEPS.size();
  }

  /**
   * Brings the database to the latest version.
   *
   * @throws StorageException if the database is of a later version than this program knows
   */
  static void run(Connection connection) throws SQLException {
    int version = version(connection);
    if (version > latest()) {
      throw new StorageException(
          "the database has schema version " + version + ", this program knows " + latest() + ": use the newer program it was written by");
    }
    for (int from = version; from < latest(); from++) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        for (String sql : STEPS.get(from)) {
          statement.execute(sql);
        }
        statement.execute("PRAGMA user_version = " + (from + 1));
        connection.commit();
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA user_version")) {
      return result.next() ? result.getInt(1) : 0;
    }
  }
}
