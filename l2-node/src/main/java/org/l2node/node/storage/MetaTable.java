package org.l2node.node.storage;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;
import org.l2node.channels.units.NodeId;
import org.l2node.onchain.chain.Network;

/** What a database belongs to, and single values. */
public final class MetaTable {
  private MetaTable() {}

  /**
   * Notes which node on which network the database belongs to, or checks it.
   *
   * @throws StorageException if it belongs to another
   */
  public static void expect(Storage database, String network, NodeId nodeId) {
    expect(database, "network", network.getBytes(StandardCharsets.US_ASCII), "the database is of another network, not " + network);
    expect(database, "node_id", nodeId.key().value.toByteArray(),
        "the database is of another node: seed and database do not belong together");
  }

  private static void expect(Storage database, String key, byte[] value, String otherwise) {
    Optional<byte[]> known = database.query(connection -> get(connection, key));
    if (known.isEmpty()) {
      put(database, key, value);
    } else if (!new ByteVector(known.get()).equals(new ByteVector(value))) {
      throw new StorageException(otherwise);
    }
  }

  /** The script that was stored, or the one given, which is stored then. */
  public static ByteVector shutdownScript(Storage database, Supplier<ByteVector> fresh) {
    Optional<byte[]> known = database.query(connection -> get(connection, "shutdown_script"));
    if (known.isPresent()) {
      return new ByteVector(known.get());
    }
    ByteVector script = fresh.get();
    put(database, "shutdown_script", script.toByteArray());
    return script;
  }

  /** The chain_hash of the BOLTs: the genesis block's hash as bytes on the wire. */
  public static ByteVector32 chainHash(Network network) {
    return network.genesis().value;
  }

  private static Optional<byte[]> get(Connection connection, String key) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT value FROM meta WHERE key = ?")) {
      statement.setString(1, key);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
      }
    }
  }

  private static void put(Storage database, String key, byte[] value) {
    database.writeAndWait(statements -> statements.run("INSERT INTO meta (key, value) VALUES (?, ?)", key, value));
  }
}
