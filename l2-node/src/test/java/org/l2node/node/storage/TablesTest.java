package org.l2node.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.BlockHash;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.Satoshi;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l2node.api.service.IdempotencyStore.Claim;
import org.l2node.channels.channel.ChannelWrite;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.onchain.chain.BlockRef;
import org.l2node.onchain.publish.PublishedTransaction;
import org.l2node.onchain.sweep.Attempt;
import org.l2node.onchain.sweep.SweepWrite;
import org.l2node.onchain.wallet.AddressCounter;
import org.l2node.onchain.wallet.Branch;
import org.l2node.onchain.wallet.KeyLocation;
import org.l2node.onchain.wallet.OutputSpend;
import org.l2node.onchain.wallet.Reservation;
import org.l2node.onchain.wallet.WalletOutput;
import org.l2node.onchain.wallet.WalletSnapshot;
import org.l2node.onchain.wallet.WalletWrite;

final class TablesTest {
  private static final List<TxIn> INPUTS = List.of(new TxIn(new OutPoint(new TxId(new ByteVector32("cd".repeat(32))), 0), 1));
  private static final Transaction TX = new Transaction(2, INPUTS, List.of(new TxOut(new Satoshi(5), new ByteVector("51"))), 0);
  private static final BlockRef BLOCK = new BlockRef(new BlockHeight(7), new BlockHash(new ByteVector32("ab".repeat(32))));
  private static final TxId TXID = new TxId(new ByteVector32("cd".repeat(32)));

  @TempDir
  Path folder;

  private Database database;

