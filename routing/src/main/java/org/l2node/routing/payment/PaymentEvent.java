package org.l2node.routing.payment;

import fr.acinq.bitcoin.PrivateKey;
import java.util.Set;
import java.util.TreeSet;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.units.CltvExpiryDelta;

/** What can happen to a payment that has begun. Each event that may lead to another attempt brings the randomness for it. */
public sealed interface PaymentEvent {
  /**
   * Randomness for one attempt.
   *
   * @param sessionKey random, never used before
   * @param shadow a random number of blocks on top of what the payee asks for, so that nodes on the way cannot tell from the expiry where
   *   the route ends (BOLT 7, recommendations for routing); 0 to some 200
   */
  record Seed(PrivateKey sessionKey, CltvExpiryDelta shadow) {
    @Override
    public String toString() {
      return "seed ***";
    }
  }

  /**
   * An attempt's HTLC has ended, or was refused by the channel ({@link Settlement.NeverSent}). Told at least once, answered by
   * {@link PaymentEffect.SettlementStored}.
   *
   * @param part the attempt
   */
  record Settled(int part, Settlement settlement, Seed seed) implements PaymentEvent {}

  /** A while has gone by since {@link PaymentEffect.Wait}. */
  record TryAgain(Seed seed) implements PaymentEvent {}

  /**
   * The node has started again, and all channels are loaded.
   *
   * @param living the parts of this payment that some channel has an HTLC of or owes the settlement of; for any other attempt no HTLC
   *   exists nor can come to be
   */
  record Resumed(Set<Integer> living, Seed seed) implements PaymentEvent {
    public Resumed {
      living = java.util.Collections.unmodifiableSet(new TreeSet<>(living));
    }
  }
}
