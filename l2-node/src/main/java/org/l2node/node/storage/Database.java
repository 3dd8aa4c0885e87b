package org.l2node.node.storage;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * One SQLite file, one thread that writes it, group commit: all work that waits when a transaction starts goes into it and shares its
 * fsync. WAL and {@code synchronous=FULL}: what is committed has survived a kill at every write of a commit. A commit that fails for
 * another reason than a broken constraint ends the process ({@code onFatal}): the page cache may have lost what a later fsync would claim
 * to have written (docs/decisions).
 */
public final class Database implements Storage, AutoCloseable {
  private sealed interface Job {}

  private record Write(Work work, Runnable durable, Consumer<Exception> refused, boolean waitedFor) implements Job {}

  private record Read(Runnable run) implements Job {}

  private record Stop() implements Job {}

  private static final int QUEUE = 16_384;
  private static final int GROUP = 1_024;

  /** How long a write that nobody waits for may wait for one that somebody does. */
  private static final long SOON_NANOS = 20_000_000;

  /**
   * Small pages, since a payment changes a few bytes in each of several places, and every page that is touched is written whole: with 4 kB
   * twice as much is written.
   */
  private static final int PAGE = 1_024;

  private static final Set<Integer> DAMAGE = Set.of(
      SQLiteErrorCode.SQLITE_IOERR.code, SQLiteErrorCode.SQLITE_CORRUPT.code, SQLiteErrorCode.SQLITE_NOTADB.code);

  /** Of the log, when it is carried over into the file. */
  private static final int CHECKPOINT_BYTES = 16 << 20;

  private final Connection connection;
  private final Connection reader;
  private final Lock readerLock = new ReentrantLock();
  private final Statements statements;
  private final Statements readerStatements;
  private final BlockingQueue<Job> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread writer;
  private final Consumer<Throwable> onFatal;
  private final AtomicLong commits = new AtomicLong();

  private Database(Connection connection, Connection reader, Consumer<Throwable> onFatal) {
    this.connection = connection;
    this.reader = reader;
    this.statements = new Statements(connection);
    this.readerStatements = new Statements(reader);
    this.onFatal = onFatal;
    this.writer = Thread.ofPlatform().name("database").daemon(true).unstarted(this::loop);
  }

