package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxOut;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.FundingSpend;
import org.l2node.channels.channel.RejectReason;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.wire.AcceptChannel;
import org.l2node.channels.wire.AnnouncementSignatures;
import org.l2node.channels.wire.ChannelReady;
import org.l2node.channels.wire.ErrorMessage;
import org.l2node.channels.wire.Feature;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.channels.wire.OpenChannel;

/** Channels that are used before they are confirmed (BOLT 2, option_zeroconf): bob trusts alice, who opens. */
class ZeroConfTest {
  private static Pair trusting() {
    Pair pair = Pair.create();
    pair.bob.policy = pair.bob.policy.withMinimumDepth(0);
    return pair;
  }

  private static void openZeroConf(Pair pair, boolean announce) {
    ChannelEvent.Open plain = Pair.openCommand(pair.alice, 1_000_000, 400_000_000, announce);
    ChannelEvent.Open command = new ChannelEvent.Open(plain.temporaryChannelId(), plain.keysIndex(), plain.capacity(), plain.push(),
        announce, plain.commitmentFeerate(), plain.fundingFeerate(), plain.shutdownScript(), true);
    pair.alice.apply(ChannelMachine.open(command, pair.bob.nodeId(), pair.bob.features, pair.alice.env()));
    pair.deliverAll();
  }

  private static Pair awaiting(boolean announce) {
    Pair pair = trusting();
    openZeroConf(pair, announce);
    pair.fund();
    pair.deliverAll();
    return pair;
  }

  static Pair used(boolean announce) {
    Pair pair = awaiting(announce);
    pair.bob.step(new ChannelEvent.FundingSeen(pair.funding()));
    pair.deliverAll();
    pair.alice.in(ChannelState.Normal.class);
    pair.bob.in(ChannelState.Normal.class);
    return pair;
  }

  private static void pay(Pair pair, Party from, long msat) {
    PaymentPreimage preimage = pair.preimage();
    HtlcId id = pair.add(from, msat, preimage);
    pair.crossSign();
    pair.fulfill(pair.other(from), id, preimage);
    pair.crossSign();
    assertThat(from.last(Effect.HtlcSettled.class).orElseThrow().settlement()).isInstanceOf(Settlement.Fulfilled.class);
    pair.settlementsDurable(from);
    pair.checkInvariants();
  }

  private static Transaction doubleSpend(Pair pair) {
    return pair.funding().updateOutputs(List.of(new TxOut(new fr.acinq.bitcoin.Satoshi(1_000), new ByteVector("0014" + "99".repeat(20)))));
  }

  static ChannelEvent.OutputSpent inputSpent(Pair pair) {
    return new ChannelEvent.OutputSpent(input(pair), doubleSpend(pair), new BlockHeight(105));
  }

  private static OutPoint input(Pair pair) {
    return pair.funding().txIn.getFirst().outPoint;
  }

  private static void bury(Pair pair, Party party) {
    party.step(new ChannelEvent.TransactionConfirmed(doubleSpend(pair).txid, new BlockHeight(105), ByteVector32.One));
  }

  @Test
  void theOpenerIsReadyAtOnceAndTheAccepterWhenItHasSeenWhatPaysIt() {
    Pair pair = awaiting(false);
    assertThat(pair.bob.sent(AcceptChannel.class).getFirst().minimumDepth()).isZero();
    assertThat(pair.alice.sent(OpenChannel.class).getFirst().channelType()).contains(NodeFeatures.CHANNEL_TYPE_WITH_ALIAS_ZEROCONF);
    assertThat(pair.alice.in(ChannelState.AwaitingReady.class).localReady()).isTrue();
    assertThat(pair.alice.sent(ChannelReady.class).getFirst().alias()).contains(pair.alice.keys.scidAlias());
    assertThat(pair.alice.effects(Effect.WatchSpent.class)).extracting(Effect.WatchSpent::output).contains(input(pair));
    // BOLT 2: no channel_ready before it is sure what the funding output pays.
    assertThat(pair.bob.in(ChannelState.AwaitingReady.class).localReady()).isFalse();
    assertThat(pair.bob.view().detail()).contains("mempool");
    assertThat(pair.bob.effects(Effect.WatchFunding.class)).singleElement().satisfies(watch -> assertThat(watch.depth()).isZero());
    pair.bob.step(new ChannelEvent.FundingSeen(pair.funding()));
    assertThat(pair.bob.sent(ChannelReady.class).getFirst().alias()).contains(pair.bob.keys.scidAlias());
    assertThat(pair.bob.published()).containsExactly(pair.funding());
    assertThat(pair.bob.effects(Effect.WatchSpent.class)).extracting(Effect.WatchSpent::output).contains(input(pair));
    assertThat(pair.bob.effects(Effect.Usable.class)).hasSize(1);
    pair.deliverAll();
    assertThat(pair.alice.view().usable()).isTrue();
    assertThat(pair.alice.view().shortChannelId()).isEmpty();
    assertThat(pair.bob.view().detail()).contains("only as safe as the peer");
    // Told again, it is no news.
    assertThat(pair.bob.step(new ChannelEvent.FundingSeen(pair.funding())).effects()).isEmpty();
  }

