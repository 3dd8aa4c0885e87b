package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.ScriptFlags;
import fr.acinq.bitcoin.Transaction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelView;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.FundingSpend;
import org.l2node.channels.commitment.Side;
import org.l2node.channels.commitment.SimpleClosing;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.wire.ChannelMessage;
import org.l2node.channels.wire.ClosingComplete;
import org.l2node.channels.wire.ClosingSig;
import org.l2node.channels.wire.ClosingSigned;
import org.l2node.channels.wire.ClosingVariant;
import org.l2node.channels.wire.ErrorMessage;
import org.l2node.channels.wire.Message;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.channels.wire.TlvStream;
import org.l2node.channels.wire.Warning;

/** closing_complete and closing_sig: each side pays for a closing transaction of its own. */
class SimpleCloseTest {
  private static Pair normal(long pushMsat) {
    Pair pair = Pair.create();
    pair.alice.features = NodeFeatures.INIT;
    pair.bob.features = NodeFeatures.INIT;
    return pair.reachNormal(1_000_000, pushMsat);
  }

  private static Pair closing(long pushMsat) {
    Pair pair = normal(pushMsat);
    pair.alice.step(new ChannelEvent.CloseMutual(null));
    pair.deliverAll();
    // The opener pays. With the next block the other side offers to pay too.
    assertThat(pair.bob.in(ChannelState.Negotiating.class).closes().paidByLocal()).isNull();
    assertThat(pair.bob.view().closingTxId()).contains(byLocal(pair.alice).txid);
    pair.bob.step(new ChannelEvent.NewBlock());
    pair.deliverAll();
    return pair;
  }

  private static Transaction byLocal(Party party) {
    return java.util.Objects.requireNonNull(party.in(ChannelState.Negotiating.class).closes().paidByLocal());
  }

  private static long outputs(Transaction tx) {
    return tx.txOut.stream().mapToLong(o -> o.amount.toLong()).sum();
  }

  private static void spent(Pair pair, Party party, Transaction tx) {
    party.step(new ChannelEvent.OutputSpent(new OutPoint(pair.funding().txid, 1), tx, new BlockHeight(120)));
    assertThat(java.util.Objects.requireNonNull(party.in(ChannelState.Closing.class).spend()).kind())
        .isEqualTo(FundingSpend.Kind.MUTUAL_CLOSE);
    party.height = 125;
    party.step(new ChannelEvent.TransactionConfirmed(tx.txid, new BlockHeight(120), ByteVector32.Zeroes));
    party.in(ChannelState.Closed.class);
  }

  @Test
  void eachSidePaysForItsOwn() {
    Pair pair = closing(400_000_000);
    Transaction alices = byLocal(pair.alice);
    Transaction bobs = byLocal(pair.bob);
    assertThat(pair.alice.published()).contains(alices, bobs);
    assertThat(pair.bob.published()).contains(alices, bobs);
    assertThat(pair.alice.sent(ClosingSigned.class)).isEmpty();
    for (Transaction tx : List.of(alices, bobs)) {
      tx.correctlySpends(List.of(pair.funding()), ScriptFlags.STANDARD_SCRIPT_VERIFY_FLAGS);
      assertThat(tx.txOut).hasSize(2);
    }
    // Alice's costs alice: bob has his 400,000 in it, and the other way round.
    assertThat(alices.txOut.getFirst().amount.toLong()).isEqualTo(400_000);
    assertThat(bobs.txOut.getLast().amount.toLong()).isEqualTo(600_000);
    assertThat(pair.alice.view().phase()).isEqualTo(ChannelView.Phase.CLOSING);
    assertThat(pair.alice.view().closingTxId()).contains(alices.txid);
    assertThat(pair.bob.view().closingTxId()).contains(alices.txid);
    spent(pair, pair.alice, bobs);
    pair.bob.step(new ChannelEvent.Disconnected());
    spent(pair, pair.bob, bobs);
  }

