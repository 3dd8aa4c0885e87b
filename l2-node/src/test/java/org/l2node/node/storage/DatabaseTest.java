package org.l2node.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l2node.channels.channel.ChannelWrite;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.NodeId;

final class DatabaseTest {
  private static final ChannelId ID = new ChannelId(new ByteVector32("11".repeat(32)));
  private static final NodeId PEER = NodeId.fromHex("02eec7245d6b7d2ccb30380bfbe2a3648cd7a942653f5aa340edcea1f283686619");

  @TempDir
  Path folder;

  private Database open() {
    return Database.open(folder.resolve("node.sqlite"), fatal -> {
      throw new AssertionError(fatal);
    });
  }

  private static ByteVector bytes(String hex) {
    return ByteVector.fromHex(hex);
  }

  private static void write(Database database, ChannelWrite... writes) {
    database.writeAndWait(statements -> {
      for (ChannelWrite write : writes) {
        ChannelTables.apply(statements, write);
      }
    });
  }

  @Test
  void channelComesBackAsItWasWrittenLast() {
    try (Database database = open()) {
      write(database, new ChannelWrite.InsertChannel(ID, PEER, bytes("f1"), bytes("a0")));
      write(
          database,
          new ChannelWrite.UpdateChannel(ID, bytes("a1")),
          new ChannelWrite.InsertHtlc(ID, Direction.OUTGOING, new HtlcId(0), bytes("b0"), bytes("c0")),
          new ChannelWrite.InsertHtlc(ID, Direction.INCOMING, new HtlcId(0), bytes("b1"), bytes("c1")),
          new ChannelWrite.InsertHtlc(ID, Direction.INCOMING, new HtlcId(7), bytes("b2"), bytes("c2")),
          new ChannelWrite.InsertPenalty(ID, new CommitmentNumber(3), bytes("dd")));
      write(
          database,
          new ChannelWrite.MarkHtlc(ID, Direction.INCOMING, new HtlcId(0), bytes("c9")),
          new ChannelWrite.DeleteHtlc(ID, Direction.INCOMING, new HtlcId(7)));
    }
    try (Database database = open()) {
      assertThat(database.query(ChannelTables::load))
          .containsExactly(new ChannelTables.ChannelRow(
              ID,
              PEER,
              bytes("f1"),
              bytes("a1"),
              List.of(
                  new ChannelTables.HtlcRow(Direction.INCOMING, new HtlcId(0), bytes("b1"), bytes("c9")),
                  new ChannelTables.HtlcRow(Direction.OUTGOING, new HtlcId(0), bytes("b0"), bytes("c0")))));
    }
  }

  @Test
  @Tag("V3")
  void secondChannelOfTheSameIdIsRefusedAndTheOthersInItsGroupAreNot() throws Exception {
    try (Database database = open()) {
      write(database, new ChannelWrite.InsertChannel(ID, PEER, bytes("f1"), bytes("a0")));
      CompletableFuture<String> first = new CompletableFuture<>();
      CompletableFuture<String> second = new CompletableFuture<>();
      CompletableFuture<Void> holdTheWriter = new CompletableFuture<>();
      // Both wait in the queue while the writer is held, so they share one transaction.
      Thread holder = Thread.ofVirtual().start(() -> database.query(_ -> holdTheWriter.join()));
      database.write(
          statements -> ChannelTables.apply(statements, new ChannelWrite.InsertChannel(ID, PEER, bytes("f2"), bytes("aa"))),
          () -> first.complete("durable"),
          _ -> first.complete("refused"));
      database.write(
          statements -> ChannelTables.apply(statements, new ChannelWrite.UpdateChannel(ID, bytes("a5"))),
          () -> second.complete("durable"),
          _ -> second.complete("refused"));
      holdTheWriter.complete(null);
      holder.join();
      assertThat(first.get()).isEqualTo("refused");
      assertThat(second.get()).isEqualTo("durable");
      assertThat(database.query(ChannelTables::load)).singleElement().satisfies(row -> {
        assertThat(row.fixed()).isEqualTo(bytes("f1"));
        assertThat(row.state()).isEqualTo(bytes("a5"));
      });
    }
  }

  @Test
  void whatWaitsTogetherSharesOneCommit() throws Exception {
    try (Database database = open()) {
      write(database, new ChannelWrite.InsertChannel(ID, PEER, bytes("f1"), bytes("a0")));
      long before = database.commits();
      CompletableFuture<Void> holdTheWriter = new CompletableFuture<>();
      CountDownLatch held = new CountDownLatch(1);
      Thread.ofVirtual().start(() -> database.query(_ -> {
        held.countDown();
        return holdTheWriter.join();
      }));
      held.await();
      List<CompletableFuture<Void>> done = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        CompletableFuture<Void> one = new CompletableFuture<>();
        done.add(one);
        database.write(
            statements -> ChannelTables.apply(statements, new ChannelWrite.UpdateChannel(ID, bytes("a1"))), () -> one.complete(null),
            one::completeExceptionally);
      }
      holdTheWriter.complete(null);
      done.forEach(CompletableFuture::join);
      assertThat(database.commits() - before).isOne();
    }
  }

  @Test
  void databaseOfALaterVersionIsRefused() throws Exception {
    open().close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("node.sqlite"));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = " + (Migrations.latest() + 1));
    }
    assertThatThrownBy(this::open).isInstanceOf(StorageException.class).hasMessageContaining("newer program");
  }

  @Test
  void updateOfAChannelThatIsNotThereEndsTheProcess() throws Exception {
    CompletableFuture<Throwable> fatal = new CompletableFuture<>();
    Database database = Database.open(folder.resolve("node.sqlite"), fatal::complete);
    database.write(statements -> ChannelTables.apply(statements, new ChannelWrite.UpdateChannel(ID, bytes("a1"))), () -> {}, _ -> {});
    assertThat(fatal.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("UpdateChannel");
  }

  @Test
  void oneDirectoryOneProcess() {
    try (DataDirectory first = DataDirectory.open(folder.resolve("alice"))) {
      assertThat(first.path()).isDirectory();
      assertThatThrownBy(() -> DataDirectory.open(folder.resolve("alice"))).isInstanceOf(StorageException.class)
          .hasMessageContaining("another process");
    }
    DataDirectory.open(folder.resolve("alice")).close();
  }

  @Test
  void directoryThatOthersMayReadIsRefused() throws Exception {
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-x---"));
    assertThatThrownBy(() -> DataDirectory.open(open)).isInstanceOf(StorageException.class).hasMessageContaining("chmod 700");
  }

  @Test
  void fileThatCannotBeReadBackEndsTheNode() throws Exception {
    Path file = folder.resolve("node.sqlite");
    try (Database database = open()) {
      for (int i = 0; i < 200; i++) {
        long number = i;
        database.writeAndWait(statements -> ChannelTables.apply(statements,
            new ChannelWrite.InsertPenalty(ID, new CommitmentNumber(number), new ByteVector(new byte[500]))));
      }
    }
    List<Throwable> fatal = new CopyOnWriteArrayList<>();
    try (Database database = Database.open(file, fatal::add)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        for (long at = 4_096; at < channel.size(); at += 1_024) {
          channel.write(ByteBuffer.wrap(new byte[]{99, 99, 99, 99, 99, 99, 99, 99}), at);
        }
      }
      assertThatThrownBy(() -> database.lookUp(statements -> {
        try (ResultSet rows = statements.question("SELECT SUM(LENGTH(data)) FROM penalty").executeQuery()) {
          return rows.getLong(1);
        }
      })).isInstanceOf(StorageException.class);
      assertThat(fatal).hasSize(1);
    }
  }
}
