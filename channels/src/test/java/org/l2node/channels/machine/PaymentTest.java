package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentPreimage;

class PaymentTest {

  @Test
  void paysBothWays() {
    Pair pair = Pair.normal();
    PaymentPreimage preimage = pair.preimage();
    HtlcId id = pair.add(pair.alice, 50_000_000, preimage);
    pair.crossSign();
    pair.checkInvariants();
    assertThat(pair.bob.effects(Effect.HtlcLockedIn.class)).hasSize(1);
    assertThat(pair.alice.view().local()).isEqualTo(new MilliSatoshi(550_000_000));
    assertThat(pair.alice.view().outgoingHtlcs()).isEqualTo(1);
    pair.fulfill(pair.bob, id, preimage);
    pair.crossSign();
    pair.checkInvariants();
    assertThat(pair.alice.last(Effect.HtlcSettled.class).orElseThrow().settlement()).isEqualTo(new Settlement.Fulfilled(preimage));
    assertThat(pair.htlcs(pair.bob, Direction.INCOMING)).isZero();
    assertThat(pair.htlcs(pair.alice, Direction.OUTGOING)).isEqualTo(1);
    pair.settlementsDurable(pair.alice);
    assertThat(pair.htlcs(pair.alice, Direction.OUTGOING)).isZero();
    assertThat(pair.bob.view().local()).isEqualTo(new MilliSatoshi(450_000_000));

    PaymentPreimage back = pair.preimage();
    HtlcId backId = pair.add(pair.bob, 1, back);
    pair.crossSign();
    pair.fail(pair.alice, backId);
    pair.crossSign();
    pair.checkInvariants();
    assertThat(pair.bob.last(Effect.HtlcSettled.class).orElseThrow().settlement()).isInstanceOf(Settlement.Failed.class);
    assertThat(pair.bob.view().local()).isEqualTo(new MilliSatoshi(450_000_000));
  }
}