  @Test
  void isReplacedByOneThatPaysMore() {
    Pair pair = closing(400_000_000);
    Transaction first = byLocal(pair.alice);
    pair.alice.step(new ChannelEvent.CloseMutual(null));
    pair.alice.step(new ChannelEvent.CloseMutual(null));
    assertThat(pair.alice.last(Effect.Rejected.class).orElseThrow().reason().text()).contains("waiting");
    pair.deliverAll();
    Transaction second = byLocal(pair.alice);
    // At least one satoshi for each virtual byte more: BIP 125.
    assertThat(outputs(first) - outputs(second)).isGreaterThanOrEqualTo((second.weight() + 3) / 4);
    second.correctlySpends(List.of(pair.funding()), ScriptFlags.STANDARD_SCRIPT_VERIFY_FLAGS);
    assertThat(pair.bob.published()).contains(second);
    // To another address, by which the peer knows us from then on.
    pair.alice.step(new ChannelEvent.CloseMutual(new ByteVector("0014" + "44".repeat(20))));
    pair.deliverAll();
    pair.bob.step(new ChannelEvent.CloseMutual(null));
    pair.deliverAll();
    assertThat(byLocal(pair.bob).txOut).anyMatch(o -> o.publicKeyScript.equals(new ByteVector("0014" + "44".repeat(20))));
    spent(pair, pair.alice, first);
  }

  @Test
  void followsTheEstimate() {
    Pair pair = closing(400_000_000);
    pair.alice.closingFeerate = new FeeratePerKw(1240);
    pair.alice.step(new ChannelEvent.NewBlock());
    assertThat(pair.alice.outbox).isEmpty();
    pair.alice.closingFeerate = new FeeratePerKw(2000);
    pair.alice.step(new ChannelEvent.NewBlock());
    Transaction first = byLocal(pair.alice);
    pair.deliverAll();
    assertThat(outputs(byLocal(pair.alice))).isLessThan(outputs(first));
  }

  @Test
  void startsAnewWithEachConnection() {
    Pair pair = closing(400_000_000);
    Transaction first = byLocal(pair.alice);
    pair.disconnect();
    assertThat(pair.alice.view().phase()).isEqualTo(ChannelView.Phase.CLOSING);
    pair.alice.restart();
    assertThat(pair.alice.published()).contains(first);
    pair.connect();
    pair.deliverAll();
    assertThat(byLocal(pair.alice)).isEqualTo(first);
    assertThat(pair.alice.sent(ClosingComplete.class)).hasSize(1);
    spent(pair, pair.bob, byLocal(pair.bob));
  }

  @Test
  void whoHasNothingSignsOnly() {
    Pair pair = closing(0);
    assertThat(pair.bob.sent(ClosingComplete.class)).isEmpty();
    assertThat(pair.alice.sent(ClosingComplete.class).getFirst().signatures()).containsOnlyKeys(ClosingVariant.CLOSER_OUTPUT_ONLY);
    assertThat(byLocal(pair.alice).txOut).hasSize(1);
    assertThat(pair.bob.published()).contains(byLocal(pair.alice));
  }

  /** 354 sat are not too few for an output of bob's, but for a fee. */
  @Test
  void anOutputIsLeftOutWhereItIsDust() {
    assertThat(closing(353_999).alice.sent(ClosingComplete.class).getFirst().signatures())
        .containsOnlyKeys(ClosingVariant.CLOSER_OUTPUT_ONLY);
    assertThat(closing(354_000).alice.sent(ClosingComplete.class).getFirst().signatures())
        .containsOnlyKeys(ClosingVariant.CLOSER_OUTPUT_ONLY, ClosingVariant.BOTH_OUTPUTS);
    Pair poor = closing(900_000);
    assertThat(poor.bob.sent(ClosingComplete.class).getFirst().signatures()).containsOnlyKeys(ClosingVariant.CLOSEE_OUTPUT_ONLY);
    assertThat(byLocal(poor.bob).txOut).hasSize(1);
    assertThat(closing(2_000_000).bob.sent(ClosingComplete.class).getFirst().signatures()).containsOnlyKeys(ClosingVariant.BOTH_OUTPUTS);
  }

  private static void refused(Party party, ChannelMessage message) {
    Transition t = ChannelMachine.step(party.state(), new ChannelEvent.Received(message), party.env());
    assertThat(t.next()).as(message.toString()).isEqualTo(party.state());
    assertThat(t.effects()).hasSize(2).last().isInstanceOf(Effect.CloseConnection.class);
    assertThat(t.effects()).first().isInstanceOfSatisfying(Effect.Send.class, s -> assertThat(s.message()).isInstanceOf(Warning.class));
  }

  private static <M extends Message> M next(Pair pair, Party from, Class<M> type) {
    while (!type.isInstance(from.outbox.peek())) {
      if (!pair.deliverOne(from)) {
        pair.deliverOne(pair.other(from));
      }
    }
    return type.cast(from.outbox.remove());
  }

