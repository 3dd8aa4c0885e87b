package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.wire.ChannelMessage;
import org.l2node.channels.wire.ErrorMessage;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.channels.wire.Warning;

/**
 * What every message costs in every state (reliability, V48), one letter each, in the order of {@link #COLUMNS}: {@code .} ignored,
 * {@code w} a warning, {@code d} a warning and the end of the connection, {@code e} an error and nothing else, {@code f} an error and the
 * channel is failed, {@code +} taken. Where it is not taken, nothing else happens and nothing changes.
 */
@Tag("V48")
class MessageTableTest {
  private static final String COLUMNS = "OpenChannel AcceptChannel FundingCreated FundingSigned ChannelReady ChannelReady:badAlias "
      + "Shutdown:badScript Shutdown ClosingSigned:wrong ClosingSigned:badRange UpdateAddHtlc UpdateAddHtlc:wrong UpdateFulfillHtlc:wrong "
      + "UpdateFailHtlc UpdateFailMalformedHtlc:notBadOnion UpdateFee:0 UpdateFee:max CommitmentSigned:wrong CommitmentSigned:twoHtlcs "
      + "RevokeAndAck:zero RevokeAndAck:wrong ChannelReestablish:0 ChannelReestablish:ahead AnnouncementSignatures "
      + "ClosingComplete:wrong ClosingSig:wrong";

  private static final Map<String, String> TABLE = new LinkedHashMap<>();

  static {
    TABLE.put("AwaitingAccept", "ffffffffffffffffffffffffff");
    TABLE.put("AwaitingFundingCreated", "ffffffffffffffffffffffffff");
    TABLE.put("AwaitingFundingTx", "ffffffffffffffffffffffffff");
    TABLE.put("AwaitingFundingSigned", "ffffffffffffffffffffffffff");
    TABLE.put("AwaitingReady", "wwww+dw+dddddddddddddww+dd");
    TABLE.put("AwaitingReady as accepter", "wwww+dw+dddddddddddddww+dd");
    TABLE.put("Normal", "wwww.dw+dd+ddddddddddwwwdd");
    TABLE.put("Normal as accepter", "wwww.dw+dd+ddddddddddwwwdd");
    TABLE.put("Normal awaiting revocation", "wwww.dw+dd+ddddddddffwwwdd");
    TABLE.put("ShuttingDown", "wwww.dwdddddd+dddddddwwwdd");
    TABLE.put("Negotiating", "wwww.dwddddddddddddddwwwdd");
    TABLE.put("Offline", "..........................");
    TABLE.put("Reestablishing", "wwwwwwdddddddddddddddffwdd");
    TABLE.put("FallenBehind", "..........................");
    TABLE.put("Closing", ".....................ee...");
    TABLE.put("Closed", ".....................ee...");
    TABLE.put("Abandoned", "..........................");
    TABLE.put("AwaitingReady, ready", "wwww+dw+dddddddddddddww+dd");
    TABLE.put("ShuttingDown, shutdown sent", "wwww.dw+dd+ddddddddddwwwdd");
    TABLE.put("ShuttingDown, HTLC of ours", "wwww.dw+dd+dd+dddddddwwwdd");
    TABLE.put("ShuttingDown, HTLC of the peer's", "wwww.dwddddddddddddddwwwdd");
    TABLE.put("ShuttingDown awaiting revocation", "wwww.dw+dd+dd+dddddffwwwdd");
    TABLE.put("Negotiating as opener", "wwww.dwddddddddddddddwwwdd");
    TABLE.put("Negotiating by closing_complete", "wwww.dwddddddddddddddwwwdd");
    TABLE.put("Normal, HTLC of ours", "wwww.dw+dd+dd+dddddddwwwdd");
    TABLE.put("Normal, HTLC of the peer's", "wwww.dw+dddddddddddddwwwdd");
    TABLE.put("Offline shutting down", "..........................");
    TABLE.put("Reestablishing shutting down", "wwwwwwdddddddddddddddffwdd");
    TABLE.put("Reestablishing before channel_ready", "wwwwwwdddddddddddddddffwdd");
    TABLE.put("Closing by agreement", "..........................");
    TABLE.put("Normal, not confirmed", "wwww.dw+dd+ddddddddddww+dd");
    TABLE.put("Normal, double-spent", "wwww.dw+dd+ddddddddddww+dd");
  }

