package org.l2node.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class MailboxActorTest {
  private final List<String> seen = new ArrayList<>();
  private final List<Throwable> bugs = new ArrayList<>();
  private final MailboxActor<String> actor = new MailboxActor<>(
      2,
      new Behavior<>() {
        @Override
        public void onMessage(String message) {
          seen.add(message);
          if (message.equals("bug")) {
            throw new IllegalStateException("bug");
          }
        }

        @Override
        public void onIdle() {
          seen.add("idle");
        }
      },
      bugs::add);

  @Test
  void messagesInOrderIdleOnceAndABugStopsNothing() {
    actor.tell("a");
    actor.tell("bug");
    actor.tell("b");
    actor.stop();
    actor.loop();
    assertThat(seen).containsExactly("a", "bug", "b", "idle");
    assertThat(bugs).hasSize(1);
  }

  @Test
  @Tag("V61")
  void offerIsBoundedTellIsNot() {
    assertThat(actor.offer("1")).isTrue();
    assertThat(actor.offer("2")).isTrue();
    assertThat(actor.offer("3")).isFalse();
    actor.tell("4");
    assertThat(actor.size()).isEqualTo(3);
    actor.stop();
    assertThat(actor.offer("5")).isFalse();
    actor.loop();
    assertThat(seen).containsExactly("1", "2", "4", "idle");
  }
}
