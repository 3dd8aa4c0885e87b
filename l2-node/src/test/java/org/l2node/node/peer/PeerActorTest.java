package org.l2node.node.peer;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.ChannelWrite;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.TemporaryChannelId;
import org.l2node.channels.wire.Features;
import org.l2node.node.runtime.Actor;

final class PeerActorTest {
  private static final NodeId PEER = new NodeId(new PrivateKey(new ByteVector32("11".repeat(32))).publicKey());
  private static final ChannelId ID = new ChannelId(new ByteVector32("22".repeat(32)));
  private static final TemporaryChannelId TEMPORARY = TemporaryChannelId.fromHex("33".repeat(32));
  private static final ChannelState GIVEN_UP = new ChannelState.Abandoned(PEER, TEMPORARY, Optional.of(ID), "the peer disconnected");

  private final List<ChannelWrite> written = new ArrayList<>();
  private final List<TemporaryChannelId> freed = new ArrayList<>();
  private final ChannelDirectory directory = new ChannelDirectory();
  private int unused;

  private PeerActor started(List<ChannelState> stored) {
    PeerActor actor = new PeerActor(PEER, new Context(), directory, new OpeningQuota(1), () -> unused++);
    actor.start(new NoMailbox(), stored);
    return actor;
  }

  /** A peer that refuses its half of a channel must not be able to keep this node from starting ever again. */
  @Test
  @Tag("V59")
  void channelGivenUpBeforeItWasFundedIsForgottenAtTheNextStart() {
    started(List.of(GIVEN_UP));
    assertThat(written).containsExactly(new ChannelWrite.DeleteChannel(ID));
    assertThat(freed).containsExactly(TEMPORARY);
    assertThat(directory.all()).isEmpty();
  }

  @Test
  void saysThatItIsOfNoUseWithoutConnectionAndChannel() {
    PeerActor actor = started(List.of());
    PeerLink link = new NoLink(PEER);
    actor.onMessage(new PeerMessage.LinkUp(link, Features.NONE));
    actor.onIdle();
    assertThat(unused).isZero();
    actor.onMessage(new PeerMessage.LinkDown(link, "test"));
    actor.onIdle();
    assertThat(unused).isOne();
  }

  @Test
  @Tag("V3")
  void idOfAChannelIsTakenOnce() {
    assertThat(directory.claim(ID, GIVEN_UP)).isTrue();
    ChannelState second = new ChannelState.Abandoned(PEER, TEMPORARY, Optional.of(ID), "another");
    assertThat(directory.claim(ID, second)).isFalse();
    assertThat(directory.find(ID).map(ChannelDirectory.Entry::state)).contains(GIVEN_UP);
  }

  private final class Context extends NoContext {
    @Override
    public void write(List<ChannelWrite> writes, Runnable durable, Consumer<String> refused) {
      written.addAll(writes);
    }

    @Override
    public void abandonFunding(TemporaryChannelId temporaryChannelId) {
      freed.add(temporaryChannelId);
    }
  }

  private static final class NoMailbox implements Actor<PeerMessage> {
    @Override
    public boolean offer(PeerMessage message) {
      return false;
    }

    @Override
    public void tell(PeerMessage message) {}

    @Override
    public int size() {
      return 0;
    }

    @Override
    public void stop() {}
  }
}
