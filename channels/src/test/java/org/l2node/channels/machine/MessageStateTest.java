package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelView;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.Origin;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.units.TemporaryChannelId;
import org.l2node.channels.units.UInt64;
import org.l2node.channels.wire.AcceptChannel;
import org.l2node.channels.wire.AnnouncementSignatures;
import org.l2node.channels.wire.ChannelMessage;
import org.l2node.channels.wire.ChannelReady;
import org.l2node.channels.wire.ChannelReestablish;
import org.l2node.channels.wire.ClosingComplete;
import org.l2node.channels.wire.ClosingSig;
import org.l2node.channels.wire.ClosingSigned;
import org.l2node.channels.wire.ClosingVariant;
import org.l2node.channels.wire.CommitmentSigned;
import org.l2node.channels.wire.ErrorMessage;
import org.l2node.channels.wire.FundingCreated;
import org.l2node.channels.wire.FundingSigned;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.channels.wire.OpenChannel;
import org.l2node.channels.wire.RevokeAndAck;
import org.l2node.channels.wire.Shutdown;
import org.l2node.channels.wire.Tlv;
import org.l2node.channels.wire.TlvStream;
import org.l2node.channels.wire.UpdateAddHtlc;
import org.l2node.channels.wire.UpdateFailHtlc;
import org.l2node.channels.wire.UpdateFailMalformedHtlc;
import org.l2node.channels.wire.UpdateFee;
import org.l2node.channels.wire.UpdateFulfillHtlc;
import org.l2node.channels.wire.Warning;

/** Every message, command and block in every phase: answered, never thrown on (reliability, V48). */
@Tag("V48")
class MessageStateTest {
  private static final ByteVector64 SIGNATURE = new ByteVector64("01".repeat(64));
  private static final ByteVector32 BYTES = new ByteVector32("02".repeat(32));
  private static final PublicKey POINT = PublicKey.Generator;

  static Map<String, Party> parties() {
    Map<String, Party> parties = new LinkedHashMap<>();
    Pair opening = Pair.create().open(1_000_000, 0, true);
    parties.put("AwaitingAccept", opening.alice);
    Pair accepted = Pair.create().open(1_000_000, 0, true);
    accepted.deliverOne(accepted.alice);
    parties.put("AwaitingFundingCreated", accepted.bob);
    accepted.deliverOne(accepted.bob);
    parties.put("AwaitingFundingTx", accepted.alice);
    Pair created = Pair.create().open(1_000_000, 0, true);
    created.deliverAll();
    created.fund();
    parties.put("AwaitingFundingSigned", created.alice);
    Pair awaiting = Pair.create().reachAwaitingReady(1_000_000, 0, true);
    parties.put("AwaitingReady", awaiting.alice);
    parties.put("AwaitingReady as accepter", awaiting.bob);
    parties.put("Normal", Pair.normal().alice);
    parties.put("Normal as accepter", Pair.normal().bob);
    Pair paying = Pair.normal();
    paying.add(paying.alice, 50_000_000, paying.preimage());
    paying.sign(paying.alice);
    parties.put("Normal awaiting revocation", paying.alice);
    Pair shutting = Pair.normal();
    shutting.add(shutting.alice, 50_000_000, shutting.preimage());
    shutting.crossSign();
    shutting.alice.step(new ChannelEvent.CloseMutual(null));
    shutting.deliverAll();
    parties.put("ShuttingDown", shutting.alice);
    Pair negotiating = Pair.normal();
    negotiating.alice.step(new ChannelEvent.CloseMutual(null));
    negotiating.deliverOne(negotiating.alice);
    parties.put("Negotiating", negotiating.bob);
    Pair offline = Pair.normal();
    offline.disconnect();
    parties.put("Offline", offline.alice);
    Pair connecting = Pair.normal();
    connecting.disconnect();
    connecting.connect();
    parties.put("Reestablishing", connecting.alice);
    Party behind = Pair.normal().alice;
    behind.state = new ChannelState.FallenBehind(behind.data());
    parties.put("FallenBehind", behind);
    Party closing = Pair.normal().alice;
    closing.step(new ChannelEvent.CloseUnilateral());
    parties.put("Closing", closing);
    Pair closed = Pair.normal();
    closed.alice.state = new ChannelState.Closed(closed.alice.data(), null, "over");
    parties.put("Closed", closed.alice);
    Pair abandoned = Pair.create().open(1_000_000, 0, true);
    abandoned.alice.step(new ChannelEvent.Disconnected());
    parties.put("Abandoned", abandoned.alice);
    return parties;
  }