  @Test
  void carriesPaymentsBothWaysThenTheChainNamesIt() {
    Pair pair = used(true);
    pay(pair, pair.alice, 50_000_000);
    pay(pair, pair.bob, 70_000_000);
    assertThat(pair.alice.sent(AnnouncementSignatures.class)).isEmpty();
    for (Party party : List.of(pair.alice, pair.bob)) {
      int usable = party.effects(Effect.Usable.class).size();
      pair.confirm(party);
      assertThat(party.effects(Effect.Usable.class)).hasSize(usable + 1);
      assertThat(party.view().shortChannelId().orElseThrow()).hasToString("101x7x1");
      assertThat(party.view().detail()).isEmpty();
    }
    pair.deliverAll();
    assertThat(pair.alice.sent(AnnouncementSignatures.class)).isEmpty();
    pay(pair, pair.alice, 10_000_000);
    pair.confirmDeep(pair.alice);
    pair.confirmDeep(pair.bob);
    pair.deliverAll();
    assertThat(pair.alice.last(Effect.AnnounceChannel.class)).isPresent();
    assertThat(pair.alice.sent(ChannelReady.class)).hasSize(1);
    assertThat(pair.bob.sent(ChannelReady.class)).hasSize(1);
  }

  @Test
  @Tag("V12")
  void isRefusedByWhoDoesNotTrust() {
    Pair pair = Pair.create();
    openZeroConf(pair, true);
    assertThat(pair.bob.in(ChannelState.Abandoned.class).text()).contains("option_zeroconf", "trust");
    assertThat(pair.bob.sent(ErrorMessage.class)).hasSize(1);
    pair.alice.in(ChannelState.Abandoned.class);
  }

  @Test
  void isAskedForOnlyOfPeersThatKnowIt() {
    Party alice = new Party("alice", 1);
    for (Feature missing : List.of(Feature.ZEROCONF, Feature.SCID_ALIAS)) {
      Pair pair = trusting();
      pair.bob.features = Features
          .of(pair.bob.features.setBits().stream().filter(bit -> bit != missing.bit() + 1).mapToInt(bit -> bit).toArray());
      openZeroConf(pair, true);
      Effect.Rejected rejected = pair.alice.last(Effect.Rejected.class).orElseThrow();
      assertThat(rejected.reason()).isInstanceOfSatisfying(RejectReason.PeerLacks.class,
          why -> assertThat(why.feature()).isEqualTo(missing));
      // And what such a peer asks for itself is not taken, trusted or not.
      OpenChannel asked = used(true).alice.sent(OpenChannel.class).getFirst();
      Transition answer = ChannelMachine.accept(asked, alice.nodeId(), pair.bob.features, 2, pair.bob.shutdownScript(), pair.bob.env());
      assertThat(answer.next()).isInstanceOf(ChannelState.Abandoned.class);
    }
  }

  /** An opener that has not asked for it waits for a block, whatever the accepter thinks of it. */
  @Test
  void isNotForcedUponAnOpener() {
    Pair pair = trusting().reachAwaitingReady(1_000_000, 0, false);
    pair.bob.step(new ChannelEvent.FundingSeen(pair.funding()));
    pair.deliverAll();
    assertThat(pair.bob.in(ChannelState.AwaitingReady.class).localReady()).isTrue();
    assertThat(pair.alice.in(ChannelState.AwaitingReady.class).localReady()).isFalse();
    pair.confirm(pair.alice);
    pair.deliverAll();
    pay(pair, pair.alice, 50_000_000);
  }

