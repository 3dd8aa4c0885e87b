package org.l2node.routing.payment;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.Origin;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.routing.onion.BuiltOnion;
import org.l2node.routing.onion.OnionErrors;
import org.l2node.routing.onion.OriginFailure;
import org.l2node.routing.path.PathFinder;
import org.l2node.routing.path.PathResult;
import org.l2node.routing.path.Route;
import org.l2node.routing.path.RouteKnowledge;
import org.l2node.routing.path.RouteRequest;

/**
 * Makes payments in one part: a route, an HTLC, and where that fails another route, up to {@link #MAX_ATTEMPTS} times. There is at most one
 * HTLC of a payment at any time, and a payment ends only when none is left. Keeps nothing but the path finder's arrays; one thread at a
 * time may use it.
 */
public final class PaymentMachine {
  /** More is not tried: each attempt locks money on the way for as long as its nodes like. */
  public static final int MAX_ATTEMPTS = 10;

  private final PathFinder finder = new PathFinder();

  /**
   * Begins a payment.
   *
   * @param existing the last payment of the same payment hash, if there is one
   */
  public PaymentStart start(@Nullable Payment existing, PaymentOrder order, PaymentEnv env) {
    PaymentRequest request = order.request();
    if (existing != null && (existing.isPending() || existing.isSucceeded())) {
      return new PaymentStart.Existing(existing);
    }
    if (request.payee().equals(env.self())) {
      return new PaymentStart.Refused(new PaymentFailure(PaymentFailure.Kind.SELF_PAYMENT, "the payee is this node"));
    }
    if (request.expiresAt() != null && !env.now().isBefore(request.expiresAt())) {
      return new PaymentStart.Refused(
          new PaymentFailure(PaymentFailure.Kind.INVOICE_EXPIRED, "the invoice expired at " + request.expiresAt()));
    }
    Payment payment = new Payment(order.id(), request, order.maxFee(), env.now(), order.deadline(), new Payment.Status.Pending(),
        List.of());
    return new PaymentStart.Started(attempt(PaymentState.stored(payment), order.seed(), env, "", List.of()));
  }

  /** What an event does to a payment. An event told again changes nothing and is answered again. */
  public PaymentTransition step(PaymentState state, PaymentEvent event, PaymentEnv env) {
    return switch (event) {
      case PaymentEvent.Settled settled -> settled(state, settled, env);
      case PaymentEvent.Resumed resumed -> resumed(state, resumed, env);
      case PaymentEvent.TryAgain(PaymentEvent.Seed seed) -> !state.payment().isPending() || state.payment().inFlight().isPresent()
          ? new PaymentTransition(state, false, List.of())
          : attemptOrWait(state, seed, env, lastFailure(state), false);
    };
  }

  private PaymentTransition resumed(PaymentState state, PaymentEvent.Resumed resumed, PaymentEnv env) {
    Attempt attempt = state.payment().inFlight().orElse(null);
    if (!state.payment().isPending() || attempt != null && resumed.living().contains(attempt.part())) {
      return new PaymentTransition(state, false, List.of());
    }
    if (attempt == null) {
      return attemptOrWait(state, resumed.seed(), env, lastFailure(state), false);
    }
    // The node stopped before the HTLC was signed: both sides forgot it.
    String why = "not sent: the node stopped first";
    PaymentState next = new PaymentState(state.payment().withAttemptStatus(attempt.part(), new Attempt.Status.Failed(why)),
        state.knowledge());
    return attemptOrWait(next, resumed.seed(), env, why, true);
  }

  /** After a start no peer is connected yet: a payment that was under way waits for its channels to come back, until its time is up. */
  private PaymentTransition attemptOrWait(PaymentState state, PaymentEvent.Seed seed, PaymentEnv env, String last, boolean changed) {
    return env.channels().isEmpty() && env.now().isBefore(state.payment().deadline())
        ? new PaymentTransition(state, changed, List.of(new PaymentEffect.Wait()))
        : attempt(state, seed, env, last, List.of());
  }

