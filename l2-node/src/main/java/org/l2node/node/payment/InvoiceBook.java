package org.l2node.node.payment;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.l2node.channels.units.PaymentHash;
import org.l2node.node.storage.InvoiceTable;
import org.l2node.node.storage.InvoiceTable.InvoiceRow;
import org.l2node.node.storage.InvoiceTable.Receipt;
import org.l2node.node.storage.Storage;

/**
 * The invoices of this node. The one place that decides which HTLC pays an invoice: the first; the decision is durable before the preimage
 * leaves. Open invoices are held in memory, ended ones are read from the store. Any thread may call.
 */
public final class InvoiceBook {
  /** An expired invoice stays in memory for an hour more: HTLCs that were on their way get a true answer. */
  private static final long GRACE_SECONDS = 3_600;

  private final Storage database;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition paid = lock.newCondition();
  private final Map<PaymentHash, InvoiceRow> open = new HashMap<>();
  /** Which HTLCs pay open invoices, until that is durable: nobody is told before. */
  private final Map<PaymentHash, Receipt> claims = new HashMap<>();
  private long nextSweepSeconds;

  /** Reads what is open from the store. */
  public InvoiceBook(Storage database, long nowSeconds) {
    this.database = database;
    database.query(connection -> InvoiceTable.open(connection, nowSeconds - GRACE_SECONDS))
        .forEach(row -> open.put(row.paymentHash(), row));
  }

  /** Adds an invoice; it is durable when this returns. */
  public void add(InvoiceRow row, long nowSeconds) {
    database.writeAndWait(statements -> InvoiceTable.insert(statements, row));
    lock.lock();
    try {
      open.put(row.paymentHash(), row);
      if (nowSeconds >= nextSweepSeconds) {
        open.values().removeIf(old -> old.expiresSeconds() + GRACE_SECONDS < nowSeconds);
        nextSweepSeconds = nowSeconds + 60;
      }
    } finally {
      lock.unlock();
    }
  }

  /** The invoice of that payment hash, open or ended, as it is stored: paid only once that is durable. */
  public Optional<InvoiceRow> find(PaymentHash paymentHash) {
    lock.lock();
    try {
      InvoiceRow row = open.get(paymentHash);
      if (row != null) {
        return Optional.of(row);
      }
    } finally {
      lock.unlock();
    }
    return database.lookUp(statements -> InvoiceTable.find(statements, paymentHash));
  }

  /**
   * Lets an HTLC pay an invoice, unless another one did. The HTLC was checked against the invoice by the caller.
   *
   * @param taken run once that has its place in the store's queue: what the preimage is given away with must be written behind it
   * @return false if another HTLC paid it
   */
  public boolean receive(PaymentHash paymentHash, Receipt receipt, Runnable taken) {
    if (!claim(paymentHash, receipt) && !isPaidBy(paymentHash, receipt)) {
      return false;
    }
    // Soon: what gives the preimage away is written next, and this with it.
    database.writeSoon(
        statements -> InvoiceTable.markPaid(statements, paymentHash, receipt),
        () -> settled(paymentHash),
        refused -> {
          throw new IllegalStateException("an update broke a constraint", refused);
        });
    taken.run();
    return true;
  }

  /** @return false where the invoice is not open, or another HTLC has claimed it */
  private boolean claim(PaymentHash paymentHash, Receipt receipt) {
    lock.lock();
    try {
      if (!open.containsKey(paymentHash)) {
        return false;
      }
      Receipt earlier = claims.putIfAbsent(paymentHash, receipt);
      return earlier == null || isSameHtlc(earlier, receipt);
    } finally {
      lock.unlock();
    }
  }

  /** Of an invoice that is not in memory any more; the store is asked without the lock, which its thread takes in {@link #settled}. */
  private boolean isPaidBy(PaymentHash paymentHash, Receipt receipt) {
    return database.query(connection -> InvoiceTable.find(connection, paymentHash)).map(InvoiceRow::receipt)
        .filter(earlier -> isSameHtlc(earlier, receipt)).isPresent();
  }

  private static boolean isSameHtlc(Receipt a, Receipt b) {
    return a.channelId().equals(b.channelId()) && a.htlcId().equals(b.htlcId());
  }

  private void settled(PaymentHash paymentHash) {
    lock.lock();
    try {
      open.remove(paymentHash);
      claims.remove(paymentHash);
      paid.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the invoice is paid (and that is durable) or expired, at most until {@code deadlineNanos} of {@link System#nanoTime}.
   *
   * @param untilExpiry nanoseconds until the invoice expires
   */
  public void awaitEnd(PaymentHash paymentHash, long timeoutNanos, long untilExpiry) throws InterruptedException {
    long left = Math.min(timeoutNanos, Math.max(0, untilExpiry));
    lock.lockInterruptibly();
    try {
      while (left > 0 && open.containsKey(paymentHash)) {
        left = paid.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
