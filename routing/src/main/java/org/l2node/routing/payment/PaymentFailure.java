package org.l2node.routing.payment;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a payment is not made.
 *
 * @param kind for programs
 * @param text for people; holds nothing secret
 */
public record PaymentFailure(Kind kind, String text) {
  /** The kinds there are. */
  public enum Kind {
    /** No route, or none that is left after what failed. */
    NO_ROUTE(0),
    /** No channel of this node's can send so much at once. */
    INSUFFICIENT_BALANCE(1),
    /** The invoice is no longer to be paid. */
    INVOICE_EXPIRED(2),
    /** The payee does not know the payment, or does not want it. */
    REJECTED_BY_DESTINATION(3),
    /** Nothing worked before the deadline. */
    TIMEOUT(4),
    /** Every route costs more than allowed. */
    FEE_TOO_HIGH(5),
    /** The payee is this node. */
    SELF_PAYMENT(6),
    /** As many attempts failed as are made at most. */
    TOO_MANY_ATTEMPTS(7),
    /** This node has no channel that can send now, whatever is in them. */
    NO_USABLE_CHANNEL(8);

    private final int stored;

    Kind(int stored) {
      this.stored = stored;
    }

    /** The number that stands for this kind in the store; never given to another one. */
    int stored() {
      return stored;
    }

    /** The kind of a stored number, if there is one. */
    static Optional<Kind> ofStored(int number) {
      return Arrays.stream(values()).filter(kind -> kind.stored == number).findFirst();
    }

    /** As the API and the command line say it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
