package org.l2node.routing.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.l2node.routing.payment.PaymentWorld.CAROL;
import static org.l2node.routing.payment.PaymentWorld.NOW;
import static org.l2node.routing.payment.PaymentWorld.PREIMAGE;
import static org.l2node.routing.payment.PaymentWorld.env;
import static org.l2node.routing.payment.PaymentWorld.failure;
import static org.l2node.routing.payment.PaymentWorld.order;
import static org.l2node.routing.payment.PaymentWorld.request;
import static org.l2node.routing.payment.PaymentWorld.seed;
import static org.l2node.routing.payment.PaymentWorld.sent;
import static org.l2node.routing.payment.PaymentWorld.started;
import static org.l2node.routing.payment.PaymentWorld.toBob;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.Origin;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.units.NodeId;

/** What becomes of a stored payment when the node starts again. */
class PaymentRestartTest {
  private static final long AMOUNT = 10_000_000;

  private final PaymentMachine machine = new PaymentMachine();

  private PaymentTransition begun(NodeId payee) {
    return started(machine.start(null, order(request(payee, AMOUNT)), env()));
  }

  @Test
  void afterARestartAnHtlcThatSomeChannelHasIsWaitedFor() {
    PaymentState stored = PaymentState.stored(begun(CAROL).next().payment());
    PaymentTransition resumed = machine.step(stored, new PaymentEvent.Resumed(Set.of(0), seed(1)), env());

    assertThat(resumed).isEqualTo(new PaymentTransition(stored, false, List.of()));
    assertThat(machine.step(stored, new PaymentEvent.Settled(0, new Settlement.Fulfilled(PREIMAGE), seed(1)), env()).next().payment()
        .isSucceeded())
        .isTrue();
  }

  @Test
  void afterARestartAnAttemptThatNoChannelKnowsIsMadeAnew() {
    PaymentState stored = PaymentState.stored(begun(CAROL).next().payment());
    PaymentTransition resumed = machine.step(stored, new PaymentEvent.Resumed(Set.of(), seed(1)), env());

    assertThat(sent(resumed).offer().origin()).isEqualTo(new Origin.Local(7, 1));
    assertThat(resumed.next().payment().attempts().getFirst().status()).isInstanceOf(Attempt.Status.Failed.class);

    var late = env(PaymentWorld.network(), NOW.plusSeconds(600), toBob());
    assertThat(failure(machine.step(stored, new PaymentEvent.Resumed(Set.of(), seed(1)), late)).kind())
        .isEqualTo(PaymentFailure.Kind.TIMEOUT);
  }

  @Test
  void afterARestartAPaymentWaitsUntilAChannelIsBack() {
    PaymentState stored = PaymentState.stored(begun(CAROL).next().payment());
    var alone = env(PaymentWorld.network(), NOW);
    PaymentTransition resumed = machine.step(stored, new PaymentEvent.Resumed(Set.of(), seed(1)), alone);
    assertThat(resumed.effects()).containsExactly(new PaymentEffect.Wait());
    assertThat(resumed.write()).isTrue();

    PaymentTransition still = machine.step(resumed.next(), new PaymentEvent.TryAgain(seed(2)), alone);
    assertThat(still).isEqualTo(new PaymentTransition(resumed.next(), false, List.of(new PaymentEffect.Wait())));
    PaymentState twice = PaymentState.stored(still.next().payment());
    assertThat(machine.step(twice, new PaymentEvent.Resumed(Set.of(), seed(2)), alone).effects())
        .containsExactly(new PaymentEffect.Wait());

    PaymentTransition again = machine.step(still.next(), new PaymentEvent.TryAgain(seed(3)), env());
    assertThat(sent(again).offer().origin()).isEqualTo(new Origin.Local(7, 1));
    assertThat(machine.step(again.next(), new PaymentEvent.TryAgain(seed(4)), env()))
        .isEqualTo(new PaymentTransition(again.next(), false, List.of()));

    var late = env(PaymentWorld.network(), NOW.plusSeconds(600));
    assertThat(failure(machine.step(still.next(), new PaymentEvent.TryAgain(seed(3)), late)).kind())
        .isEqualTo(PaymentFailure.Kind.TIMEOUT);
  }

  @Test
  void aPaymentThatHasEndedStaysAsItIsAfterARestart() {
    PaymentState paid = PaymentState.stored(machine
        .step(begun(CAROL).next(), new PaymentEvent.Settled(0, new Settlement.Fulfilled(PREIMAGE), seed(1)), env()).next().payment());

    assertThat(machine.step(paid, new PaymentEvent.Resumed(Set.of(), seed(1)), env()))
        .isEqualTo(new PaymentTransition(paid, false, List.of()));
  }
}
