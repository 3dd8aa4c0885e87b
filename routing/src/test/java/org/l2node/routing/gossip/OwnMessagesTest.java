package org.l2node.routing.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.channels.wire.NodeAddress;
import org.l2node.channels.wire.NodeAnnouncement;
import org.l2node.channels.wire.NodeFeatures;
import org.l2node.routing.graph.ForwardingTerms;

class OwnMessagesTest {
  @Test
  void anUpdateSaysWhoseItIsAndWhetherItMayBePassedOn() {
    for (String peer : List.of("bob", "carol", "dave", "erin")) {
      for (boolean announced : List.of(true, false)) {
        for (boolean enabled : List.of(true, false)) {
          OwnChannel channel = GossipWorld.own(1, peer, enabled, announced);
          ChannelUpdate update = OwnMessages.channelUpdate(GossipWorld.key("alice"), GossipWorld.CHAIN, channel, 77);

          assertThat(GossipSignatures.isValid(update, GossipWorld.ALICE)).isTrue();
          assertThat(update.direction()).isEqualTo(GossipWorld.ALICE.compareTo(GossipWorld.id(peer)) < 0 ? 0 : 1);
          assertThat(update.isDisabled()).isEqualTo(!enabled);
          assertThat(update.dontForward()).isEqualTo(!announced);
          assertThat(update.messageFlags() & 1).isEqualTo(1);
          assertThat(update.timestamp()).isEqualTo(77);
          assertThat(ForwardingTerms.of(update)).isEqualTo(channel.terms());
        }
      }
    }
  }

  @Test
  void noUpdateThatOthersWouldIgnore() {
    OwnChannel c = GossipWorld.own(1, "bob", true, true);
    ForwardingTerms over = new ForwardingTerms(c.terms().feeBase(), 0, c.terms().cltvExpiryDelta(), new MilliSatoshi(1),
        new MilliSatoshi(1_000_000_001));
    ForwardingTerms crossed = new ForwardingTerms(c.terms().feeBase(), 0, c.terms().cltvExpiryDelta(), new MilliSatoshi(2),
        new MilliSatoshi(1));
    for (ForwardingTerms terms : List.of(over, crossed)) {
      OwnChannel bad = new OwnChannel(c.shortChannelId(), c.shortChannelId(), c.peer(), c.capacity(), terms, true, java.util.Set.of(),
          null);
      assertThatThrownBy(() -> OwnMessages.channelUpdate(GossipWorld.key("alice"), GossipWorld.CHAIN, bad, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aNodeAnnouncementIsSignedAndCarriesTheAddresses() {
    List<NodeAddress> addresses = List.of(new NodeAddress.DnsName("example.org", 9735),
        new NodeAddress.IpV4(new ByteVector("7f000001"), 9736));
    NodeProfile profile = new NodeProfile("alice", new ByteVector("3399ff"), NodeFeatures.INIT, addresses);
    NodeAnnouncement announcement = OwnMessages.nodeAnnouncement(GossipWorld.key("alice"), profile, 88);

    assertThat(GossipSignatures.isValid(announcement)).isTrue();
    assertThat(announcement.nodeId()).isEqualTo(GossipWorld.ALICE);
    // In ascending order of type, whatever the order they are given in.
    assertThat(NodeAddress.readAll(announcement.addresses())).containsExactly(addresses.get(1), addresses.get(0));
  }

  @Test
  void profilesThatNobodyMayAnnounceAreRefused() {
    ByteVector color = new ByteVector("000000");
    for (List<NodeAddress> bad : List.<List<NodeAddress>>of(List.of(new NodeAddress.IpV4(new ByteVector("7f000001"), 0)),
        List.of(new NodeAddress.DnsName("a", 1), new NodeAddress.DnsName("b", 1)))) {
      assertThatThrownBy(() -> new NodeProfile("a", color, NodeFeatures.INIT, bad)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new NodeProfile("a", new ByteVector("00"), NodeFeatures.INIT, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Tag("V46")
  void aliasesEndBetweenCharacters() {
    assertThat(OwnMessages.alias("alice")).isEqualTo(ByteVector32.fromValidHex("616c696365" + "00".repeat(27)));
    assertThat(OwnMessages.readable(OwnMessages.alias("a".repeat(40)))).isEqualTo("a".repeat(32));
    // 31 bytes and a character of 2, then one of 4: neither is cut in half.
    assertThat(OwnMessages.readable(OwnMessages.alias("a".repeat(31) + "ü"))).isEqualTo("a".repeat(31));
    assertThat(OwnMessages.readable(OwnMessages.alias("a".repeat(29) + "⚡"))).isEqualTo("a".repeat(29) + "⚡");
    assertThat(OwnMessages.readable(OwnMessages.alias("a".repeat(30) + "⚡"))).isEqualTo("a".repeat(30));
    assertThat(OwnMessages.readable(OwnMessages.alias("x".repeat(28) + new String(Character.toChars(0x1f600)))))
        .isEqualTo("x".repeat(28) + new String(Character.toChars(0x1f600)));
    assertThat(OwnMessages.readable(OwnMessages.alias("x" + '\ud83d'))).isEqualTo("x?");
    assertThat(OwnMessages.alias("")).isEqualTo(ByteVector32.Zeroes);
  }

  @Test
  @Tag("V47")
  void aliasesOfOthersCannotPlayTricks() {
    byte[] alias = new byte[32];
    byte[] tricks = "a\u001b[31m\u202eb\nc".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    System.arraycopy(tricks, 0, alias, 0, tricks.length);
    alias[tricks.length] = (byte) 0xff;

    assertThat(OwnMessages.readable(new ByteVector32(alias))).isEqualTo("a\ufffd[31m\ufffdb\ufffdc\ufffd");
  }
}
