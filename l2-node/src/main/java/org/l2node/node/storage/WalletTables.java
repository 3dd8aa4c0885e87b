package org.l2node.node.storage;

import fr.acinq.bitcoin.BlockHash;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.Satoshi;
import org.l2node.onchain.chain.BlockRef;
import org.l2node.onchain.wallet.AddressCounter;
import org.l2node.onchain.wallet.Branch;
import org.l2node.onchain.wallet.KeyLocation;
import org.l2node.onchain.wallet.OutputSpend;
import org.l2node.onchain.wallet.Reservation;
import org.l2node.onchain.wallet.WalletOutput;
import org.l2node.onchain.wallet.WalletSnapshot;
import org.l2node.onchain.wallet.WalletStore;
import org.l2node.onchain.wallet.WalletWrite;

/** The on-chain wallet in SQL. */
public final class WalletTables implements WalletStore {
  private static final String OUTPUT_COLUMNS = "tx_id, output_index, amount_sat, script, branch, key_index, coinbase, height, "
      + "block_hash, spender, spent_by_us, spent_height, spent_block_hash";

  private final Storage database;

  public WalletTables(Storage database) {
    this.database = database;
  }

  @Override
  public WalletSnapshot load() {
    return database.query(
        connection -> new WalletSnapshot(outputs(connection), counters(connection), reservations(connection), syncPoints(connection)));
  }

  @Override
  public void apply(List<WalletWrite> writes) {
    database.writeAndWait(statements -> {
      for (WalletWrite write : writes) {
        apply(statements, write);
      }
    });
  }

  private static void apply(Statements statements, WalletWrite write) throws SQLException {
    switch (write) {
      case WalletWrite.PutOutput(WalletOutput output) -> put(statements, output);
      case WalletWrite.DeleteOutput(OutPoint outPoint) ->
        statements.run("DELETE FROM wallet_output WHERE tx_id = ? AND output_index = ?", bytes(outPoint.txid), outPoint.index);
      case WalletWrite.PutCounter(AddressCounter counter) ->
        statements.run(
            "INSERT OR REPLACE INTO wallet_counter (branch, next, used) VALUES (?, ?, ?)", counter.branch().number(), counter.next(),
            counter.used());
      case WalletWrite.PutReservation(Reservation reservation) ->
        statements.run(
            "INSERT OR REPLACE INTO wallet_reservation (owner, tx, output_index, fee_sat) VALUES (?, ?, ?, ?)",
            reservation.owner(),
            Transaction.write(reservation.tx()),
            reservation.outputIndex(),
            reservation.fee().sat());
      case WalletWrite.DeleteReservation(String owner) -> statements.run("DELETE FROM wallet_reservation WHERE owner = ?", owner);
      case WalletWrite.AddSyncPoint(BlockRef block) ->
        statements.run("INSERT OR REPLACE INTO wallet_block (height, block_hash) VALUES (?, ?)", block.height().value(),
            bytes(block.hash()));
      case WalletWrite.DropSyncPointsFrom(BlockHeight height) ->
        statements.run("DELETE FROM wallet_block WHERE height >= ?", height.value());
      case WalletWrite.DropSyncPointsBelow(BlockHeight height) ->
        statements.run("DELETE FROM wallet_block WHERE height < ?", height.value());
    }
  }

  private static void put(Statements statements, WalletOutput output) throws SQLException {
    BlockRef block = output.block();
    OutputSpend spend = output.spend();
    BlockRef spentIn = spend == null ? null : spend.block();
    statements.run(
        "INSERT OR REPLACE INTO wallet_output (" + OUTPUT_COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        bytes(output.outPoint().txid),
        output.outPoint().index,
        output.amount().sat(),
        output.script().toByteArray(),
        output.key().branch().number(),
        output.key().index(),
        output.coinbase() ? 1 : 0,
        block == null ? null : block.height().value(),
        block == null ? null : bytes(block.hash()),
        spend == null ? null : bytes(spend.spender()),
        spend == null ? null : spend.own() ? 1 : 0,
        spentIn == null ? null : spentIn.height().value(),
        spentIn == null ? null : bytes(spentIn.hash()));
  }

  private static List<WalletOutput> outputs(Connection connection) throws SQLException {
    List<WalletOutput> outputs = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement("SELECT " + OUTPUT_COLUMNS + " FROM wallet_output ORDER BY rowid");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        BlockRef block = block(rows, 8);
        byte[] spender = rows.getBytes(10);
        OutputSpend spend = spender == null ? null : new OutputSpend(txId(spender), rows.getInt(11) == 1, block(rows, 12));
        outputs.add(new WalletOutput(
            new OutPoint(txId(rows.getBytes(1)), rows.getLong(2)),
            new Satoshi(rows.getLong(3)),
            new ByteVector(rows.getBytes(4)),
            new KeyLocation(branch(rows.getInt(5)), rows.getInt(6)),
            rows.getInt(7) == 1,
            block,
            spend));
      }
    }
    return outputs;
  }

  private static List<AddressCounter> counters(Connection connection) throws SQLException {
    List<AddressCounter> counters = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement("SELECT branch, next, used FROM wallet_counter ORDER BY branch");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        counters.add(new AddressCounter(branch(rows.getInt(1)), rows.getInt(2), rows.getInt(3)));
      }
    }
    return counters;
  }

  private static List<Reservation> reservations(Connection connection) throws SQLException {
    List<Reservation> reservations = new ArrayList<>();
    try (
        PreparedStatement statement = connection
            .prepareStatement("SELECT owner, tx, output_index, fee_sat FROM wallet_reservation ORDER BY owner");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        reservations
            .add(new Reservation(rows.getString(1), Transaction.read(rows.getBytes(2)), rows.getInt(3), new Satoshi(rows.getLong(4))));
      }
    }
    return reservations;
  }

  private static List<BlockRef> syncPoints(Connection connection) throws SQLException {
    List<BlockRef> points = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement("SELECT height, block_hash FROM wallet_block ORDER BY height");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        BlockRef point = block(rows, 1);
        if (point != null) {
          points.add(point);
        }
      }
    }
    return points;
  }

  private static @Nullable BlockRef block(ResultSet rows, int column) throws SQLException {
    int height = rows.getInt(column);
    return rows.wasNull() ? null : new BlockRef(new BlockHeight(height), new BlockHash(new ByteVector32(rows.getBytes(column + 1))));
  }

  private static Branch branch(int number) {
    for (Branch branch : Branch.values()) {
      if (branch.number() == number) {
        return branch;
      }
    }
    throw new StorageException("the database holds a key of branch " + number);
  }

  private static TxId txId(byte[] bytes) {
    return new TxId(new ByteVector32(bytes));
  }

  private static byte[] bytes(TxId txId) {
    return txId.value.toByteArray();
  }

  private static byte[] bytes(BlockHash hash) {
    return hash.value.toByteArray();
  }
}
