package org.l2node.node.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StrangerSlotsTest {
  private final StrangerSlots<String> slots = new StrangerSlots<>(3);

  @Test
  void oneTooManyCostsTheOneIdleLongest() {
    assertThat(slots.enter("a")).isEmpty();
    assertThat(slots.enter("b")).isEmpty();
    assertThat(slots.enter("c")).isEmpty();
    slots.active("a");
    assertThat(slots.enter("d")).contains("b");
    assertThat(slots.enter("e")).contains("c");
    assertThat(slots.enter("f")).contains("a");
    assertThat(slots.size()).isEqualTo(3);
  }

  @Test
  void whoHasLeftTakesNoRoom() {
    slots.enter("a");
    slots.enter("b");
    slots.enter("c");
    slots.leave("c");
    slots.active("c");
    assertThat(slots.size()).isEqualTo(2);
    assertThat(slots.enter("d")).isEmpty();
    assertThat(slots.enter("e")).contains("a");
  }

  @Test
  void whoIsThereAlreadyNeedsNoOtherRoom() {
    slots.enter("a");
    slots.enter("b");
    slots.enter("c");
    assertThat(slots.enter("a")).isEmpty();
    assertThat(slots.enter("d")).contains("b");
  }
}