  @Test
  @Tag("V29")
  @Tag("V41")
  void whatIsNotAsItMustBeCostsTheConnection() {
    Pair pair = normal(400_000_000);
    pair.alice.step(new ChannelEvent.CloseMutual(null));
    ClosingComplete good = next(pair, pair.alice, ClosingComplete.class);
    var both = good.signatures().get(ClosingVariant.BOTH_OUTPUTS);
    var only = good.signatures().get(ClosingVariant.CLOSER_OUTPUT_ONLY);
    ByteVector other = new ByteVector("0014" + "55".repeat(20));
    for (ClosingComplete bad : List.of(
        new ClosingComplete(good.channelId(), good.closerScript(), other, good.fee(), 0, good.tlvs()),
        new ClosingComplete(good.channelId(), new ByteVector("a914" + "11".repeat(20) + "87"), good.closeeScript(), good.fee(), 0,
            good.tlvs()),
        new ClosingComplete(good.channelId(), good.closerScript(), good.closeeScript(), new Satoshi(600_001), 0, good.tlvs()),
        new ClosingComplete(good.channelId(), good.closerScript(), good.closeeScript(), good.fee().plus(new Satoshi(1)), 0, good.tlvs()),
        new ClosingComplete(good.channelId(), good.closerScript(), good.closeeScript(), good.fee(), 1, good.tlvs()),
        with(good, TlvStream.EMPTY),
        with(good, ClosingVariant.tlvs(Map.of(ClosingVariant.CLOSER_OUTPUT_ONLY, only))),
        with(good, ClosingVariant.tlvs(Map.of(ClosingVariant.BOTH_OUTPUTS, only))),
        with(good, ClosingVariant.tlvs(Map.of(ClosingVariant.CLOSEE_OUTPUT_ONLY, both))),
        with(good, ClosingVariant.tlvs(Map.of(ClosingVariant.BOTH_OUTPUTS, OpenBoundsTest.highS(both)))))) {
      refused(pair.bob, bad);
    }
    pair.bob.step(new ChannelEvent.Received(good));
    ClosingSig sig = next(pair, pair.bob, ClosingSig.class);
    var signature = sig.signatures().get(ClosingVariant.BOTH_OUTPUTS);
    for (ClosingSig bad : List.of(
        new ClosingSig(sig.channelId(), other, sig.closeeScript(), sig.fee(), 0, sig.tlvs()),
        new ClosingSig(sig.channelId(), sig.closerScript(), other, sig.fee(), 0, sig.tlvs()),
        new ClosingSig(sig.channelId(), sig.closerScript(), sig.closeeScript(), sig.fee().plus(new Satoshi(1)), 0, sig.tlvs()),
        new ClosingSig(sig.channelId(), sig.closerScript(), sig.closeeScript(), sig.fee(), 1, sig.tlvs()),
        withSig(sig, Map.of()),
        withSig(sig, Map.of(ClosingVariant.BOTH_OUTPUTS, signature, ClosingVariant.CLOSER_OUTPUT_ONLY, signature)),
        withSig(sig, Map.of(ClosingVariant.CLOSEE_OUTPUT_ONLY, signature)),
        withSig(sig, Map.of(ClosingVariant.BOTH_OUTPUTS, both)),
        withSig(sig, Map.of(ClosingVariant.BOTH_OUTPUTS, OpenBoundsTest.highS(signature))))) {
      refused(pair.alice, bad);
    }
    pair.alice.step(new ChannelEvent.Received(sig));
    assertThat(byLocal(pair.alice).txOut).hasSize(2);
    refused(pair.alice, sig);
  }

  /** A peer that asks for ever new signatures: what could never replace the one before is not kept, and there is an end to it. */
  @Test
  void closingTransactionsOfThePeerAreFew() {
    Pair pair = normal(400_000_000);
    pair.alice.step(new ChannelEvent.CloseMutual(null));
    ClosingComplete good = next(pair, pair.alice, ClosingComplete.class);
    for (int i = 0; i < 20; i++) {
      pair.bob.step(new ChannelEvent.Received(good));
    }
    assertThat(new java.util.HashSet<>(pair.bob.published())).hasSize(1);
    assertThat(pair.bob.sent(ClosingSig.class)).hasSize(20);
    refused(pair.bob, good);
  }

  private static ClosingComplete with(ClosingComplete good, TlvStream tlvs) {
    return new ClosingComplete(good.channelId(), good.closerScript(), good.closeeScript(), good.fee(), good.lockTime(), tlvs);
  }

  private static ClosingSig withSig(ClosingSig good, Map<ClosingVariant, fr.acinq.bitcoin.ByteVector64> signatures) {
    return new ClosingSig(good.channelId(), good.closerScript(), good.closeeScript(), good.fee(), good.lockTime(),
        ClosingVariant.tlvs(signatures));
  }

