package org.l2node.node.storage;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PublicKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.l2node.channels.channel.ChannelWrite;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.NodeId;

/** Channels in SQL: carries out {@link ChannelWrite}s and reads channels back at the start. The blobs are the channels module's. */
public final class ChannelTables {
  /**
   * A stored HTLC.
   *
   * @param htlc as in {@link ChannelWrite.InsertHtlc}
   * @param mark as in {@link ChannelWrite.MarkHtlc}, the latest
   */
  public record HtlcRow(Direction direction, HtlcId htlcId, ByteVector htlc, ByteVector mark) {}

  /**
   * A stored channel.
   *
   * @param fixed as in {@link ChannelWrite.InsertChannel}
   * @param state the latest
   * @param htlcs in ascending order of direction and number
   */
  public record ChannelRow(ChannelId channelId, NodeId peer, ByteVector fixed, ByteVector state, List<HtlcRow> htlcs) {
    public ChannelRow {
      htlcs = List.copyOf(htlcs);
    }
  }

  private ChannelTables() {}

  /** Carries out one write. */
  public static void apply(Statements statements, ChannelWrite write) throws SQLException {
    switch (write) {
      case ChannelWrite.InsertChannel(ChannelId id, NodeId peer, ByteVector fixed, ByteVector state) -> {
        statements.run("INSERT INTO channel_fixed (channel_id, peer, fixed) VALUES (?, ?, ?)", bytes(id), peer.key().value.toByteArray(),
            fixed.toByteArray());
        statements.run("INSERT INTO channel_state (channel_id, state) VALUES (?, ?)", bytes(id), state.toByteArray());
      }
      case ChannelWrite.UpdateChannel(ChannelId id, ByteVector state) -> {
        int rows = statements.run("UPDATE channel_state SET state = ? WHERE channel_id = ?", state.toByteArray(), bytes(id));
        expectOne(rows, write);
      }
      case ChannelWrite.InsertHtlc(ChannelId id, Direction direction, HtlcId htlcId, ByteVector htlc, ByteVector mark) -> {
        statements.run(
            "INSERT INTO htlc (channel_id, direction, htlc_id, htlc) VALUES (?, ?, ?, ?)", bytes(id), code(direction), htlcId.value(),
            htlc.toByteArray());
        statements.run(
            "INSERT INTO htlc_mark (channel_id, direction, htlc_id, mark) VALUES (?, ?, ?, ?)", bytes(id), code(direction), htlcId.value(),
            mark.toByteArray());
      }
      case ChannelWrite.MarkHtlc(ChannelId id, Direction direction, HtlcId htlcId, ByteVector mark) -> {
        int rows = statements.run(
            "UPDATE htlc_mark SET mark = ? WHERE channel_id = ? AND direction = ? AND htlc_id = ?", mark.toByteArray(), bytes(id),
            code(direction), htlcId.value());
        expectOne(rows, write);
      }
      case ChannelWrite.DeleteHtlc(ChannelId id, Direction direction, HtlcId htlcId) -> {
        statements.run("DELETE FROM htlc WHERE channel_id = ? AND direction = ? AND htlc_id = ?", bytes(id), code(direction),
            htlcId.value());
        statements.run("DELETE FROM htlc_mark WHERE channel_id = ? AND direction = ? AND htlc_id = ?", bytes(id), code(direction),
            htlcId.value());
      }
      case ChannelWrite.InsertPenalty(ChannelId id, var number, ByteVector data) ->
        // A commitment that is signed again after a restart, the peer not having got the first signature, replaces what was noted for it.
        statements.run("INSERT OR REPLACE INTO penalty (channel_id, number, data) VALUES (?, ?, ?)", bytes(id), number.value(),
            data.toByteArray());
      case ChannelWrite.DropPenalties(ChannelId id) -> deleteFrom(statements, id, "penalty", "htlc", "htlc_mark");
      case ChannelWrite.DeleteChannel(ChannelId id) ->
        deleteFrom(statements, id, "penalty", "htlc", "htlc_mark", "channel_state", "channel_fixed");
    }
  }

  private static void deleteFrom(Statements statements, ChannelId id, String... tables) throws SQLException {
    for (String table : tables) {
      statements.run("DELETE FROM " + table + " WHERE channel_id = ?", new Object[]{bytes(id)});
    }
  }

  private static void expectOne(int rows, ChannelWrite write) {
    if (rows != 1) {
      throw new IllegalStateException(write.getClass().getSimpleName() + " met " + rows + " rows in channel " + write.channelId());
    }
  }

  private static byte[] bytes(ChannelId id) {
    return id.value().toByteArray();
  }

  /** All channels, closed ones too, in ascending order of id. */
  public static List<ChannelRow> load(Connection connection) throws SQLException {
    Map<ChannelId, List<HtlcRow>> htlcs = new LinkedHashMap<>();
    try (PreparedStatement statement = connection
        .prepareStatement("SELECT h.channel_id, h.direction, h.htlc_id, h.htlc, m.mark FROM htlc h JOIN htlc_mark m "
            + "ON m.channel_id = h.channel_id AND m.direction = h.direction AND m.htlc_id = h.htlc_id ORDER BY h.channel_id, "
            + "h.direction, h.htlc_id");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        htlcs.computeIfAbsent(channelId(rows.getBytes(1)), _ -> new ArrayList<>())
            .add(new HtlcRow(direction(rows.getInt(2)), new HtlcId(rows.getLong(3)), new ByteVector(rows.getBytes(4)),
                new ByteVector(rows.getBytes(5))));
      }
    }
    List<ChannelRow> channels = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(
        "SELECT f.channel_id, f.peer, f.fixed, s.state FROM channel_fixed f JOIN channel_state s ON s.channel_id = f.channel_id ORDER "
            + "BY f.channel_id");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        ChannelId id = channelId(rows.getBytes(1));
        NodeId peer = new NodeId(new PublicKey(new ByteVector(rows.getBytes(2))));
        channels.add(new ChannelRow(id, peer, new ByteVector(rows.getBytes(3)), new ByteVector(rows.getBytes(4)),
            htlcs.getOrDefault(id, List.of())));
      }
    }
    return List.copyOf(channels);
  }

  /** Stored numbers, never to be changed. */
  private static int code(Direction direction) {
    return switch (direction) {
      case INCOMING -> 0;
      case OUTGOING -> 1;
    };
  }

  private static Direction direction(int code) {
    return switch (code) {
      case 0 -> Direction.INCOMING;
      case 1 -> Direction.OUTGOING;
      default -> throw new StorageException("the database holds an HTLC of direction " + code);
    };
  }

  private static ChannelId channelId(byte[] bytes) {
    return new ChannelId(new ByteVector32(bytes));
  }
}
