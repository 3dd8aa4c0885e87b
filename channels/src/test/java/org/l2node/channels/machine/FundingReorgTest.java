package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxOut;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.FundingStatus;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.wire.AnnouncementSignatures;
import org.l2node.channels.wire.ErrorMessage;

/** A funding transaction that a reorganisation takes out of the chain: nothing rests on the channel until it is back. */
class FundingReorgTest {
  private static void missing(Pair pair) {
    for (Party party : List.of(pair.alice, pair.bob)) {
      party.step(new ChannelEvent.FundingMissing(pair.funding()));
    }
  }

  private static Transaction doubleSpend(Pair pair) {
    Transaction funding = pair.funding();
    return funding.updateOutputs(List.of(new TxOut(new fr.acinq.bitcoin.Satoshi(1_000), new ByteVector("0014" + "99".repeat(20)))));
  }

  private static ChannelEvent.OutputSpent inputSpent(Pair pair, Transaction by) {
    return new ChannelEvent.OutputSpent(pair.funding().txIn.getFirst().outPoint, by, new BlockHeight(105));
  }

  @Test
  void carriesNothingNewUntilItIsBack() {
    Pair pair = Pair.normal();
    var preimage = pair.preimage();
    HtlcId before = pair.add(pair.alice, 10_000_000, preimage);
    pair.crossSign();
    pair.bob.step(new ChannelEvent.FundingMissing(pair.funding()));
    assertThat(pair.bob.view().usable()).isFalse();
    assertThat(pair.bob.view().detail()).contains("reorganisation");
    assertThat(pair.bob.last(Effect.Unusable.class)).isPresent();
    pair.bob.step(pair.offer(pair.bob, 1_000_000, pair.preimage()));
    assertThat(pair.bob.last(Effect.Rejected.class).orElseThrow().reason().text()).contains("out of the chain");
    // Alice has not seen it: what she adds is answered, and fails.
    pair.add(pair.alice, 5_000_000, pair.preimage());
    pair.crossSign();
    List<Effect.HtlcLockedIn> lockedIn = pair.bob.effects(Effect.HtlcLockedIn.class);
    assertThat(lockedIn.getFirst().mustFail()).isFalse();
    assertThat(lockedIn.getLast().mustFail()).isTrue();
    // A preimage that is known is still worth more than nothing.
    pair.fulfill(pair.bob, before, preimage);
    pair.crossSign();
    assertThat(pair.alice.last(Effect.HtlcSettled.class).orElseThrow().settlement()).isInstanceOf(Settlement.Fulfilled.class);

    pair.bob.step(new ChannelEvent.FundingConfirmed(pair.funding(), new BlockHeight(104), 3));
    assertThat(pair.bob.view().usable()).isTrue();
    assertThat(pair.bob.view().shortChannelId().orElseThrow()).hasToString("104x3x1");
    pair.add(pair.bob, 1_000_000, pair.preimage());
    pair.crossSign();
    pair.checkInvariants();
  }

  @Test
  void isRememberedOverARestartAndItsInputsAreWatched() {
    Pair pair = Pair.normal();
    HtlcId id = pair.add(pair.alice, 10_000_000, pair.preimage());
    pair.crossSign();
    missing(pair);
    for (Party party : List.of(pair.alice, pair.bob)) {
      Effect.WatchSpent watch = new Effect.WatchSpent(party.data().channelId(), pair.funding().txIn.getFirst().outPoint,
          party.data().params().fundingScript());
      assertThat(party.effects).contains(watch);
      party.step(inputSpent(pair, doubleSpend(pair)));
    }
    pair.disconnect();
    pair.alice.restart();
    pair.bob.restart();
    assertThat(pair.alice.published()).contains(pair.funding());
    assertThat(pair.bob.published()).isEmpty();
    assertThat(pair.bob.effects(Effect.HtlcLockedIn.class)).singleElement()
        .isEqualTo(new Effect.HtlcLockedIn(pair.bob.data().channelId(),
            pair.bob.data().commitments().htlcs().incoming().iterator().next().add(), true));
    assertThat(pair.bob.effects(Effect.WatchSpent.class)).hasSize(2);
    assertThat(pair.bob.effects(Effect.WatchConfirmed.class)).singleElement()
        .satisfies(w -> assertThat(w.txId()).isEqualTo(doubleSpend(pair).txid));
    pair.connect();
    pair.deliverAll();
    assertThat(pair.bob.view().usable()).isFalse();
    pair.fail(pair.bob, id);
    pair.crossSign();
    assertThat(pair.alice.effects(Effect.HtlcSettled.class)).hasSize(1);
  }

