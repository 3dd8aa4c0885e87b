package org.l2node.node.payment;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector32;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.PaymentSecret;
import org.l2node.node.storage.Database;
import org.l2node.node.storage.InvoiceTable;
import org.l2node.node.storage.InvoiceTable.InvoiceRow;
import org.l2node.node.storage.InvoiceTable.Receipt;

final class InvoiceBookTest {
  private static final PaymentPreimage PREIMAGE = PaymentPreimage.fromHex("01".repeat(32));
  private static final ChannelId CHANNEL = ChannelId.fromHex("02".repeat(32));
  private static final InvoiceRow ROW = new InvoiceRow(
      PREIMAGE.hash(), "lnbcrt1...", PREIMAGE, new PaymentSecret(new ByteVector32("03".repeat(32))), MilliSatoshi.msat(1000), "tea", 100,
      3700, 42, null);

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

  private static Receipt receipt(long htlc) {
    return new Receipt(MilliSatoshi.msat(1000), 200, CHANNEL, new HtlcId(htlc));
  }

  private boolean receive(InvoiceBook book, long htlc) throws InterruptedException {
    CountDownLatch durable = new CountDownLatch(1);
    boolean taken = book.receive(PREIMAGE.hash(), receipt(htlc), durable::countDown);
    assertThat(!taken || durable.await(10, TimeUnit.SECONDS)).isTrue();
    return taken;
  }

  @Test
  void firstHtlcPaysAndNoOtherDoesAlsoAfterARestart() throws Exception {
    InvoiceBook book = new InvoiceBook(database, 100);
    book.add(ROW, 100);
    assertThat(receive(book, 7)).isTrue();
    assertThat(receive(book, 8)).isFalse();
    // Told again, as after a reconnect or a crash before it was settled: it is the same HTLC.
    assertThat(receive(book, 7)).isTrue();
    InvoiceBook restarted = new InvoiceBook(database, 200);
    assertThat(receive(restarted, 8)).isFalse();
    assertThat(receive(restarted, 7)).isTrue();
    assertThat(restarted.find(PREIMAGE.hash()).orElseThrow().receipt()).isEqualTo(receipt(7));
  }

  /** Whoever asks must not hand over the goods for what a crash would still undo. */
  @Test
  void nobodyHearsOfAPaymentBeforeItIsDurable() throws Exception {
    InvoiceBook book = new InvoiceBook(database, 100);
    book.add(ROW, 100);
    CountDownLatch goOn = new CountDownLatch(1);
    database.write(_ -> {
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }, () -> {}, _ -> {});
    CountDownLatch durable = new CountDownLatch(1);
    try {
      assertThat(book.receive(PREIMAGE.hash(), receipt(7), durable::countDown)).isTrue();
      assertThat(book.find(PREIMAGE.hash()).map(InvoiceRow::receipt)).isEmpty();
    } finally {
      goOn.countDown();
    }
    assertThat(durable.await(10, TimeUnit.SECONDS)).isTrue();
    database.writeAndWait(_ -> {});
    assertThat(book.find(PREIMAGE.hash()).orElseThrow().receipt()).isEqualTo(receipt(7));
  }

  /** What gives the preimage away is written behind the receipt only if the receipt has its place in the queue by then. */
  @Test
  void receiptHasItsPlaceInTheStoreBeforeThePreimageMayGo() {
    InvoiceBook book = new InvoiceBook(database, 100);
    book.add(ROW, 100);
    List<Optional<Receipt>> written = new ArrayList<>();
    assertThat(book.receive(PREIMAGE.hash(), receipt(7), () -> written.add(
        database.query(connection -> InvoiceTable.find(connection, PREIMAGE.hash())).map(InvoiceRow::receipt)))).isTrue();
    assertThat(written).containsExactly(Optional.of(receipt(7)));
  }

  @Test
  void openInvoicesSurviveARestartAndUnknownOnesAreNotPaid() throws Exception {
    new InvoiceBook(database, 100).add(ROW, 100);
    InvoiceBook restarted = new InvoiceBook(database, 200);
    assertThat(restarted.find(PREIMAGE.hash())).contains(ROW);
    assertThat(restarted.receive(PaymentPreimage.fromHex("05".repeat(32)).hash(), receipt(1), () -> {})).isFalse();
  }

  @Test
  void waitingEndsWithThePayment() throws Exception {
    InvoiceBook book = new InvoiceBook(database, 100);
    book.add(ROW, 100);
    CountDownLatch ended = new CountDownLatch(1);
    Thread.ofVirtual().start(() -> {
      try {
        book.awaitEnd(PREIMAGE.hash(), TimeUnit.SECONDS.toNanos(10), TimeUnit.SECONDS.toNanos(10));
        ended.countDown();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    assertThat(receive(book, 7)).isTrue();
    assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
  }
}
