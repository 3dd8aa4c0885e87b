package org.l2node.node.peer;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelParams;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.codec.ChannelCodec;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ScidAlias;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.units.TemporaryChannelId;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.NodeFeatures;

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

  private static ChannelState normal(Features type) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("../channels/src/test/resources/org/l2node/channels/codec/v1/normal-announced.txt"));
    ChannelState.Offline stored = (ChannelState.Offline) ChannelCodec.restore(new ByteVector(lines.get(1)), new ByteVector(lines.get(2)),
        List.of());
    ChannelData d = stored.data();
    ChannelParams p = d.params();
    ChannelParams params = new ChannelParams(p.chainHash(), p.localNodeId(), p.remoteNodeId(), p.temporaryChannelId(), p.channelId(), type,
        p.keysIndex(), p.localIsOpener(), p.capacity(), p.push(), false, p.local(), p.remote(), p.minimumDepth(), p.funding(),
        p.localShutdownScript(), p.createdAt(), false, null, new ScidAlias(77));
    return new ChannelState.Normal(
        new ChannelData(params, d.commitments(), d.fundingStatus(), new ScidAlias(88), d.remoteAnnouncement(), d.session()));
  }

  @Test
  void channelIsFoundByTheAliasWeGaveAndByItsPlaceOnlyWhereThatIsNoSecret() throws Exception {
    for (Features type : List.of(NodeFeatures.CHANNEL_TYPE, NodeFeatures.CHANNEL_TYPE_WITH_ALIAS)) {
      ChannelState state = normal(type);
      ChannelId id = state.channelId().orElseThrow();
      ShortChannelId real = ((ChannelState.WithData) state).data().shortChannelId().orElseThrow();
      ChannelDirectory directory = new ChannelDirectory();
      directory.put(id, state, Optional.empty());
      assertThat(directory.find(new ShortChannelId(77))).isPresent();
      assertThat(directory.find(new ShortChannelId(88))).as("the peer's alias").isEmpty();
      assertThat(directory.find(real).isPresent()).isEqualTo(type.equals(NodeFeatures.CHANNEL_TYPE));
      directory.remove(id);
      assertThat(directory.find(new ShortChannelId(77))).isEmpty();
    }
  }

  @Test
  @Tag("V58")
  void whatStrangersHaveNotFundedKeepsNoMoneyBack() throws Exception {
    for (String sample : List.of("awaiting-ready-accepter", "awaiting-ready-opener", "normal-announced", "closed")) {
      List<String> lines = Files.readAllLines(Path.of("../channels/src/test/resources/org/l2node/channels/codec/v1/" + sample + ".txt"));
      ChannelState state = ChannelCodec.restore(new ByteVector(lines.get(1)), new ByteVector(lines.get(2)), List.of());
      ChannelDirectory directory = new ChannelDirectory();
      directory.put(state.channelId().orElseThrow(), state, Optional.empty());
      boolean counts = sample.equals("awaiting-ready-opener") || sample.equals("normal-announced");
      assertThat(directory.toBeClosed()).as(sample).isEqualTo(counts ? 1 : 0);
    }
  }
}
