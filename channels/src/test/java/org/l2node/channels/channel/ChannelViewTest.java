package org.l2node.channels.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChannelViewTest {
  @Test
  void oneThingIsNotMany() {
    assertThat(ChannelView.counted(1, "confirmation")).isEqualTo("1 confirmation");
    assertThat(ChannelView.counted(3, "HTLC")).isEqualTo("3 HTLCs");
  }
}
