package org.l2node.node.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.l2node.api.service.ProblemCode;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.FundingSpend;
import org.l2node.channels.channel.RejectReason;
import org.l2node.channels.machine.ChannelMachine;
import org.l2node.channels.machine.ChannelPolicy;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.wire.Feature;
import org.l2node.node.peer.NormalChannel;

/** A close without the peer says when this node's money can be had. */
class ChannelJobsTest {
  private final NormalChannel channel = new NormalChannel();

  @Test
  void whatAPeerDoesNotTakeHasAReasonOfItsOwn() {
    assertThat(ChannelJobs.openCode(new RejectReason.BadCapacity(new Satoshi(20_000), ChannelPolicy.MOST_WITHOUT_LARGE, "no feature 19")))
        .isEqualTo(ProblemCode.CHANNEL_TOO_LARGE);
    assertThat(ChannelJobs.openCode(new RejectReason.PeerLacks(Feature.ZEROCONF, "no feature 51")))
        .isEqualTo(ProblemCode.PEER_LACKS_FEATURE);
    assertThat(ChannelJobs.openCode(new RejectReason.BadArgument("no"))).isEqualTo(ProblemCode.INVALID_VALUE);
  }

  @Test
  void aForcedCloseTellsTheDelayAndThenTheHeight() {
    assertThat(ChannelJobs.share(channel.state())).isEmpty();
    ChannelState.Closing closing = (ChannelState.Closing) ChannelMachine
        .step(channel.state(), new ChannelEvent.CloseUnilateral(), channel.env()).next();
    int delay = closing.data().params().remote().toSelfDelay().blocks();
    assertThat(ChannelJobs.share(closing))
        .isEqualTo("; this node's share can be swept " + delay + " blocks after the commitment is in a block");

    var commitment = Objects.requireNonNull(closing.localCommitment());
    var mined = new FundingSpend(FundingSpend.Kind.LOCAL_COMMITMENT, commitment, new BlockHeight(300), false);
    ChannelState.Closing spent = closing.withSpend(mined).withSweep(commitment, false);
    assertThat(ChannelJobs.share(spent)).isEqualTo("; this node's share can be swept from block " + (300 + delay) + " on");
    assertThat(ChannelJobs.share(spent.withSweep(commitment, true))).isEmpty();
    var theirs = new FundingSpend(FundingSpend.Kind.REMOTE_COMMITMENT, commitment, new BlockHeight(300), false);
    assertThat(ChannelJobs.share(spent.withSpend(theirs))).isEmpty();
  }
}
