package org.l2node.routing.relay;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import java.security.MessageDigest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentSecret;
import org.l2node.channels.wire.UpdateAddHtlc;
import org.l2node.routing.onion.FailureMessage;
import org.l2node.routing.onion.FinalPayload;

/** Whether an HTLC for this node is taken (BOLT 4, Failure Messages, final node). */
public final class ReceiveRules {
  /**
   * What this node's invoices ask for (field c), and no less is taken. BOLT 2 needs 18 blocks to see a preimage through on the chain; the
   * rest is for a peer that does not answer while fees are high. LDK asks for as many. A payer adds a few blocks of its own for those that
   * are found while the payment is under way.
   */
  public static final CltvExpiryDelta MIN_FINAL_CLTV_EXPIRY_DELTA = new CltvExpiryDelta(42);

  /** Compared with where there is no invoice, so that knowing none takes as long as knowing one. */
  private static final ExpectedPayment NONE = new ExpectedPayment(new PaymentHash(ByteVector32.Zeroes),
      new PaymentSecret(ByteVector32.Zeroes),
      null, Instant.EPOCH, MIN_FINAL_CLTV_EXPIRY_DELTA, null, null);

  private ReceiveRules() {}

  /**
   * Judges an HTLC for this node. The HTLC that has paid the invoice is taken again whenever it comes up again, however late; any other is
   * not.
   *
   * @param expected the invoice of that payment hash; null: there is none
   * @param height of the chain
   * @param now the time
   */
  public static RelayDecision decide(OpenedHtlc.ToReceive htlc, @Nullable ExpectedPayment expected, BlockHeight height, Instant now) {
    UpdateAddHtlc add = htlc.add();
    FinalPayload payload = htlc.payload();
    if (expected != null && isPaidBy(add, expected)) {
      return new RelayDecision.ReceiveAsFinal(add.paymentHash(), add.amount(), htlc.sharedSecret());
    }
    // The last hop sent less than it was told to: not a matter of the invoice, so the same for every payment hash.
    if (add.cltvExpiry().isBelow(payload.outgoingCltvValue())) {
      return RelayDecision.Fail.of(htlc.sharedSecret(), new FailureMessage.FinalIncorrectCltvExpiry(add.cltvExpiry()));
    }
    if (add.amount().isLessThan(payload.amtToForward())) {
      return RelayDecision.Fail.of(htlc.sharedSecret(), new FailureMessage.FinalIncorrectHtlcAmount(add.amount()));
    }
    ExpectedPayment invoice = expected == null ? NONE : expected;
    // All of it is looked at before anything is said: neither answer nor time tells a prober which part was wrong.
    boolean known = expected != null && invoice.paymentHash().equals(add.paymentHash());
    boolean secret = knowsSecret(payload, invoice);
    boolean metadata = givesBackMetadata(payload, invoice);
    boolean amount = paysEnough(payload, invoice);
    boolean inTime = leavesTime(add, invoice, height) && !now.isAfter(invoice.expiresAt());
    boolean accepted = known && secret && metadata && amount && inTime && invoice.paidBy() == null;
    if (!accepted) {
      return RelayDecision.Fail.of(htlc.sharedSecret(), new FailureMessage.IncorrectOrUnknownPaymentDetails(add.amount(), height));
    }
    return new RelayDecision.ReceiveAsFinal(add.paymentHash(), add.amount(), htlc.sharedSecret());
  }

  private static boolean isPaidBy(UpdateAddHtlc add, ExpectedPayment expected) {
    return new ExpectedPayment.PaidBy(add.channelId(), add.id()).equals(expected.paidBy());
  }

  private static boolean knowsSecret(FinalPayload payload, ExpectedPayment invoice) {
    ByteVector32 given = payload.paymentData() == null ? ByteVector32.Zeroes : payload.paymentData().secret().value();
    boolean same = MessageDigest.isEqual(given.toByteArray(), invoice.paymentSecret().value().toByteArray());
    return payload.paymentData() != null && same;
  }

  private static boolean givesBackMetadata(FinalPayload payload, ExpectedPayment invoice) {
    @Nullable
    ByteVector wanted = invoice.metadata();
    ByteVector given = payload.paymentMetadata() == null ? ByteVector.empty : payload.paymentMetadata();
    return wanted == null || MessageDigest.isEqual(given.toByteArray(), wanted.toByteArray());
  }

  /** One part pays the whole: basic_mpp is not offered. Up to twice the amount is taken, so that payers can hide it (BOLT 4). */
  private static boolean paysEnough(FinalPayload payload, ExpectedPayment invoice) {
    MilliSatoshi total = payload.total();
    @Nullable
    MilliSatoshi amount = invoice.amount();
    boolean inRange = amount == null || !total.isLessThan(amount) && total.msat() <= 2 * amount.msat();
    return inRange && total.equals(payload.amtToForward());
  }

  private static boolean leavesTime(UpdateAddHtlc add, ExpectedPayment invoice, BlockHeight height) {
    return !add.cltvExpiry().isBelow(height.plus(invoice.minFinalCltvExpiryDelta()));
  }
}
