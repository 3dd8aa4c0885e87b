package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.PaymentPreimage;

/**
 * What a channel shows that a commitment has ended while an HTLC was on its way: what that commitment gives, to each side as far as it is
 * decided. Alice has 600,000 sat, bob 400,000.
 */
class ClosedBalancesTest {
  private final Pair pair = Pair.normal();
  private final PaymentPreimage preimage = pair.preimage();

  private static Transaction commitmentOf(Party party) {
    return Objects.requireNonNull(EnforcingSigner.of(party.data(), party.keys).publishable());
  }

  /** It is in the chain for good, as both see it. */
  private void ends(Transaction commitment) {
    pair.disconnect();
    for (Party party : java.util.List.of(pair.alice, pair.bob)) {
      party.height = 210;
      party.step(new ChannelEvent.OutputSpent(new OutPoint(pair.funding().txid, 1), commitment, new BlockHeight(200)));
      party.step(new ChannelEvent.TransactionConfirmed(commitment.txid, new BlockHeight(200), ByteVector32.Zeroes));
    }
  }

  private void checkLocal(long aliceMsat, long bobMsat) {
    assertThat(pair.alice.view().local().msat()).isEqualTo(aliceMsat);
    assertThat(pair.bob.view().local().msat()).isEqualTo(bobMsat);
  }

  /** Alice's commitment has the HTLC no more; bob's still has it. */
  private void removedFromAlices(boolean fulfilled) {
    HtlcId id = pair.add(pair.alice, 50_000_000, preimage);
    pair.crossSign();
    if (fulfilled) {
      pair.fulfill(pair.bob, id, preimage);
    } else {
      pair.fail(pair.bob, id);
    }
    pair.deliverOne(pair.bob);
    pair.sign(pair.bob);
    pair.deliverOne(pair.bob);
  }

  @Test
  void aFulfilmentInTheCommitmentIsDone() {
    removedFromAlices(true);
    ends(commitmentOf(pair.alice));
    checkLocal(550_000_000, 450_000_000);
    pair.settlementsDurable(pair.alice);
    checkLocal(550_000_000, 450_000_000);
  }

  @Test
  void aFailureInTheCommitmentIsDone() {
    removedFromAlices(false);
    ends(commitmentOf(pair.alice));
    checkLocal(600_000_000, 400_000_000);
  }

  /** The HTLC has an output there, which is the receiver's as long as it knows the preimage. */
  @Test
  void aFulfilmentThatTheCommitmentLacksIsStillDue() {
    removedFromAlices(true);
    ends(commitmentOf(pair.bob));
    checkLocal(550_000_000, 450_000_000);
    assertThat(pair.alice.data().commitments().htlcs().outgoing()).hasSize(1);
  }

  /** An HTLC that the commitment never had is its offerer's. */
  @Test
  void anHtlcThatTheCommitmentDoesNotHaveIsGivenBack() {
    pair.add(pair.alice, 50_000_000, preimage);
    pair.sign(pair.alice);
    pair.deliverOne(pair.alice);
    ends(commitmentOf(pair.bob));
    checkLocal(600_000_000, 400_000_000);
  }

  /** One that is too small for an output goes to the miners. */
  @Test
  void whatHasNoOutputIsNobodys() {
    HtlcId small = pair.add(pair.alice, 300_000, preimage);
    HtlcId open = pair.add(pair.alice, 200_000, pair.preimage());
    pair.add(pair.bob, 100_000, pair.preimage());
    pair.crossSign();
    pair.fulfill(pair.bob, small, preimage);
    assertThat(open).isEqualTo(new HtlcId(1));
    ends(commitmentOf(pair.alice));
    checkLocal(599_500_000, 399_900_000);
    pair.settlementsDurable(pair.alice);
    pair.settlementsDurable(pair.bob);
    checkLocal(599_500_000, 399_900_000);
  }
}
