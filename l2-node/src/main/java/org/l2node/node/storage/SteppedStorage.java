package org.l2node.node.storage;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.sqlite.SQLiteConnection;

/**
 * SQLite in memory, for simulations: what is written waits until {@link #commit} says that it is durable, and {@link #crash} forgets what
 * waits. The same schema, statements and order as {@link Database}; one thread.
 */
public final class SteppedStorage implements Storage {
  private record Write(Work work, Runnable durable, Consumer<Exception> refused) {}

  private static final String MAIN = "main";

  /** A database of the present schema with nothing in it: made once, as the migrations take longer than all else of a short simulation. */
  private static final class Empty {
    private static final byte[] BYTES = make();

    private static byte[] make() {
      try (Connection connection = open()) {
        Migrations.run(connection);
        return connection.unwrap(SQLiteConnection.class).serialize(MAIN);
      } catch (SQLException e) {
        throw new StorageException("SQLite in memory cannot be opened: " + e.getMessage(), e);
      }
    }
  }

  private static Connection open() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite::memory:");
  }

  private final Connection connection;
  private final Statements statements;
  private final Runnable onWrite;
  private final IntConsumer onCommit;
  private final Deque<Write> waiting = new ArrayDeque<>();
  private boolean crashed;

  private SteppedStorage(Connection connection, Statements statements, Runnable onWrite, IntConsumer onCommit) {
    this.connection = connection;
    this.statements = statements;
    this.onWrite = onWrite;
    this.onCommit = onCommit;
  }

  /** An empty one, that nobody uses yet: {@link #restarted} gives the first that can be used. */
  public static SteppedStorage empty() {
    try {
      Connection connection = open();
      connection.unwrap(SQLiteConnection.class).deserialize(MAIN, Empty.BYTES);
      connection.setAutoCommit(false);
      return new SteppedStorage(connection, new Statements(connection), () -> {}, _ -> {});
    } catch (SQLException e) {
      throw new StorageException("SQLite in memory cannot be opened: " + e.getMessage(), e);
    }
  }

  /**
   * What a node finds when it starts (again): all that was durable, and nothing else.
   *
   * @param onWrite told before and after a work is handed over: a crash may happen there
   * @param onCommit told how many works have become durable, before anyone else is
   */
  public SteppedStorage restarted(Runnable onWrite, IntConsumer onCommit) {
    crash();
    return new SteppedStorage(connection, statements, onWrite, onCommit);
  }

  /** Forgets what waits; nothing is written any more, and nobody told. */
  public void crash() {
    crashed = true;
    waiting.clear();
  }

  /** For good: the memory is free again. */
  public void close() {
    crash();
    try {
      connection.close();
    } catch (SQLException e) {
      throw new StorageException("SQLite in memory cannot be closed", e);
    }
  }

  /** How many works wait. */
  public int waiting() {
    return waiting.size();
  }

  @Override
  public void write(Work work, Runnable durable, Consumer<Exception> refused) {
    onWrite.run();
    if (!crashed) {
      waiting.add(new Write(work, durable, refused));
      onWrite.run();
    }
  }

  @Override
  public void writeAndWait(Work work) {
    List<Exception> broken = new ArrayList<>();
    write(work, () -> {}, broken::add);
    commit(waiting.size());
    if (!broken.isEmpty()) {
      throw new StorageException("the database refused: " + broken.getFirst(), broken.getFirst());
    }
  }

  @Override
  public <T> T query(Query<T> query) {
    commit(waiting.size());
    try {
      return query.run(connection);
    } catch (SQLException e) {
      throw new StorageException("the database refused: " + e, e);
    }
  }

  /** From what is durable; what waits is not seen. */
  @Override
  public <T> T lookUp(LookUp<T> question) {
    try {
      return question.run(statements);
    } catch (SQLException e) {
      throw new StorageException("the database refused: " + e, e);
    }
  }

  /** Makes the first {@code count} works that wait durable, in one transaction, and tells those who wait for it. */
  public void commit(int count) {
    List<Write> group = new ArrayList<>();
    for (int i = 0; i < count && !waiting.isEmpty(); i++) {
      group.add(waiting.remove());
    }
    if (!group.isEmpty()) {
      try {
        commit(group);
      } catch (SQLException e) {
        throw new StorageException("the database refused: " + e, e);
      }
    }
  }

  private void commit(List<Write> group) throws SQLException {
    try {
      for (Write write : group) {
        write.work().run(statements);
      }
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      if (!Database.isConstraint(e)) {
        throw e;
      }
      if (group.size() == 1) {
        group.getFirst().refused().accept(e);
        return;
      }
      for (Write write : group) {
        commit(List.of(write));
      }
      return;
    }
    onCommit.accept(group.size());
    if (!crashed) {
      group.forEach(write -> write.durable().run());
    }
  }
}
