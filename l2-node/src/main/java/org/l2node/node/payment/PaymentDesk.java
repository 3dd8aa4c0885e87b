package org.l2node.node.payment;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.Origin;
import org.l2node.channels.channel.RejectReason;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentHash;
import org.l2node.node.peer.CommandResult;
import org.l2node.node.runtime.Actor;
import org.l2node.node.runtime.Behavior;
import org.l2node.node.runtime.NodeRuntime;
import org.l2node.node.storage.PaymentTable;
import org.l2node.node.storage.Storage;
import org.l2node.routing.path.RouteMemory;
import org.l2node.routing.payment.Payment;
import org.l2node.routing.payment.PaymentEffect;
import org.l2node.routing.payment.PaymentEnv;
import org.l2node.routing.payment.PaymentEvent;
import org.l2node.routing.payment.PaymentMachine;
import org.l2node.routing.payment.PaymentOrder;
import org.l2node.routing.payment.PaymentRequest;
import org.l2node.routing.payment.PaymentStart;
import org.l2node.routing.payment.PaymentState;
import org.l2node.routing.payment.PaymentTransition;

/** The payments of this node's own: one actor that steps them, makes each step durable and then carries it out. */
public final class PaymentDesk {
  /** What the desk needs of the rest of the node. */
  public interface Context {
    /** What a payment's step may know now. */
    PaymentEnv env(RouteMemory memory);

    /** Offers an HTLC; {@code answer} may come from any thread. */
    void offer(PaymentEffect.SendHtlc htlc, Consumer<CommandResult> answer);

    /** The origin of the settlement of this HTLC has made it durable. */
    void settlementDurable(ChannelId channelId, HtlcId htlcId, Origin.Local origin);
  }

  private sealed interface Message {}

  private record Pay(PaymentRequest request, MilliSatoshi maxFee, Duration timeout,
      CompletableFuture<PaymentStart> answer) implements Message {}

  private record Settled(Origin.Local origin, Settlement settlement, @Nullable Downstream downstream) implements Message {}

  private record Durable(Runnable then) implements Message {}

  private record Resume(Map<Long, Set<Integer>> living) implements Message {}

  private record TryAgain(long paymentId) implements Message {}

  /** Where an HTLC of a payment was. */
  private record Downstream(ChannelId channelId, HtlcId htlcId, Origin.Local origin) {}

  /** Orders that wait for this actor. */
  private static final int MAILBOX = 10_000;

  /** Payments under way at once; more are refused, so that memory stays bounded. */
  private static final int MAX_PENDING = 10_000;

  /** Between looks whether a channel is back. */
  private static final Duration WAIT = Duration.ofMillis(500);

  /** Blocks that the final expiry may be put off at random, so that hops cannot tell where a route ends. */
  private static final int MAX_SHADOW = 72;

  private final Storage database;
  private final NodeRuntime runtime;
  private final Context context;
  private final PaymentMachine machine = new PaymentMachine();
  private final RouteMemory memory = new RouteMemory();
  private final Map<Long, PaymentState> pending = new HashMap<>();
  private final Map<PaymentHash, Long> pendingByHash = new HashMap<>();
  /** Those that the store holds as pending, as it holds them: for those who ask, from any thread. */
  private final Map<Long, Payment> durablyPending = new ConcurrentHashMap<>();
  private final PaymentWaiters waiters = new PaymentWaiters();
  private final Actor<Message> self;
  private long lastId;
  private int writesUnderWay;

  /** A desk with the payments that the store holds; nothing moves before {@link #resume}. */
  public PaymentDesk(Storage database, NodeRuntime runtime, Context context) {
    this.database = database;
    this.runtime = runtime;
    this.context = context;
    this.lastId = database.query(PaymentTable::lastId);
    for (Payment payment : database.query(PaymentTable::pending)) {
      file(PaymentState.stored(payment));
      durablyPending.put(payment.id(), payment);
    }
    this.self = runtime.spawn("payments", MAILBOX, new Behavior<>() {
      @Override
      public void onMessage(Message message) {
        PaymentDesk.this.onMessage(message);
      }
    });
  }