  /** The states of {@link MessageStateTest} and what they can be in between. */
  private static Map<String, Party> parties() {
    Map<String, Party> parties = new LinkedHashMap<>(MessageStateTest.parties());
    Pair ready = Pair.create().reachAwaitingReady(1_000_000, 0, true);
    ready.confirm(ready.alice);
    parties.put("AwaitingReady, ready", ready.alice);
    Pair asked = Pair.normal();
    asked.alice.step(new ChannelEvent.CloseMutual(null));
    parties.put("ShuttingDown, shutdown sent", asked.alice);
    Pair waiting = paying();
    waiting.alice.step(new ChannelEvent.CloseMutual(null));
    parties.put("ShuttingDown, HTLC of ours", waiting.alice);
    waiting.deliverOne(waiting.alice);
    parties.put("ShuttingDown, HTLC of the peer's", waiting.bob);
    Pair signing = paying();
    signing.add(signing.alice, 1_000_000, signing.preimage());
    signing.sign(signing.alice);
    signing.alice.step(new ChannelEvent.CloseMutual(null));
    parties.put("ShuttingDown awaiting revocation", signing.alice);
    Pair negotiating = Pair.normal();
    negotiating.alice.step(new ChannelEvent.CloseMutual(null));
    negotiating.deliverOne(negotiating.alice);
    negotiating.deliverOne(negotiating.bob);
    parties.put("Negotiating as opener", negotiating.alice);
    Pair simple = Pair.create();
    simple.alice.features = NodeFeatures.INIT;
    simple.bob.features = NodeFeatures.INIT;
    simple.reachNormal(1_000_000, 400_000_000);
    simple.alice.step(new ChannelEvent.CloseMutual(null));
    simple.deliverOne(simple.alice);
    simple.deliverOne(simple.bob);
    parties.put("Negotiating by closing_complete", simple.alice);
    Pair paid = paying();
    parties.put("Normal, HTLC of ours", paid.alice);
    parties.put("Normal, HTLC of the peer's", paid.bob);
    Pair gone = paying();
    gone.alice.step(new ChannelEvent.CloseMutual(null));
    gone.disconnect();
    parties.put("Offline shutting down", gone.alice);
    Pair back = paying();
    back.alice.step(new ChannelEvent.CloseMutual(null));
    back.disconnect();
    back.connect();
    parties.put("Reestablishing shutting down", back.alice);
    Pair again = Pair.create().reachAwaitingReady(1_000_000, 0, true);
    again.disconnect();
    again.connect();
    parties.put("Reestablishing before channel_ready", again.alice);
    Pair closed = Pair.normal();
    closed.alice.step(new ChannelEvent.CloseMutual(null));
    closed.deliverAll();
    parties.put("Closing by agreement", closed.alice);
    parties.put("Normal, not confirmed", ZeroConfTest.used(true).bob);
    Pair doubleSpent = ZeroConfTest.used(true);
    doubleSpent.bob.step(ZeroConfTest.inputSpent(doubleSpent));
    parties.put("Normal, double-spent", doubleSpent.bob);
    return parties;
  }

  private static Pair paying() {
    Pair pair = Pair.normal();
    pair.add(pair.alice, 50_000_000, pair.preimage());
    pair.crossSign();
    return pair;
  }

  @Test
  void everyStateHasItsRowAndEveryMessageItsColumn() {
    assertThat(TABLE.keySet()).containsExactlyElementsOf(parties().keySet());
    assertThat(TABLE.values()).allMatch(row -> row.length() == COLUMNS.split(" ").length);
    parties().values().forEach(party -> {
      List<String> names = new ArrayList<>();
      MessageStateTest.messages(party.state()).forEach(message -> names.add(message.getClass().getSimpleName()));
      List<String> columns = Stream.of(COLUMNS.split(" ")).map(column -> column.replaceFirst(":.*", "")).toList();
      assertThat(names).isEqualTo(columns);
    });
  }

  @TestFactory
  Stream<DynamicTest> everyMessageCostsWhatTheBoltNames() {
    return parties().entrySet().stream().map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
      Party party = entry.getValue();
      StringBuilder row = new StringBuilder();
      for (ChannelMessage message : MessageStateTest.messages(party.state())) {
        row.append(cost(party, message));
      }
      assertThat(row.toString()).as(COLUMNS).isEqualTo(TABLE.get(entry.getKey()));
    }));
  }

  private static char cost(Party party, ChannelMessage message) {
    ChannelState state = party.state();
    Transition t = ChannelMachine.step(state, new ChannelEvent.Received(message), party.env());
    List<Effect> effects = t.effects();
    boolean changes = !t.next().equals(state) || !t.writes().isEmpty();
    if (effects.isEmpty()) {
      return changes ? '+' : '.';
    }
    if (effects.getFirst() instanceof Effect.Send(Warning _) && !changes) {
      assertThat(effects.subList(1, effects.size())).as(message + " in " + state.name())
          .allMatch(Effect.CloseConnection.class::isInstance).hasSizeLessThan(2);
      return effects.size() == 1 ? 'w' : 'd';
    }
    if (effects.getFirst() instanceof Effect.Send(ErrorMessage _)) {
      if (!changes) {
        assertThat(effects).hasSize(1);
        return 'e';
      }
      assertThat(t.next()).isInstanceOfAny(ChannelState.Closing.class, ChannelState.Closed.class, ChannelState.Abandoned.class);
      boolean hasCommitment = t.next() instanceof ChannelState.Closing;
      assertThat(effects.stream().filter(e -> e instanceof Effect.Publish(var _, var purpose)
          && purpose == Effect.Purpose.LOCAL_COMMITMENT)).hasSize(hasCommitment ? 1 : 0);
      return 'f';
    }
    return '+';
  }
}
