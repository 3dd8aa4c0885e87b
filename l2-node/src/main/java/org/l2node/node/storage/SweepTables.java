package org.l2node.node.storage;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;
import org.l2node.onchain.sweep.Attempt;
import org.l2node.onchain.sweep.SweepStore;
import org.l2node.onchain.sweep.SweepWrite;

/** The transactions that bring channels' outputs home, in SQL. */
public final class SweepTables implements SweepStore {
  private final Storage database;

  public SweepTables(Storage database) {
    this.database = database;
  }

  @Override
  public List<Attempt> load() {
    return database.query(connection -> attempts(connection, inputs(connection)));
  }

  private static Map<Long, List<Attempt.Input>> inputs(Connection connection) throws SQLException {
    Map<Long, List<Attempt.Input>> inputs = new HashMap<>();
    try (PreparedStatement statement = connection
        .prepareStatement("SELECT number, channel_id, tx_id, output_index, since FROM sweep_input ORDER BY number, position");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        OutPoint outPoint = new OutPoint(new TxId(new ByteVector32(rows.getBytes(3))), rows.getLong(4));
        inputs.computeIfAbsent(rows.getLong(1), _ -> new ArrayList<>())
            .add(new Attempt.Input(new ChannelId(new ByteVector32(rows.getBytes(2))), outPoint, new BlockHeight(rows.getInt(5))));
      }
    }
    return inputs;
  }

  private static List<Attempt> attempts(Connection connection, Map<Long, List<Attempt.Input>> inputs) throws SQLException {
    List<Attempt> all = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement("SELECT number, tx, fee_sat, feerate, made FROM sweep ORDER BY number");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        all.add(new Attempt(rows.getLong(1), Transaction.read(rows.getBytes(2)), inputs.getOrDefault(rows.getLong(1), List.of()),
            new Satoshi(rows.getLong(3)), new FeeratePerKw(rows.getLong(4)), new BlockHeight(rows.getInt(5))));
      }
    }
    return all;
  }

  @Override
  public void apply(List<SweepWrite> writes) {
    database.writeAndWait(statements -> {
      for (SweepWrite write : writes) {
        switch (write) {
          case SweepWrite.AddAttempt(Attempt attempt) -> add(statements, attempt);
          case SweepWrite.DeleteAttempt(long number) -> {
            statements.run("DELETE FROM sweep WHERE number = ?", number);
            statements.run("DELETE FROM sweep_input WHERE number = ?", number);
          }
        }
      }
    });
  }

  private static void add(Statements statements, Attempt attempt) throws SQLException {
    statements.run("INSERT INTO sweep (number, tx, fee_sat, feerate, made) VALUES (?, ?, ?, ?, ?)", attempt.number(),
        Transaction.write(attempt.tx()), attempt.fee().sat(), attempt.feerate().satPerKw(), attempt.made().value());
    int position = 0;
    for (Attempt.Input input : attempt.inputs()) {
      statements.run("INSERT INTO sweep_input (number, position, channel_id, tx_id, output_index, since) VALUES (?, ?, ?, ?, ?, ?)",
          attempt.number(), position++, input.channelId().value().toByteArray(), input.outPoint().txid.value.toByteArray(),
          input.outPoint().index, input.since().value());
    }
  }
}