  /**
   * Goes on with the payments that had not ended when the node stopped.
   *
   * @param living the parts, by payment, that some channel has an HTLC of or owes the settlement of
   */
  public void resume(Map<Long, Set<Integer>> living) {
    Map<Long, Set<Integer>> copy = new HashMap<>();
    living.forEach((id, parts) -> copy.put(id, new TreeSet<>(parts)));
    self.tell(new Resume(copy));
  }

  /**
   * Begins to pay; the answer comes once the payment is durable.
   *
   * @param timeout no new attempt is made after it
   */
  public CompletableFuture<PaymentStart> pay(PaymentRequest request, MilliSatoshi maxFee, Duration timeout) {
    CompletableFuture<PaymentStart> answer = new CompletableFuture<>();
    if (!self.offer(new Pay(request, maxFee, timeout, answer))) {
      answer.completeExceptionally(new BusyException());
    }
    return answer;
  }

  /** An HTLC of a payment has ended in its channel. */
  public void settled(ChannelId channelId, HtlcId htlcId, Origin.Local origin, Settlement settlement) {
    self.tell(new Settled(origin, settlement, new Downstream(channelId, htlcId, origin)));
  }

  /** The payment as it is stored. */
  public Optional<Payment> find(long id) {
    Payment pendingOne = durablyPending.get(id);
    return pendingOne != null ? Optional.of(pendingOne) : database.lookUp(statements -> PaymentTable.find(statements, id));
  }

  /** Up to {@code limit} payments with numbers below {@code before}, the newest first. */
  public List<Payment> before(long before, int limit) {
    return database.query(connection -> PaymentTable.before(connection, before, limit));
  }

  /** Waits until the payment has ended, at most {@code timeout}. */
  public Optional<Payment> await(long id, Duration timeout) throws InterruptedException {
    return waiters.await(id, timeout, () -> find(id));
  }

  private void onMessage(Message message) {
    switch (message) {
      case Pay pay -> onPay(pay);
      case Settled(Origin.Local origin, Settlement settlement, Downstream downstream) -> onSettled(origin, settlement, downstream);
      case Durable(Runnable then) -> {
        writesUnderWay--;
        then.run();
      }
      case TryAgain(long paymentId) -> {
        PaymentState state = pending.get(paymentId);
        if (state != null) {
          apply(state, machine.step(state, new PaymentEvent.TryAgain(seed()), env()), null, () -> {});
        }
      }
      case Resume(Map<Long, Set<Integer>> living) -> {
        for (PaymentState state : new ArrayList<>(pending.values())) {
          Set<Integer> parts = living.getOrDefault(state.payment().id(), Set.of());
          apply(state, machine.step(state, new PaymentEvent.Resumed(parts, seed()), env()), null, () -> {});
        }
      }
    }
  }

  private void onPay(Pay pay) {
    if (pending.size() >= MAX_PENDING) {
      pay.answer().completeExceptionally(new BusyException());
      return;
    }
    PaymentHash hash = pay.request().paymentHash();
    Long pendingId = pendingByHash.get(hash);
    PaymentState known = pendingId == null ? null : pending.get(pendingId);
    Payment existing = known != null
        ? known.payment()
        : database.lookUp(statements -> PaymentTable.findLast(statements, hash)).orElse(null);
    PaymentEnv env = env();
    PaymentStart start = machine.start(existing,
        new PaymentOrder(lastId + 1, pay.request(), pay.maxFee(), env.now().plus(pay.timeout()), seed()), env);
    if (start instanceof PaymentStart.Started(PaymentTransition transition)) {
      lastId++;
      apply(transition.next(), transition, null, () -> pay.answer().complete(start));
    } else {
      pay.answer().complete(start);
    }
  }

  private void onSettled(Origin.Local origin, Settlement settlement, @Nullable Downstream downstream) {
    PaymentState state = pending.get(origin.paymentId());
    if (state == null) {
      // It has ended; a channel that tells it again after a restart may forget it, unless it is a preimage that the store does not have
      // yet.
      state = find(origin.paymentId()).map(PaymentState::stored).orElse(null);
      if (state == null) {
        throw new IllegalStateException("a channel settles an HTLC of payment " + origin.paymentId() + ", which the store does not hold");
      }
    }
    apply(state, machine.step(state, new PaymentEvent.Settled(origin.part(), settlement, seed()), env()), downstream, () -> {});
  }