  @BeforeEach
  void open() {
    database = Database.open(folder.resolve("node.sqlite"), fatal -> {
      throw new AssertionError(fatal);
    });
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void walletComesBackAsItWasWritten() {
    WalletTables tables = new WalletTables(database);
    WalletOutput unconfirmed = new WalletOutput(
        new OutPoint(TXID, 1), new org.l2node.channels.units.Satoshi(9), new ByteVector("51"), new KeyLocation(Branch.CHANGE, 3), false,
        null, null);
    WalletOutput spent = new WalletOutput(
        new OutPoint(TXID, 2),
        new org.l2node.channels.units.Satoshi(8),
        new ByteVector("52"),
        new KeyLocation(Branch.RECEIVE, 4),
        true,
        BLOCK,
        new OutputSpend(TXID, true, BLOCK));
    Reservation reservation = new Reservation("channel x", TX, 0, new org.l2node.channels.units.Satoshi(11));
    BlockRef next = new BlockRef(new BlockHeight(8), BLOCK.hash());
    tables.apply(List.of(
        new WalletWrite.PutOutput(unconfirmed),
        new WalletWrite.PutOutput(spent),
        new WalletWrite.PutCounter(new AddressCounter(Branch.RECEIVE, 5, 2)),
        new WalletWrite.PutCounter(new AddressCounter(Branch.RECEIVE, 6, 2)),
        new WalletWrite.PutReservation(reservation),
        new WalletWrite.PutReservation(new Reservation("gone", TX, 0, new org.l2node.channels.units.Satoshi(1))),
        new WalletWrite.AddSyncPoint(BLOCK),
        new WalletWrite.AddSyncPoint(next)));
    tables.apply(List.of(new WalletWrite.DeleteReservation("gone"), new WalletWrite.DropSyncPointsFrom(new BlockHeight(8))));
    assertThat(tables.load())
        .isEqualTo(new WalletSnapshot(List.of(unconfirmed, spent), List.of(new AddressCounter(Branch.RECEIVE, 6, 2)), List.of(reservation),
            List.of(BLOCK)));
    tables.apply(List.of(new WalletWrite.DeleteOutput(unconfirmed.outPoint()), new WalletWrite.DropSyncPointsBelow(new BlockHeight(8))));
    assertThat(tables.load().outputs()).containsExactly(spent);
    assertThat(tables.load().syncPoints()).isEmpty();
  }

  @Test
  void publishedTransactionsKeepTheirOrderAndTheirFate() {
    PublishTable table = new PublishTable(database);
    Transaction other = new Transaction(2, INPUTS, List.of(), 1);
    table.put(new PublishedTransaction(TX, Effect.Purpose.FUNDING, new BlockHeight(5), null, null));
    table.put(new PublishedTransaction(other, Effect.Purpose.SWEEP, new BlockHeight(6), null, null));
    PublishedTransaction confirmed = new PublishedTransaction(TX, Effect.Purpose.FUNDING, new BlockHeight(5), BLOCK, null);
    table.put(confirmed);
    assertThat(table.load()).containsExactly(confirmed,
        new PublishedTransaction(other, Effect.Purpose.SWEEP, new BlockHeight(6), null, null));
    table.remove(TX.txid);
    assertThat(table.load()).hasSize(1);
  }

  @Test
  @Tag("V35")
  void attemptsToSweepComeBackAsTheyWere() {
    SweepTables tables = new SweepTables(database);
    ChannelId channel = ChannelId.fromHex("02".repeat(32));
    List<Attempt.Input> inputs = List.of(new Attempt.Input(channel, new OutPoint(TXID, 3), new BlockHeight(7)),
        new Attempt.Input(channel, new OutPoint(TXID, 1), new BlockHeight(8)));
    Attempt first = new Attempt(4, TX, inputs, new org.l2node.channels.units.Satoshi(9), new FeeratePerKw(4_000_000_000L),
        new BlockHeight(9));
    Attempt second = new Attempt(5, TX, inputs.subList(1, 2), new org.l2node.channels.units.Satoshi(10), new FeeratePerKw(300),
        new BlockHeight(10));
    tables.apply(List.of(new SweepWrite.AddAttempt(first), new SweepWrite.AddAttempt(second)));
    assertThat(tables.load()).containsExactly(first, second);
    tables.apply(List.of(new SweepWrite.DeleteAttempt(4)));
    assertThat(new SweepTables(database).load()).containsExactly(second);
  }

  @Test
  void forwardIsCountedOnceHoweverOftenItIsTold() {
    ChannelId channel = ChannelId.fromHex("02".repeat(32));
    for (int i = 0; i < 2; i++) {
      database.writeAndWait(statements -> ForwardTable.insert(
          statements, new ForwardTable.Forward(channel, new HtlcId(1), channel, MilliSatoshi.msat(1010), MilliSatoshi.msat(1000), 5)));
    }
    assertThat(database.query(ForwardTable::feesEarned)).isEqualTo(MilliSatoshi.msat(10));
  }

  @Test
  @Tag("V71")
  void idempotencyKeyIsClaimedOnceAndForgottenAfterAWeek() {
    long[] now = {1_000};
    IdempotencyTable table = new IdempotencyTable(database, () -> now[0]);
    ByteVector32 hash = new ByteVector32("ee".repeat(32));
    assertThat(table.claim("k", hash)).isEqualTo(new Claim.Fresh());
    assertThat(table.claim("k", ByteVector32.Zeroes)).isEqualTo(new Claim.Known(hash, null));
    table.bind("k", "7");
    assertThat(table.claim("k", hash)).isEqualTo(new Claim.Known(hash, "7"));
    table.release("k");
    assertThat(table.claim("k", hash)).as("a bound key is not released").isEqualTo(new Claim.Known(hash, "7"));
    now[0] += 8 * 24 * 3600;
    assertThat(table.claim("k", hash)).isEqualTo(new Claim.Fresh());
  }

  @Test
  void databaseOfAnotherNodeOrNetworkIsRefused() {
    NodeId alice = NodeId.fromHex("02eec7245d6b7d2ccb30380bfbe2a3648cd7a942653f5aa340edcea1f283686619");
    NodeId bob = NodeId.fromHex("0324653eac434488002cc06bbfb7f10fe18991e35f9fe4302dbea6d2353dc0ab1c");
    MetaTable.expect(database, "regtest", alice);
    MetaTable.expect(database, "regtest", alice);
    assertThatThrownBy(() -> MetaTable.expect(database, "mainnet", alice)).isInstanceOf(StorageException.class)
        .hasMessageContaining("another network");
    assertThatThrownBy(() -> MetaTable.expect(database, "regtest", bob)).isInstanceOf(StorageException.class)
        .hasMessageContaining("another node");
  }

  private void apply(ChannelWrite write) {
    database.writeAndWait(statements -> ChannelTables.apply(statements, write));
  }

  @Test
  void closedChannelKeepsNoHtlcsAndForgottenOneNothing() {
    ChannelId id = new ChannelId(new ByteVector32("12".repeat(32)));
    NodeId peer = new NodeId(new PrivateKey(new ByteVector32("11".repeat(32))).publicKey());
    ByteVector bytes = new ByteVector("01");
    apply(new ChannelWrite.InsertChannel(id, peer, bytes, bytes));
    apply(new ChannelWrite.InsertHtlc(id, Direction.OUTGOING, new HtlcId(0), bytes, bytes));
    assertThat(database.query(ChannelTables::load).getFirst().htlcs()).hasSize(1);
    apply(new ChannelWrite.DropPenalties(id));
    assertThat(database.query(ChannelTables::load).getFirst().htlcs()).isEmpty();
    apply(new ChannelWrite.DeleteChannel(id));
    assertThat(database.query(ChannelTables::load)).isEmpty();
    apply(new ChannelWrite.InsertChannel(id, peer, bytes, bytes));
  }
}
