package org.l2node.node.storage;

import fr.acinq.bitcoin.BlockHash;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.units.BlockHeight;
import org.l2node.onchain.chain.BlockRef;
import org.l2node.onchain.publish.PublishStore;
import org.l2node.onchain.publish.PublishedTransaction;

/** The transactions that are to be confirmed, in SQL. */
public final class PublishTable implements PublishStore {
  private final Storage database;

  public PublishTable(Storage database) {
    this.database = database;
  }

  @Override
  public List<PublishedTransaction> load() {
    return database.query(PublishTable::read);
  }

  private static List<PublishedTransaction> read(Connection connection) throws SQLException {
    List<PublishedTransaction> all = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(
        "SELECT tx, purpose, since, confirmed_height, confirmed_hash, conflict_height, conflict_hash FROM published ORDER BY number");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        Effect.Purpose purpose = Effect.Purpose.valueOf(rows.getString(2).toUpperCase(Locale.ROOT));
        all.add(new PublishedTransaction(Transaction.read(rows.getBytes(1)), purpose, new BlockHeight(rows.getInt(3)), block(rows, 4),
            block(rows, 6)));
      }
    }
    return all;
  }

  private static @Nullable BlockRef block(ResultSet rows, int column) throws SQLException {
    int height = rows.getInt(column);
    return rows.wasNull() ? null : new BlockRef(new BlockHeight(height), new BlockHash(new ByteVector32(rows.getBytes(column + 1))));
  }

  @Override
  public void put(PublishedTransaction published) {
    BlockRef confirmed = published.confirmedIn();
    BlockRef conflict = published.conflictIn();
    database.writeAndWait(statements -> statements.run(
        "INSERT INTO published (tx_id, tx, purpose, since, confirmed_height, confirmed_hash, conflict_height, conflict_hash) VALUES "
            + "(?, ?, ?, ?, ?, ?, ?, ?) "
            + "ON CONFLICT (tx_id) DO UPDATE SET confirmed_height = excluded.confirmed_height, confirmed_hash = excluded.confirmed_hash, "
            + "conflict_height = excluded.conflict_height, conflict_hash = excluded.conflict_hash",
        published.tx().txid.value.toByteArray(),
        Transaction.write(published.tx()),
        published.purpose().name().toLowerCase(Locale.ROOT),
        published.since().value(),
        confirmed == null ? null : confirmed.height().value(),
        confirmed == null ? null : confirmed.hash().value.toByteArray(),
        conflict == null ? null : conflict.height().value(),
        conflict == null ? null : conflict.hash().value.toByteArray()));
  }

  @Override
  public void remove(TxId txId) {
    database.writeAndWait(statements -> statements.run("DELETE FROM published WHERE tx_id = ?", new Object[]{txId.value.toByteArray()}));
  }
}