  private void apply(PaymentState before, PaymentTransition transition, @Nullable Downstream downstream, Runnable done) {
    Payment payment = transition.next().payment();
    if (before.payment().isPending()) {
      // Also when it has ended: until that is durable, a second order for the same hash must meet it.
      file(transition.next());
    }
    boolean ends = transition.effects().stream().anyMatch(PaymentEffect.Ended.class::isInstance);
    Runnable then = () -> {
      if (ends) {
        ended(payment);
      } else if (payment.isPending()) {
        durablyPending.put(payment.id(), payment);
      }
      done.run();
    };
    if (transition.write() || writesUnderWay > 0) {
      // Without anything to write it still waits for the writes before it: it may rest on what they hold.
      writesUnderWay++;
      write(transition, payment, then);
    } else {
      then.run();
    }
    // What channels are told leads to writes behind this one in the store's queue: it need not wait for the disk.
    transition.effects().forEach(effect -> perform(payment, effect, downstream));
  }

  private void write(PaymentTransition transition, Payment payment, Runnable then) {
    Storage.Work work = statements -> {
      if (transition.write()) {
        PaymentTable.put(statements, payment);
      }
    };
    Runnable durable = () -> self.tell(new Durable(then));
    Consumer<Exception> refused = e -> {
      throw new IllegalStateException("a payment broke a constraint", e);
    };
    if (transition.effects().stream().anyMatch(PaymentEffect.SendHtlc.class::isInstance)) {
      // The channel's next write, which the HTLC waits for, takes this one with it.
      database.writeSoon(work, durable, refused);
    } else {
      database.write(work, durable, refused);
    }
  }

  private void ended(Payment payment) {
    pending.remove(payment.id());
    pendingByHash.remove(payment.paymentHash(), payment.id());
    durablyPending.remove(payment.id());
    waiters.ended(payment);
  }

  private void file(PaymentState state) {
    pending.put(state.payment().id(), state);
    pendingByHash.put(state.payment().paymentHash(), state.payment().id());
  }

  private void perform(Payment payment, PaymentEffect effect, @Nullable Downstream downstream) {
    switch (effect) {
      case PaymentEffect.SendHtlc send -> context.offer(send, result -> {
        String why = refusal(result);
        if (why != null) {
          self.tell(new Settled((Origin.Local) send.offer().origin(), new Settlement.NeverSent(why), null));
        }
      });
      case PaymentEffect.SettlementStored _ -> {
        if (downstream != null) {
          context.settlementDurable(downstream.channelId(), downstream.htlcId(), downstream.origin());
        }
      }
      case PaymentEffect.Wait _ -> runtime.after(WAIT, () -> self.tell(new TryAgain(payment.id())));
      case PaymentEffect.Ended _ -> {
        // Told to those who wait once it is durable.
      }
      case PaymentEffect.ChannelFailed(var channel, var amount) -> memory.failed(channel, amount, now());
      case PaymentEffect.ChannelCarried(var channel, var amount) -> memory.carried(channel, amount);
    }
  }

  private static @Nullable String refusal(CommandResult result) {
    return switch (result) {
      case CommandResult.Done _ -> null;
      case CommandResult.Rejected(RejectReason reason) -> reason.text();
      case CommandResult.NoSuchChannel _ -> "the channel is gone";
    };
  }

  private PaymentEnv env() {
    return context.env(memory);
  }

  private Instant now() {
    return Instant.ofEpochSecond(runtime.nowSeconds());
  }

  private PaymentEvent.Seed seed() {
    PrivateKey sessionKey;
    do {
      sessionKey = new PrivateKey(new ByteVector32(runtime.randomBytes(32)));
    } while (!sessionKey.isValid());
    int shadow = new BigInteger(1, runtime.randomBytes(4)).mod(BigInteger.valueOf(MAX_SHADOW + 1L)).intValueExact();
    return new PaymentEvent.Seed(sessionKey, new CltvExpiryDelta(shadow));
  }

  /** More payments are under way than this node takes on at once. */
  public static final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BusyException() {
      super("too many payments are under way");
    }
  }
}
