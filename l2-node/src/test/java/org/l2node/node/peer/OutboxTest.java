package org.l2node.node.peer;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector32;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.Origin;
import org.l2node.channels.channel.RejectReason;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.HtlcId;

final class OutboxTest {
  private final List<String> performed = new ArrayList<>();
  private final List<String> done = new ArrayList<>();
  private final Outbox<String> outbox = new Outbox<>(
      (owner, effect, epoch) -> performed.add(owner + ":" + name(effect) + "@" + epoch));

  private static String name(Effect effect) {
    return switch (effect) {
      case Effect.CloseConnection(String why) -> why;
      case Effect.HtlcSettled(var _, HtlcId id, var _, var _) -> "settled " + id.value();
      case Effect.Rejected _ -> "rejected";
      default -> throw new AssertionError(effect);
    };
  }

  private static Effect settled(long id) {
    ChannelId channel = new ChannelId(new ByteVector32("11".repeat(32)));
    return new Effect.HtlcSettled(channel, new HtlcId(id), new Origin.Local(1, 0), new Settlement.NeverSent("test"));
  }

  private void add(String owner, String name, long epoch) {
    outbox.add(owner, epoch, List.of(new Effect.CloseConnection(name)), outcome -> done.add(name + (outcome.refused() ? " refused" : "")));
  }

  @Test
  void nothingLeavesBeforeItsWritesAreDurable() {
    long first = outbox.nextTicket();
    add("a", "one", 0);
    assertThat(performed).isEmpty();
    outbox.durable(first);
    assertThat(performed).containsExactly("a:one@0");
    assertThat(done).containsExactly("one");
  }

  @Test
  void stepWithoutWritesLeavesAtOnceOnlyWhereNothingWaits() {
    add("a", "free", 0);
    assertThat(performed).containsExactly("a:free@0");
    outbox.nextTicket();
    add("a", "written", 0);
    add("a", "behind", 1);
    assertThat(performed).hasSize(1);
    outbox.durable(1);
    assertThat(performed).containsExactly("a:free@0", "a:written@0", "a:behind@1");
  }

  @Test
  void orderIsKeptOverSeveralWritesAndTheyNeedNotComeOneByOne() {
    outbox.nextTicket();
    add("a", "one", 0);
    outbox.nextTicket();
    add("b", "two", 0);
    outbox.nextTicket();
    add("a", "three", 0);
    outbox.durable(2);
    assertThat(performed).containsExactly("a:one@0", "b:two@0");
    outbox.durable(3);
    assertThat(performed).containsExactly("a:one@0", "b:two@0", "a:three@0");
  }

  @Test
  void refusedWritesTakeTheirOwnersOrdersWithThemAndNoOthers() {
    outbox.nextTicket();
    add("a", "one", 0);
    long second = outbox.nextTicket();
    add("b", "two", 0);
    outbox.nextTicket();
    add("b", "later", 0);
    outbox.nextTicket();
    add("a", "three", 0);
    assertThat(outbox.refused(second)).containsExactly("b");
    assertThat(performed).containsExactly("a:one@0");
    outbox.durable(4);
    assertThat(performed).containsExactly("a:one@0", "a:three@0");
    assertThat(done).containsExactly("one", "two refused", "later refused", "three");
  }

  @Test
  void whatStaysInsideTheNodeIsToldOnceItsWritesHaveTheirPlaceInTheStore() {
    long first = outbox.nextTicket();
    outbox.add("a", 0, List.of(new Effect.CloseConnection("out"), settled(1)), _ -> {});
    outbox.add("a", 0, List.of(settled(2)), _ -> {});
    assertThat(performed).isEmpty();
    outbox.handedOver(first);
    assertThat(performed).containsExactly("a:settled 1@0", "a:settled 2@0");
    outbox.durable(first);
    assertThat(performed).containsExactly("a:settled 1@0", "a:settled 2@0", "a:out@0");
  }

  @Test
  void writesAreWaitedForWhereSomethingThatLeavesTheNodeIsBehindThem() {
    long first = outbox.nextTicket();
    outbox.add("a", 0, List.of(settled(1)), _ -> {});
    outbox.add("a", 0, List.of(new Effect.Rejected(new RejectReason.BadArgument("test"))), _ -> {});
    assertThat(outbox.waitedFor()).isZero();
    add("a", "behind", 0);
    assertThat(outbox.waitedFor()).isEqualTo(first);
    outbox.handedOver(first);
    assertThat(outbox.waitedFor()).isEqualTo(first);
    outbox.durable(first);
    assertThat(outbox.waitedFor()).isZero();
  }
}
