package org.l2node.node.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.TemporaryChannelId;

final class ChannelDirectoryTest {
  private static final ChannelId ID = ChannelId.fromHex("02".repeat(32));

  private static ChannelState state(String peer) {
    return new ChannelState.Abandoned(NodeId.fromHex(peer), TemporaryChannelId.fromHex("03".repeat(32)), Optional.of(ID), "");
  }

  @Test
  @Tag("V3")
  void secondChannelOfTheSameIdDoesNotTakeThePlaceOfTheFirst() {
    ChannelState first = state("02eec7245d6b7d2ccb30380bfbe2a3648cd7a942653f5aa340edcea1f283686619");
    ChannelState second = state("0324653eac434488002cc06bbfb7f10fe18991e35f9fe4302dbea6d2353dc0ab1c");
    ChannelDirectory directory = new ChannelDirectory();
    assertThat(directory.claim(ID, first)).isTrue();
    assertThat(directory.claim(ID, second)).isFalse();
    assertThat(directory.find(ID)).map(ChannelDirectory.Entry::state).contains(first);
  }
}