  private static String lastFailure(PaymentState state) {
    List<Attempt> attempts = state.payment().attempts();
    return !attempts.isEmpty() && attempts.getLast().status() instanceof Attempt.Status.Failed(String why) ? why : "";
  }

  private PaymentTransition settled(PaymentState state, PaymentEvent.Settled settled, PaymentEnv env) {
    Attempt attempt = state.payment().attempt(settled.part())
        .orElseThrow(() -> new IllegalArgumentException("payment " + state.payment().id() + " has no part " + settled.part()));
    PaymentEffect stored = new PaymentEffect.SettlementStored(settled.part());
    if (settled.settlement() instanceof Settlement.Fulfilled(PaymentPreimage preimage)) {
      return attempt.status() instanceof Attempt.Status.Fulfilled
          ? new PaymentTransition(state, false, List.of(stored))
          : fulfilled(state, attempt, preimage, env, stored);
    }
    if (!attempt.isInFlight()) {
      return new PaymentTransition(state, false, List.of(stored));
    }
    FailureLesson lesson = lesson(state, attempt, settled.settlement(), env);
    PaymentState next = new PaymentState(state.payment().withAttemptStatus(attempt.part(), new Attempt.Status.Failed(lesson.text())),
        lesson.knowledge());
    List<PaymentEffect> effects = new ArrayList<>(List.of(stored));
    if (lesson.failed() != null) {
      effects.add(new PaymentEffect.ChannelFailed(lesson.failed(), lesson.amount()));
    }
    return lesson.rejected()
        ? failed(next, new PaymentFailure(PaymentFailure.Kind.REJECTED_BY_DESTINATION, lesson.text()), env, effects)
        : attempt(next, settled.seed(), env, lesson.text(), effects);
  }

  /** The preimage proves the payment whatever was thought of the attempt before. */
  private static PaymentTransition fulfilled(PaymentState state, Attempt attempt, PaymentPreimage preimage, PaymentEnv env,
      PaymentEffect stored) {
    if (!preimage.hash().equals(state.payment().paymentHash())) {
      throw new IllegalArgumentException("a channel let a wrong preimage through for payment " + state.payment().id());
    }
    Route route = attempt.route();
    Payment paid = state.payment().withAttemptStatus(attempt.part(), new Attempt.Status.Fulfilled());
    if (!paid.isSucceeded()) {
      paid = paid.with(new Payment.Status.Succeeded(preimage, route.fee(), env.now()));
    }
    List<PaymentEffect> effects = new ArrayList<>(List.of(stored));
    for (int hop = 1; hop < route.hops().size(); hop++) {
      effects.add(new PaymentEffect.ChannelCarried(route.channelInto(hop, env.self()), route.hops().get(hop).amount()));
    }
    effects.add(new PaymentEffect.Ended(paid));
    return new PaymentTransition(new PaymentState(paid, state.knowledge()), true, effects);
  }

  private static FailureLesson lesson(PaymentState state, Attempt attempt, Settlement settlement, PaymentEnv env) {
    FailureLesson.Tried tried = new FailureLesson.Tried(attempt.route(), env.self(), env.chainHash(), state.knowledge());
    return switch (settlement) {
      case Settlement.NeverSent(String why) -> FailureLesson.neverSent(tried, why);
      case Settlement.Malformed(_, int failureCode) -> FailureLesson.malformed(tried, failureCode);
      case Settlement.Failed(var reason) -> {
        BuiltOnion onion = RouteOnion.build(attempt.sessionKey(), attempt.route(), state.payment().request());
        yield switch (OnionErrors.decrypt(onion.sharedSecrets(), reason)) {
          case OriginFailure.FromHop(int hop, var failure) -> FailureLesson.of(tried, hop, failure);
          case OriginFailure.Unreadable() -> FailureLesson.unreadable(tried);
        };
      }
      case Settlement.Fulfilled _ -> throw new IllegalStateException("no failure");
    };
  }

