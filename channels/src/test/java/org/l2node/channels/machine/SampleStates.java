package org.l2node.channels.machine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelHtlc;
import org.l2node.channels.channel.ChannelParams;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.codec.ChannelCodec;
import org.l2node.channels.codec.ChannelCodec.StoredHtlc;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.wire.NodeFeatures;

/** Stored forms of every kind, made by the machine: the frozen samples of the codec were written from these. */
public final class SampleStates {
  private SampleStates() {}

  /** Three lines and more: fixed part, state, HTLC and mark in turn. */
  public static Map<String, List<String>> all() {
    Map<String, List<String>> samples = new LinkedHashMap<>();
    Pair created = Pair.create().open(1_000_000, 0, true);
    created.deliverAll();
    created.fund();
    samples.put("awaiting-funding-signed", lines(created.alice));
    Pair awaiting = Pair.create().reachAwaitingReady(1_000_000, 1_000_000, true);
    samples.put("awaiting-ready-opener", lines(awaiting.alice));
    samples.put("awaiting-ready-accepter", lines(awaiting.bob));
    Pair announced = Pair.create().reachAwaitingReady(1_000_000, 0, true);
    for (Party party : List.of(announced.alice, announced.bob)) {
      announced.confirm(party);
      announced.confirmDeep(party);
    }
    announced.deliverAll();
    samples.put("normal-announced", lines(announced.alice));
    Pair paying = paying();
    samples.put("normal-paying-alice", lines(paying.alice));
    samples.put("normal-paying-bob", lines(paying.bob));
    Pair shutting = paying();
    shutting.bob.step(new ChannelEvent.CloseMutual(null));
    shutting.deliverAll();
    samples.put("shutting-down", lines(shutting.alice));
    Pair negotiating = Pair.normal();
    negotiating.alice.step(new ChannelEvent.CloseMutual(null));
    negotiating.deliverOne(negotiating.alice);
    samples.put("negotiating", lines(negotiating.bob));
    Pair closing = Pair.normal();
    closing.alice.step(new ChannelEvent.CloseMutual(null));
    closing.deliverAll();
    samples.put("closing-mutual", lines(closing.alice));
    Pair simple = Pair.create();
    simple.alice.features = NodeFeatures.INIT;
    simple.bob.features = NodeFeatures.INIT;
    simple.reachNormal(1_000_000, 400_000_000);
    simple.alice.step(new ChannelEvent.CloseMutual(null));
    simple.deliverAll();
    samples.put("shutting-down-signed", lines(simple.bob));
    simple.bob.step(new ChannelEvent.NewBlock());
    simple.deliverAll();
    samples.put("shutting-down-signed-twice", lines(simple.bob));
    Pair unilateral = paying();
    unilateral.alice.step(new ChannelEvent.CloseUnilateral());
    var commitment = unilateral.alice.published().getLast();
    unilateral.alice.step(new ChannelEvent.OutputSpent(unilateral.alice.data().params().funding(), commitment, new BlockHeight(120)));
    samples.put("closing-unilateral", lines(unilateral.alice));
    Pair reorganized = paying();
    reorganized.alice.step(new ChannelEvent.FundingMissing(reorganized.funding()));
    samples.put("normal-reorganized", lines(reorganized.alice));
    var other = reorganized.funding().updateOutputs(List.of(reorganized.funding().txOut.getFirst()));
    reorganized.alice.step(
        new ChannelEvent.OutputSpent(reorganized.funding().txIn.getFirst().outPoint, other, new BlockHeight(103)));
    samples.put("normal-double-spent", lines(reorganized.alice));
    reorganized.alice.step(new ChannelEvent.TransactionConfirmed(other.txid, new BlockHeight(103), Party.CHAIN_HASH));
    samples.put("closing-double-spent", lines(reorganized.alice));
    Pair unconfirmed = ZeroConfTest.used(true);
    samples.put("normal-unconfirmed-opener", lines(unconfirmed.alice));
    samples.put("normal-unconfirmed-accepter", lines(unconfirmed.bob));
    unconfirmed.bob.step(ZeroConfTest.inputSpent(unconfirmed));
    samples.put("normal-unconfirmed-double-spent", lines(unconfirmed.bob));
    Pair committed = Pair.create();
    committed.alice.policy = committed.alice.policy.withCommitsToScript(true).withMaxFunding(ChannelPolicy.MOST_FUNDING);
    committed.bob.policy = committed.alice.policy;
    committed.reachAwaitingReady(20_000_000, 1_000_000, false);
    samples.put("awaiting-ready-committed", lines(committed.bob));
    Pair refused = Pair.create().reachAwaitingReady(1_000_000, 0, false);
    refused.bob.step(new ChannelEvent.CloseUnilateral());
    samples.put("closed", encode(refused.bob.state()));
    Pair abandoned = Pair.create().open(1_000_000, 0, true);
    abandoned.deliverAll();
    abandoned.fund();
    List<String> opening = lines(abandoned.alice);
    abandoned.alice.step(new ChannelEvent.Disconnected());
    // Not written any more: such a channel is deleted.
    samples.put("abandoned", List.of(opening.getFirst(), ChannelCodec.encodeState(abandoned.alice.state()).toHex()));
    return samples;
  }

  /** Alice and bob with HTLCs in several states, fulfilled, failed and malformed ones among them, and a fee on its way. */
  private static Pair paying() {
    Pair pair = Pair.normal();
    PaymentPreimage first = pair.preimage();
    pair.add(pair.alice, 50_000_000, first);
    pair.add(pair.alice, 300_000, pair.preimage());
    pair.add(pair.bob, 20_000_000, pair.preimage());
    pair.crossSign();
    pair.fulfill(pair.bob, new HtlcId(0), first);
    pair.fail(pair.bob, new HtlcId(1));
    pair.sign(pair.bob);
    pair.deliverOne(pair.bob);
    pair.deliverOne(pair.bob);
    pair.deliverOne(pair.bob);
    pair.alice.step(new ChannelEvent.ChangeFee(new org.l2node.channels.units.FeeratePerKw(1700)));
    pair.add(pair.alice, 7_000_000, pair.preimage());
    pair.sign(pair.alice);
    return pair;
  }

  private static List<String> lines(Party party) {
    return party.disk.lines();
  }

  /** The parts of a state as a store would be given them. */
  public static List<String> encode(ChannelState state) {
    List<String> lines = new java.util.ArrayList<>();
    ChannelParams params = switch (state) {
      case ChannelState.AwaitingFundingSigned s -> s.params();
      case ChannelState.WithData s -> s.data().params();
      case ChannelState.Opening _, ChannelState.Abandoned _ -> throw new IllegalArgumentException(state.name());
    };
    lines.add(ChannelCodec.encodeFixed(params).toHex());
    lines.add(ChannelCodec.encodeState(state).toHex());
    if (state instanceof ChannelState.WithData s) {
      for (ChannelHtlc htlc : s.data().commitments().htlcs().all()) {
        StoredHtlc stored = new StoredHtlc(ChannelCodec.encodeHtlc(htlc), ChannelCodec.encodeMark(htlc.mark()));
        lines.add(stored.htlc().toHex());
        lines.add(stored.mark().toHex());
      }
    }
    return lines;
  }
}