  /**
   * Opens the file, creating it where it is missing, and brings its schema up to date.
   *
   * @param onFatal called once, on the writer thread, when the disk can no longer be trusted; must end the process
   * @throws StorageException if the file is in use, damaged or of a later version
   */
  public static Database open(Path file, Consumer<Throwable> onFatal) {
    try {
      Connection connection = connect(file);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA page_size = " + PAGE);
        statement.execute("PRAGMA journal_mode = WAL");
        statement.execute("PRAGMA synchronous = FULL");
        // Where an ordinary fsync leaves data in the drive's own cache (macOS); no difference elsewhere.
        statement.execute("PRAGMA fullfsync = ON");
        statement.execute("PRAGMA checkpoint_fullfsync = ON");
        statement.execute("PRAGMA busy_timeout = 10000");
        statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_BYTES / PAGE);
        statement.execute("PRAGMA cache_size = -16384");
        expectOk(statement);
      }
      Migrations.run(connection);
      Connection reader = connect(file);
      try (Statement statement = reader.createStatement()) {
        statement.execute("PRAGMA query_only = TRUE");
        statement.execute("PRAGMA busy_timeout = 10000");
      }
      Database database = new Database(connection, reader, onFatal);
      database.writer.start();
      return database;
    } catch (SQLException e) {
      throw new StorageException("the database " + file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static Connection connect(Path file) throws SQLException {
    Properties properties = new Properties();
    // Else the driver asks for the number of the last row after each statement.
    properties.setProperty(SQLiteConfig.Pragma.JDBC_GET_GENERATED_KEYS.pragmaName, "false");
    return DriverManager.getConnection("jdbc:sqlite:" + file, properties);
  }

  private static void expectOk(Statement statement) throws SQLException {
    try (ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
      String answer = result.next() ? result.getString(1) : "no answer";
      if (!"ok".equals(answer)) {
        throw new StorageException(
            "the database is damaged (" + answer + "): do not delete it; restore from a full copy is not safe either, ask for help");
      }
    }
  }

  @Override
  public void write(Work work, Runnable durable, Consumer<Exception> refused) {
    put(new Write(work, durable, refused, true));
  }

  @Override
  public void writeSoon(Work work, Runnable durable, Consumer<Exception> refused) {
    put(new Write(work, durable, refused, false));
  }

  @Override
  public void writeAndWait(Work work) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    write(work, () -> done.complete(null), done::completeExceptionally);
    await(done);
  }

  @Override
  public <T> T query(Query<T> query) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    put(new Read(() -> {
      try {
        answer.complete(query.run(connection));
      } catch (SQLException | RuntimeException e) {
        answer.completeExceptionally(e);
        endOnDamage(e);
      }
    }));
    return await(answer);
  }

  @Override
  public <T> T lookUp(LookUp<T> question) {
    readerLock.lock();
    try {
      return question.run(readerStatements);
    } catch (SQLException e) {
      endOnDamage(e);
      throw new StorageException("the database refused: " + e.getMessage(), e);
    } finally {
      readerLock.unlock();
    }
  }

  /** A file that cannot be read back any more is no ground to go on upon: what is answered or signed next might rest on what is lost. */
  private void endOnDamage(Exception e) {
    if (e instanceof SQLiteException sqlite && DAMAGE.contains(sqlite.getResultCode().code & 0xff)) {
      onFatal.accept(e);
    }
  }

  /** How many transactions were committed since the start, each with one fsync of the log. */
  public long commits() {
    return commits.get();
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new StorageException("the database refused: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException("interrupted while waiting for the database", e);
    }
  }

  private void put(Job job) {
    try {
      if (!writer.isAlive()) {
        throw new StorageException("the database is closed");
      }
      queue.put(job);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException("interrupted while waiting for the database", e);
    }
  }

  private void loop() {
    List<Job> group = new ArrayList<>();
    try {
      // For good: by turns the driver would begin and commit an empty transaction each time.
      connection.setAutoCommit(false);
      while (true) {
        group.clear();
        group.add(queue.take());
        queue.drainTo(group, GROUP - 1);
        waitForOneWaitedFor(group);
        if (!process(group)) {
          closeReader();
          connection.close();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException | RuntimeException | Error e) {
      onFatal.accept(e);
    }
  }

  /** Puts what nobody waits for off until something is to be written that somebody waits for. */
  private void waitForOneWaitedFor(List<Job> group) throws InterruptedException {
    long deadline = System.nanoTime() + SOON_NANOS;
    while (group.size() < GROUP && group.stream().allMatch(job -> job instanceof Write write && !write.waitedFor())) {
      Job next = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        return;
      }
      group.add(next);
      queue.drainTo(group, GROUP - group.size());
    }
  }

  /** First, so that the last connection to be closed is the one that may clear the log away. */
  private void closeReader() throws SQLException {
    readerLock.lock();
    try {
      reader.close();
    } finally {
      readerLock.unlock();
    }
  }

  /** @return false where the group held the order to stop */
  private boolean process(List<Job> group) throws SQLException {
    List<Write> writes = new ArrayList<>();
    for (Job job : group) {
      switch (job) {
        case Write write -> writes.add(write);
        case Read(Runnable run) -> {
          commit(writes);
          writes.clear();
          run.run();
          // Ends the transaction that reading has begun: it would keep the log from being cleared.
          connection.commit();
        }
        case Stop _ -> {
          commit(writes);
          return false;
        }
      }
    }
    commit(writes);
    return true;
  }

  private void commit(List<Write> writes) throws SQLException {
    if (writes.isEmpty()) {
      return;
    }
    try {
      for (Write write : writes) {
        write.work().run(statements);
      }
      connection.commit();
      commits.incrementAndGet();
    } catch (SQLException e) {
      connection.rollback();
      if (!isConstraint(e)) {
        throw e;
      }
      if (writes.size() == 1) {
        writes.getFirst().refused().accept(e);
        return;
      }
      // One of them is refused: carry each out alone, so that only that one fails.
      for (Write write : writes) {
        commit(List.of(write));
      }
      return;
    }
    writes.forEach(write -> write.durable().run());
  }

  static boolean isConstraint(SQLException e) {
    return e instanceof SQLiteException sqlite && (sqlite.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_CONSTRAINT.code;
  }

  /** Carries out what waits and closes the file. */
  @Override
  public void close() {
    if (!writer.isAlive()) {
      return;
    }
    put(new Stop());
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