  @Test
  void survivesRestartsBeforeItIsSeenAndBeforeItIsConfirmed() {
    Pair pair = awaiting(false);
    pair.disconnect();
    pair.bob.restart();
    assertThat(pair.bob.effects(Effect.WatchFunding.class)).singleElement().satisfies(watch -> assertThat(watch.depth()).isZero());
    pair.bob.step(new ChannelEvent.FundingSeen(pair.funding()));
    pair.alice.restart();
    pair.connect();
    pair.deliverAll();
    assertThat(pair.alice.view().usable()).isTrue();
    assertThat(pair.bob.view().usable()).isTrue();
    pay(pair, pair.alice, 50_000_000);
    PaymentPreimage preimage = pair.preimage();
    HtlcId open = pair.add(pair.bob, 20_000_000, preimage);
    pair.crossSign();
    pair.disconnect();
    for (Party party : List.of(pair.alice, pair.bob)) {
      party.restart();
      assertThat(party.published()).containsExactly(pair.funding());
      assertThat(party.effects(Effect.WatchSpent.class)).extracting(Effect.WatchSpent::output).contains(input(pair));
    }
    pair.connect();
    pair.deliverAll();
    pair.fulfill(pair.alice, open, preimage);
    pair.crossSign();
    assertThat(pair.bob.last(Effect.HtlcSettled.class).orElseThrow().settlement()).isInstanceOf(Settlement.Fulfilled.class);
    // The chain speaks while nobody is connected.
    pair.disconnect();
    pair.confirm(pair.alice);
    pair.confirm(pair.bob);
    pair.connect();
    pair.deliverAll();
    pay(pair, pair.alice, 1_000_000);
  }

  @Test
  void bothPublishAgainWhatAReorganisationTookOut() {
    Pair pair = used(false);
    pair.confirm(pair.alice);
    pair.confirm(pair.bob);
    for (Party party : List.of(pair.alice, pair.bob)) {
      party.effects.clear();
      party.step(new ChannelEvent.FundingMissing(pair.funding()));
      assertThat(party.published()).containsExactly(pair.funding());
    }
  }

  @Test
  @Tag("V1")
  void whatDoesNotPayWhatWasAgreedOnIsNoChannel() {
    Pair pair = awaiting(false);
    Transaction other = pair.funding().updateOutputs(List.of(pair.funding().txOut.getFirst()));
    pair.bob.step(new ChannelEvent.FundingSeen(other));
    pair.bob.in(ChannelState.Closed.class);
    assertThat(pair.bob.sent(ChannelReady.class)).isEmpty();
    assertThat(pair.bob.sent(ErrorMessage.class)).hasSize(1);
  }

  @Test
  void aChannelThatWaitsForBlocksIsNotUsedForBeingSeen() {
    Pair pair = Pair.create().reachAwaitingReady(1_000_000, 0, false);
    assertThat(pair.bob.step(new ChannelEvent.FundingSeen(pair.funding())).effects()).isEmpty();
    assertThat(pair.bob.in(ChannelState.AwaitingReady.class).localReady()).isFalse();
  }

  /** The risk that the accepter took: what it passed on is given back or kept owed, and nothing is forgotten before that. */
  @Test
  @Tag("V12")
  void endsWhenItsFundingIsDoubleSpent() {
    Pair pair = used(false);
    HtlcId incoming = pair.add(pair.alice, 30_000_000, pair.preimage());
    pair.add(pair.bob, 20_000_000, pair.preimage());
    pair.crossSign();
    Party bob = pair.bob;
    bob.step(inputSpent(pair));
    bob.in(ChannelState.Normal.class);
    assertThat(bob.view().usable()).isFalse();
    assertThat(bob.view().detail()).contains("double-spent by " + doubleSpend(pair).txid);
    assertThat(bob.last(Effect.Unusable.class)).isPresent();
    bob.step(pair.offer(bob, 1_000_000, pair.preimage()));
    assertThat(bob.last(Effect.Rejected.class).orElseThrow().reason().text()).contains("double-spent");
    // Over a restart it is neither forgotten nor judged anew: what came in before fails, unless it was passed on.
    bob.restart();
    assertThat(bob.effects(Effect.HtlcLockedIn.class)).singleElement().satisfies(locked -> {
      assertThat(locked.add().id()).isEqualTo(incoming);
      assertThat(locked.mustFail()).isTrue();
    });
    assertThat(bob.effects(Effect.WatchConfirmed.class)).singleElement()
        .satisfies(watch -> assertThat(watch.txId()).isEqualTo(doubleSpend(pair).txid));
    assertThat(bob.view().usable()).isFalse();
    bury(pair, bob);
    ChannelState.Closing closing = bob.in(ChannelState.Closing.class);
    assertThat(closing.spend()).isNotNull().satisfies(spend -> assertThat(spend.kind()).isEqualTo(FundingSpend.Kind.FUNDING_DOUBLE_SPENT));
    Effect.HtlcSettled settled = bob.last(Effect.HtlcSettled.class).orElseThrow();
    assertThat(settled.settlement()).isInstanceOf(Settlement.NeverSent.class);
    bob.restart();
    assertThat(bob.last(Effect.HtlcSettled.class)).contains(settled);
    pair.settlementsDurable(bob);
    assertThat(bob.in(ChannelState.Closed.class).closingTxId()).isEqualTo(doubleSpend(pair).txid);
    assertThat(bob.state().isForgotten()).isFalse();
  }