  @Test
  void endsWhenItsMoneyIsSpentOtherwiseAndThatIsBuried() {
    Pair pair = Pair.normal();
    pair.add(pair.alice, 10_000_000, pair.preimage());
    pair.add(pair.bob, 20_000_000, pair.preimage());
    pair.crossSign();
    missing(pair);
    Transaction other = doubleSpend(pair);
    Party bob = pair.bob;
    bob.step(inputSpent(pair, other));
    assertThat(bob.view().detail()).contains(other.txid.toString());
    bob.step(new ChannelEvent.TransactionConfirmed(new fr.acinq.bitcoin.TxId(ByteVector32.One), new BlockHeight(105), ByteVector32.One));
    bob.in(ChannelState.Normal.class);
    bob.step(new ChannelEvent.TransactionConfirmed(other.txid, new BlockHeight(105), ByteVector32.One));
    bob.in(ChannelState.Closing.class);
    assertThat(bob.sent(ErrorMessage.class).getLast().text()).contains("double-spent");
    Effect.HtlcSettled settled = bob.last(Effect.HtlcSettled.class).orElseThrow();
    assertThat(settled.settlement()).isInstanceOf(Settlement.NeverSent.class);
    assertThat(bob.published()).isEmpty();
    bob.restart();
    assertThat(bob.last(Effect.HtlcSettled.class)).contains(settled);
    pair.settlementsDurable(bob);
    assertThat(bob.in(ChannelState.Closed.class).closingTxId()).isEqualTo(other.txid);
    assertThat(bob.view().detail()).contains("never funded");
  }

  @Test
  void aChannelThatClosesMeanwhileEndsTheSameWay() {
    Pair pair = Pair.normal();
    missing(pair);
    pair.bob.step(new ChannelEvent.CloseUnilateral());
    pair.bob.in(ChannelState.Closing.class);
    pair.bob.step(inputSpent(pair, doubleSpend(pair)));
    pair.bob.step(new ChannelEvent.TransactionConfirmed(doubleSpend(pair).txid, new BlockHeight(105), ByteVector32.One));
    pair.bob.in(ChannelState.Closed.class);
  }

  @Test
  void theFundingTransactionItselfIsNoConflictAndWhatWasNeverThereIsNotMissing() {
    Pair pair = Pair.create().reachAwaitingReady(1_000_000, 0, false);
    assertThat(ChannelMachine.step(pair.bob.state(), new ChannelEvent.FundingMissing(null), pair.bob.env()).effects()).isEmpty();
    pair.confirm(pair.alice);
    pair.confirm(pair.bob);
    pair.deliverAll();
    assertThat(ChannelMachine.step(pair.bob.state(), inputSpent(pair, doubleSpend(pair)), pair.bob.env()).effects()).isEmpty();
    missing(pair);
    pair.bob.step(inputSpent(pair, pair.funding()));
    assertThat(((FundingStatus.Reorganized) pair.bob.data().fundingStatus()).conflict()).isNull();
  }

  /** After a restart nobody may know any more what it looked like: it waits all the same. */
  @Test
  void isMissedWithoutBeingKnown() {
    Pair pair = Pair.normal();
    pair.bob.step(new ChannelEvent.FundingMissing(null));
    assertThat(pair.bob.view().usable()).isFalse();
    pair.bob.restart();
    assertThat(pair.bob.view().usable()).isFalse();
    pair.confirm(pair.bob);
    assertThat(pair.bob.data().isInDoubt()).isFalse();
  }

  /** Else each start would read a block for each channel. */
  @Test
  void whatIsBuriedIsLookedForNoMore() {
    Pair pair = Pair.normal();
    pair.confirmDeep(pair.bob);
    pair.bob.height = 101 + 287;
    pair.bob.restart();
    assertThat(pair.bob.effects(Effect.WatchFunding.class)).hasSize(1);
    pair.bob.height++;
    pair.bob.restart();
    assertThat(pair.bob.effects(Effect.WatchFunding.class)).isEmpty();
    assertThat(pair.bob.effects(Effect.WatchSpent.class)).hasSize(1);
  }

  @Test
  void isAnnouncedAnewAtItsNewPlace() {
    Pair pair = Pair.create().reachAwaitingReady(1_000_000, 0, true);
    for (Party party : List.of(pair.alice, pair.bob)) {
      pair.confirm(party);
      pair.confirmDeep(party);
    }
    pair.deliverAll();
    missing(pair);
    for (Party party : List.of(pair.alice, pair.bob)) {
      party.step(new ChannelEvent.FundingConfirmed(pair.funding(), new BlockHeight(103), 2));
      party.step(new ChannelEvent.FundingDeep(pair.funding(), new BlockHeight(103), 2));
    }
    pair.deliverAll();
    for (Party party : List.of(pair.alice, pair.bob)) {
      assertThat(party.sent(AnnouncementSignatures.class).getLast().shortChannelId()).hasToString("103x2x1");
      assertThat(party.last(Effect.AnnounceChannel.class).orElseThrow().announcement().shortChannelId()).hasToString("103x2x1");
    }
  }
}