  static List<ChannelMessage> messages(ChannelState s) {
    ChannelId id = s.channelId().orElse(new ChannelId(BYTES));
    TemporaryChannelId temporary = s.temporaryChannelId();
    ByteVector onion = Pair.ONION;
    return List.of(
        new OpenChannel(BYTES, temporary, new Satoshi(1_000_000), MilliSatoshi.ZERO, new Satoshi(354), UInt64.MAX, new Satoshi(1000),
            new MilliSatoshi(1),
            new FeeratePerKw(1000), 144, 30, POINT, POINT, POINT, POINT, POINT, POINT, 1,
            Opening.tlvs(ByteVector.empty, NodeFeatures.CHANNEL_TYPE)),
        new AcceptChannel(temporary, new Satoshi(354), UInt64.MAX, new Satoshi(1000), new MilliSatoshi(1), 3, 144, 30, POINT, POINT, POINT,
            POINT, POINT, POINT,
            TlvStream.EMPTY),
        new FundingCreated(temporary, new TxId(BYTES), 0, SIGNATURE),
        new FundingSigned(id, SIGNATURE),
        new ChannelReady(id, POINT, TlvStream.EMPTY),
        new ChannelReady(id, POINT, TlvStream.of(new Tlv(1, new ByteVector("01")))),
        new Shutdown(id, new ByteVector("00"), TlvStream.EMPTY),
        new Shutdown(id, new ByteVector("0014" + "11".repeat(20)), TlvStream.EMPTY),
        new ClosingSigned(id, new Satoshi(1000), SIGNATURE, TlvStream.EMPTY),
        new ClosingSigned(id, Satoshi.MAX, SIGNATURE, TlvStream.of(new Tlv(1, new ByteVector("0102")))),
        new UpdateAddHtlc(id, HtlcId.ZERO, new MilliSatoshi(1000), new PaymentHash(BYTES), new CltvExpiry(500), onion, TlvStream.EMPTY),
        new UpdateAddHtlc(id, new HtlcId(-1), MilliSatoshi.MAX, new PaymentHash(BYTES), new CltvExpiry(0xffffffffL), onion,
            TlvStream.EMPTY),
        new UpdateFulfillHtlc(id, HtlcId.ZERO, new PaymentPreimage(BYTES), TlvStream.EMPTY),
        new UpdateFailHtlc(id, HtlcId.ZERO, ByteVector.empty, TlvStream.EMPTY),
        new UpdateFailMalformedHtlc(id, HtlcId.ZERO, BYTES, 0x4005),
        new UpdateFee(id, new FeeratePerKw(0)),
        new UpdateFee(id, new FeeratePerKw(0xffffffffL)),
        new CommitmentSigned(id, SIGNATURE, List.of(), TlvStream.EMPTY),
        new CommitmentSigned(id, SIGNATURE, List.of(SIGNATURE, SIGNATURE), TlvStream.EMPTY),
        new RevokeAndAck(id, ByteVector32.Zeroes, POINT, TlvStream.EMPTY),
        new RevokeAndAck(id, BYTES, POINT, TlvStream.EMPTY),
        new ChannelReestablish(id, new UInt64(0), new UInt64(0), ByteVector32.Zeroes, POINT, TlvStream.EMPTY),
        new ChannelReestablish(id, UInt64.MAX, UInt64.MAX, BYTES, POINT, TlvStream.EMPTY),
        new AnnouncementSignatures(id, new ShortChannelId(5), SIGNATURE, SIGNATURE),
        new ClosingComplete(id, new ByteVector("0014" + "11".repeat(20)), new ByteVector("0014" + "11".repeat(20)), new Satoshi(1000), 0,
            ClosingVariant.tlvs(Map.of(ClosingVariant.BOTH_OUTPUTS, SIGNATURE))),
        new ClosingSig(id, ByteVector.empty, ByteVector.empty, Satoshi.ZERO, 0, TlvStream.EMPTY));
  }

