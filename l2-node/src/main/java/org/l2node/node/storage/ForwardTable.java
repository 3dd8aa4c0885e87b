package org.l2node.node.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;

/** Payments that this node forwarded and earned a fee with, for the books. */
public final class ForwardTable {
  /**
   * A forwarded payment that was fulfilled.
   *
   * @param upstream the channel that it came in by
   * @param htlcId its number there
   * @param downstream the channel that it went out by
   * @param settledSeconds since 1970
   */
  public record Forward(ChannelId upstream, HtlcId htlcId, ChannelId downstream, MilliSatoshi amountIn, MilliSatoshi amountOut,
      long settledSeconds) {}

  private ForwardTable() {}

  /** Notes a forward, once however often it is told. */
  public static void insert(Statements statements, Forward forward) throws SQLException {
    statements.run(
        "INSERT OR IGNORE INTO forward (upstream, htlc_id, downstream, amount_in_msat, amount_out_msat, settled_s) VALUES (?, ?, ?, ?, "
            + "?, ?)",
        forward.upstream().value().toByteArray(),
        forward.htlcId().value(),
        forward.downstream().value().toByteArray(),
        forward.amountIn().msat(),
        forward.amountOut().msat(),
        forward.settledSeconds());
  }

  /** All fees earned so far. */
  public static MilliSatoshi feesEarned(Connection connection) throws SQLException {
    try (
        PreparedStatement statement = connection.prepareStatement("SELECT COALESCE(SUM(amount_in_msat - amount_out_msat), 0) FROM forward");
        ResultSet row = statement.executeQuery()) {
      return new MilliSatoshi(row.next() ? row.getLong(1) : 0);
    }
  }
}