  /** What is signed is better than a commitment; only the user may want that one all the same. */
  @Test
  void anErrorAfterTheSignaturesPublishesNoCommitment() {
    Pair pair = closing(400_000_000);
    pair.alice.step(new ChannelEvent.ReceivedError(ErrorMessage.of(pair.alice.data().channelId(), "no")));
    assertThat(pair.alice.effects(Effect.Publish.class)).noneMatch(p -> p.purpose() == Effect.Purpose.LOCAL_COMMITMENT);
    pair.alice.in(ChannelState.Closing.class);
    pair.alice.step(new ChannelEvent.CloseUnilateral());
    assertThat(pair.alice.effects(Effect.Publish.class)).anyMatch(p -> p.purpose() == Effect.Purpose.LOCAL_COMMITMENT);
  }

  /** Whichever way they close: a peer that signs nothing for a day costs the channel. */
  @Test
  void aChannelThatNeverGetsItsClosingTransactionIsFailed() {
    for (Pair pair : List.of(Pair.normal(), normal(400_000_000))) {
      pair.alice.step(new ChannelEvent.CloseMutual(null));
      pair.deliverOne(pair.alice);
      pair.deliverOne(pair.bob);
      pair.alice.in(ChannelState.Negotiating.class);
      pair.disconnect();
      pair.alice.height += 143;
      pair.alice.step(new ChannelEvent.NewBlock());
      pair.alice.in(ChannelState.Offline.class);
      pair.alice.height++;
      pair.alice.step(new ChannelEvent.NewBlock());
      pair.alice.in(ChannelState.Closing.class);
    }
    Pair signed = closing(400_000_000);
    signed.alice.height += 500;
    signed.alice.step(new ChannelEvent.NewBlock());
    signed.alice.in(ChannelState.Negotiating.class);
  }

  /**
   * A closing transaction that cannot get into a block ends nothing: a peer that signs only such a one gets its signature, and costs the
   * channel like one that signs none.
   */
  @Test
  void aClosingTransactionThatCannotBeMinedEndsNothing() {
    long alices = 600_000;
    for (ClosingComplete useless : List.of(complete(0, 0), complete(190, 0), complete(5_000, 100_000), complete(5_000, 0xffffffffL),
        complete(alices - 1, 0))) {
      Pair pair = normal(400_000_000);
      pair.alice.step(new ChannelEvent.CloseMutual(null));
      next(pair, pair.alice, ClosingComplete.class);
      pair.bob.step(new ChannelEvent.Received(useless));
      assertThat(pair.bob.sent(ClosingSig.class)).as(useless.toString()).hasSize(1);
      assertThat(pair.bob.published()).isEmpty();
      pair.disconnect();
      pair.bob.height += 144;
      pair.bob.step(new ChannelEvent.NewBlock());
      pair.bob.in(ChannelState.Closing.class);
      assertThat(pair.bob.effects(Effect.Publish.class)).anyMatch(p -> p.purpose() == Effect.Purpose.LOCAL_COMMITMENT);
    }
    // A block ahead of this node, and one satoshi for each virtual byte.
    for (ClosingComplete good : List.of(complete(5_000, 101), complete(193, 0))) {
      Pair pair = normal(400_000_000);
      pair.alice.step(new ChannelEvent.CloseMutual(null));
      next(pair, pair.alice, ClosingComplete.class);
      pair.bob.step(new ChannelEvent.Received(good));
      assertThat(pair.bob.in(ChannelState.Negotiating.class).closes().paidByRemote()).as(good.toString()).isNotNull();
    }
  }

  /** What alice signs for such a closing transaction. */
  private static ClosingComplete complete(long fee, long lockTime) {
    Pair pair = normal(400_000_000);
    pair.alice.step(new ChannelEvent.CloseMutual(null));
    ClosingComplete good = next(pair, pair.alice, ClosingComplete.class);
    var data = pair.alice.data();
    SimpleClosing closing = new SimpleClosing(
        data.params().fundingAt(data.commitments().funding().outPoint(), data.commitments().funding().capacity()), Side.LOCAL,
        data.commitments().localBalance(), data.commitments().remoteBalance(), good.closerScript(), good.closeeScript());
    var signature = closing.build(new Satoshi(fee), lockTime, true, true).orElseThrow().sign(pair.alice.keys);
    return new ClosingComplete(good.channelId(), good.closerScript(), good.closeeScript(), new Satoshi(fee), lockTime,
        ClosingVariant.tlvs(Map.of(ClosingVariant.BOTH_OUTPUTS, signature)));
  }
}