  @Test
  void isUsableAgainWhereTheDoubleSpendDidNotLast() {
    Pair pair = used(false);
    pair.bob.step(inputSpent(pair));
    assertThat(pair.bob.view().usable()).isFalse();
    pair.confirm(pair.bob);
    assertThat(pair.bob.view().usable()).isTrue();
    pay(pair, pair.bob, 1_000_000);
  }

  /** Without a block for two weeks the accepter fails the channel, but keeps what it earned in it for when the funding does come. */
  @Test
  void aFundingThatIsNeverConfirmedIsNotWaitedForButNotForgotten() {
    Pair pair = used(false);
    pair.bob.height += 2016;
    pair.bob.step(new ChannelEvent.NewBlock());
    pair.bob.in(ChannelState.Normal.class);
    pair.bob.height++;
    pair.bob.step(new ChannelEvent.NewBlock());
    ChannelState.Closing closing = pair.bob.in(ChannelState.Closing.class);
    assertThat(pair.bob.published()).contains(closing.localCommitment());
    assertThat(pair.bob.view().detail()).contains("needs the funding transaction");
    pair.bob.height += 10_000;
    pair.bob.step(new ChannelEvent.NewBlock());
    pair.bob.in(ChannelState.Closing.class);
    pair.bob.restart();
    assertThat(pair.bob.published()).contains(pair.funding(), closing.localCommitment());
    pair.confirm(pair.bob);
    assertThat(pair.bob.view().shortChannelId()).isPresent();
    pair.bob.step(new ChannelEvent.OutputSpent(pair.bob.data().params().funding(), closing.localCommitment(), new BlockHeight(14_000)));
    assertThat(pair.bob.view().detail()).contains("unilateral close by this node");
  }

  @Test
  void whereNothingWasEarnedItIsForgotten() {
    Pair pair = trusting();
    ChannelEvent.Open plain = Pair.openCommand(pair.alice, 1_000_000, 0, false);
    pair.alice.apply(ChannelMachine.open(new ChannelEvent.Open(plain.temporaryChannelId(), plain.keysIndex(), plain.capacity(),
        plain.push(), false, plain.commitmentFeerate(), plain.fundingFeerate(), plain.shutdownScript(), true), pair.bob.nodeId(),
        pair.bob.features, pair.alice.env()));
    pair.deliverAll();
    pair.fund();
    pair.deliverAll();
    pair.bob.step(new ChannelEvent.FundingSeen(pair.funding()));
    pair.deliverAll();
    // An HTLC under way is something to keep, though no balance is.
    pair.add(pair.alice, 30_000_000, pair.preimage());
    pair.crossSign();
    Transition kept = ChannelMachine.step(pair.bob.state(), new ChannelEvent.CloseUnilateral(), pair.bob.env());
    assertThat(kept.next()).isInstanceOf(ChannelState.Closing.class);
    pair.fail(pair.bob, new HtlcId(0));
    pair.crossSign();
    Transition gone = ChannelMachine.step(pair.bob.state(), new ChannelEvent.CloseUnilateral(), pair.bob.env());
    assertThat(gone.next().isForgotten()).isTrue();
  }
}