  private static List<ChannelEvent> events(ChannelState s) {
    List<ChannelEvent> events = new ArrayList<>();
    messages(s).forEach(m -> events.add(new ChannelEvent.Received(m)));
    Transaction tx = Pair.fundingTx(new ByteVector("0020" + "11".repeat(32)), new Satoshi(5000));
    Party alice = new Party("alice", 1);
    events.addAll(
        List.of(
            new ChannelEvent.ReceivedError(ErrorMessage.of(s.channelId().orElse(ErrorMessage.NO_CHANNEL), "\u202e\n")),
            new ChannelEvent.Connected(alice.features),
            new ChannelEvent.Disconnected(),
            Pair.openCommand(alice, 1_000_000, 0, true),
            new ChannelEvent.FundingFailed("no money"),
            new ChannelEvent.OfferHtlc(new MilliSatoshi(1000), new PaymentHash(BYTES), new CltvExpiry(200), Pair.ONION,
                new Origin.Local(1, 1)),
            new ChannelEvent.SettleHtlc(HtlcId.ZERO, new Settlement.Fulfilled(new PaymentPreimage(BYTES))),
            new ChannelEvent.SettleHtlc(new HtlcId(-1), new Settlement.NeverSent("")),
            new ChannelEvent.SettlementDurable(HtlcId.ZERO, new Origin.Local(1, 1)),
            new ChannelEvent.Sign(),
            new ChannelEvent.ChangeFee(new FeeratePerKw(0)),
            new ChannelEvent.ChangeFee(new FeeratePerKw(0xffffffffL)),
            new ChannelEvent.CloseMutual(null),
            new ChannelEvent.CloseMutual(ByteVector.empty),
            new ChannelEvent.CloseUnilateral(),
            new ChannelEvent.FundingConfirmed(tx, new BlockHeight(101), 1),
            new ChannelEvent.FundingDeep(tx, new BlockHeight(101), 1),
            new ChannelEvent.OutputSpent(new fr.acinq.bitcoin.OutPoint(tx.txid, 0), tx, new BlockHeight(110)),
            new ChannelEvent.TransactionConfirmed(tx.txid, new BlockHeight(110), BYTES),
            new ChannelEvent.NewBlock()));
    if (s instanceof ChannelState.WithData d) {
      events.add(new ChannelEvent.OutputSpent(d.data().params().funding(), tx, new BlockHeight(110)));
    }
    if (!(s instanceof ChannelState.AwaitingFundingTx)) {
      events.add(new ChannelEvent.FundingBuilt(tx, 0));
    }
    return events;
  }

  @TestFactory
  Stream<DynamicTest> everyEventInEveryPhase() {
    return parties().entrySet().stream().map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
      Party party = entry.getValue();
      ChannelState state = party.state();
      for (ChannelEvent event : events(state)) {
        Transition t = ChannelMachine.step(state, event, party.env());
        checkAnswer(state, event, t);
        assertThat(ChannelView.of(t.next()).detail()).isNotNull();
        // And what comes of it is still a channel that answers.
        for (ChannelEvent second : events(t.next())) {
          ChannelMachine.step(t.next(), second, party.env());
        }
        ChannelMachine.resume(t.next(), party.env());
      }
    }));
  }

  /** What a wrong message costs: a warning and the connection, or the channel; a command that cannot be done is rejected. */
  private static void checkAnswer(ChannelState state, ChannelEvent event, Transition t) {
    boolean warned = t.effects().stream().anyMatch(e -> e instanceof Effect.Send(Warning _));
    boolean failed = t.effects().stream().anyMatch(e -> e instanceof Effect.Send(ErrorMessage _));
    if (warned) {
      assertThat(t.next()).as(event + " in " + state.name()).isEqualTo(state);
      assertThat(t.writes()).isEmpty();
    }
    if (failed && !state.isOver() && !(state instanceof ChannelState.Closing) && !(state instanceof ChannelState.FallenBehind)) {
      assertThat(t.next()).isInstanceOfAny(ChannelState.Closing.class, ChannelState.Closed.class, ChannelState.Abandoned.class,
          ChannelState.FallenBehind.class);
    }
    if (event instanceof ChannelEvent.FromPeer) {
      assertThat(t.effects()).noneMatch(Effect.Rejected.class::isInstance);
    }
    if (state instanceof ChannelState.FallenBehind) {
      assertThat(t.effects()).noneMatch(e -> e instanceof Effect.Publish p && p.purpose() == Effect.Purpose.LOCAL_COMMITMENT);
    }
  }
}