  /**
   * Makes the next attempt, or gives up.
   *
   * @param last what became of the last attempt, for people; empty before the first
   * @param before effects that come first
   */
  private PaymentTransition attempt(PaymentState state, PaymentEvent.Seed seed, PaymentEnv env, String last, List<PaymentEffect> before) {
    Payment payment = state.payment();
    String because = last.isEmpty() ? "" : "; the last attempt: " + last;
    if (payment.attempts().size() >= MAX_ATTEMPTS) {
      String text = MAX_ATTEMPTS + " attempts failed" + because;
      return failed(state, new PaymentFailure(PaymentFailure.Kind.TOO_MANY_ATTEMPTS, text), env, before);
    }
    if (!env.now().isBefore(payment.deadline())) {
      return failed(state, new PaymentFailure(PaymentFailure.Kind.TIMEOUT, "the time is up" + because), env, before);
    }
    if (env.channels().isEmpty()) {
      String text = "no channel of this node can be used now: " + env.whyNoChannel() + because;
      return failed(state, new PaymentFailure(PaymentFailure.Kind.NO_USABLE_CHANNEL, text), env, before);
    }
    return switch (finder.find(env.graph(), routeRequest(state, seed, env))) {
      case PathResult.Found(Route route) -> RouteOnion.fits(route, payment.request())
          ? send(state, seed, route, env, before)
          : failed(state, new PaymentFailure(PaymentFailure.Kind.NO_ROUTE, "the route is too long for what the payee wants to be told"),
              env, before);
      case PathResult.NoRoute() ->
        failed(state, new PaymentFailure(PaymentFailure.Kind.NO_ROUTE, "no route to " + payment.request().payee() + because), env, before);
      case PathResult.InsufficientBalance(MilliSatoshi most) -> {
        String text = "no channel can send " + payment.request().amount() + ", at most " + most + because;
        yield failed(state, new PaymentFailure(PaymentFailure.Kind.INSUFFICIENT_BALANCE, text), env, before);
      }
      case PathResult.FeeTooHigh(MilliSatoshi least) -> {
        String text = "the cheapest route costs " + least + ", allowed are " + payment.maxFee() + because;
        yield failed(state, new PaymentFailure(PaymentFailure.Kind.FEE_TOO_HIGH, text), env, before);
      }
      case PathResult.SelfPayment() ->
        failed(state, new PaymentFailure(PaymentFailure.Kind.SELF_PAYMENT, "the payee is this node"), env, before);
    };
  }

  private static RouteRequest routeRequest(PaymentState state, PaymentEvent.Seed seed, PaymentEnv env) {
    PaymentRequest request = state.payment().request();
    RouteKnowledge knowledge = state.knowledge().withDoubts(env.doubts());
    return new RouteRequest(env.self(), request.payee(), request.amount(), state.payment().maxFee(), env.height(),
        request.minFinalCltvExpiryDelta().plus(seed.shadow()), env.channels(), request.hints(), knowledge);
  }

  private static PaymentTransition send(PaymentState state, PaymentEvent.Seed seed, Route route, PaymentEnv env,
      List<PaymentEffect> before) {
    Payment payment = state.payment();
    int part = payment.attempts().size();
    Attempt attempt = new Attempt(part, seed.sessionKey(), route, env.now(), new Attempt.Status.InFlight());
    BuiltOnion onion = RouteOnion.build(seed.sessionKey(), route, payment.request());
    List<PaymentEffect> effects = new ArrayList<>(before);
    effects.add(new PaymentEffect.SendHtlc(route.firstChannel(),
        new ChannelEvent.OfferHtlc(route.amount(), payment.paymentHash(), route.expiry(), onion.packet(),
            new Origin.Local(payment.id(), part))));
    return new PaymentTransition(new PaymentState(payment.withAttempt(attempt), state.knowledge()), true, effects);
  }

  private static PaymentTransition failed(PaymentState state, PaymentFailure failure, PaymentEnv env, List<PaymentEffect> before) {
    Payment ended = state.payment().with(new Payment.Status.Failed(failure, env.now()));
    List<PaymentEffect> effects = new ArrayList<>(before);
    effects.add(new PaymentEffect.Ended(ended));
    return new PaymentTransition(new PaymentState(ended, state.knowledge()), true, effects);
  }
}
