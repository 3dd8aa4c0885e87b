package org.l2node.node.storage;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.PublicKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.l2node.channels.units.NodeId;

/** Where peers were reached last, so that the node finds them again after a restart. */
public final class PeerTable {
  private PeerTable() {}

  /** Notes {@code address}, host:port, for a peer, in place of an earlier one. */
  public static void put(Statements statements, NodeId nodeId, String address) throws SQLException {
    statements.run("INSERT OR REPLACE INTO peer (node_id, address) VALUES (?, ?)", nodeId.key().value.toByteArray(), address);
  }

  /** All addresses, by node id in ascending order. */
  public static Map<NodeId, String> load(Connection connection) throws SQLException {
    Map<NodeId, String> addresses = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement("SELECT node_id, address FROM peer ORDER BY node_id");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        addresses.put(new NodeId(new PublicKey(new ByteVector(rows.getBytes(1)))), rows.getString(2));
      }
    }
    return addresses;
  }
}
