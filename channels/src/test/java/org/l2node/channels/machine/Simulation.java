package org.l2node.channels.machine;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.l2node.channels.channel.ChannelEvent;
import org.l2node.channels.channel.ChannelHtlc;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Commitments;
import org.l2node.channels.channel.Effect;
import org.l2node.channels.channel.Origin;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.wire.WireReader;

/**
 * One channel under random payments, fee changes, lost connections and crashes at any step. After each step the invariants are checked; at
 * the end every payment ended alike at both ends.
 */
final class Simulation {
  private record Payment(Party payer, PaymentPreimage preimage, long msat) {}

  private final Random random;
  private final long seed;
  private final boolean poor;
  private final Pair pair;
  private final Map<PaymentHash, Payment> payments = new LinkedHashMap<>();
  private final Map<PaymentHash, Boolean> decided = new HashMap<>();
  private final Map<PaymentHash, Settlement> ended = new HashMap<>();
  private final Map<Party, Integer> seen = new HashMap<>();
  private final List<String> log = new ArrayList<>();

  /** @param poor whether the opener has little: fees and reserves are what everything turns on */
  Simulation(long seed, boolean poor) {
    this.seed = seed;
    this.poor = poor;
    this.pair = poor ? Pair.create().reachNormal(200_000, 190_000_000) : Pair.normal();
    this.random = new Random(seed);
    pair.alice.policy = pair.alice.policy.withMaxAcceptedHtlcs(12);
  }

  void run(int steps) {
    try {
      for (int i = 0; i < steps; i++) {
        guarded(this::act);
        check();
      }
      quiesce();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          "seed " + seed + (poor ? ", poor," : "") + " after\n" + String.join("\n", log.subList(Math.max(0, log.size() - 40), log.size())),
          e);
    }
  }

  private void guarded(Runnable action) {
    try {
      action.run();
    } catch (Party.CrashedException e) {
      Party crashed = pair.alice.crashed ? pair.alice : pair.bob;
      crash(crashed);
    }
  }

  private void crash(Party party) {
    collect();
    log.add("crash " + party);
    pair.alice.crashIn = -1;
    pair.bob.crashIn = -1;
    Party other = pair.other(party);
    pair.connected = false;
    other.outbox.clear();
    party.restart();
    seen.put(party, 0);
    other.step(new ChannelEvent.Disconnected());
  }

  private Party party() {
    return random.nextBoolean() ? pair.alice : pair.bob;
  }

  private void act() {
    pair.alice.crashIn = -1;
    pair.bob.crashIn = -1;
    int dice = poor && random.nextInt(8) == 0 ? 94 + random.nextInt(4) : random.nextInt(100);
    Party party = party();
    if (!pair.connected && dice < 60) {
      log.add("connect");
      pair.connect();
    } else if (dice < 50) {
      log.add("deliver from " + party + " " + party.outbox.peek());
      maybeCrash();
      pair.deliverOne(party);
    } else if (dice < 65) {
      log.add("sign " + party);
      maybeCrash();
      pair.sign(party);
    } else if (dice < 80) {
      offer(party);
    } else if (dice < 92) {
      settle(party);
    } else if (dice < 94) {
      durable(party);
    } else if (dice < 96) {
      changeFee();
    } else if (dice < 98) {
      log.add("disconnect");
      pair.disconnect();
    } else if (dice < 99) {
      crash(party);
    } else {
      party.step(new ChannelEvent.NewBlock());
    }
  }

  private void changeFee() {
    long feerate = 253L + random.nextInt(3000);
    // The most that the opener can pay just now, at times.
    long most = poor && random.nextBoolean() ? 8_000 : feerate;
    for (long tried = most; tried >= feerate; tried -= 100) {
      log.add("fee " + tried);
      if (pair.alice.step(new ChannelEvent.ChangeFee(new FeeratePerKw(tried))).effects().stream()
          .noneMatch(Effect.Rejected.class::isInstance)) {
        return;
      }
    }
  }

  private void maybeCrash() {
    if (random.nextInt(25) == 0) {
      Party victim = party();
      victim.crashIn = 0;
      victim.crash = random.nextBoolean() ? Party.Crash.BEFORE_WRITES : Party.Crash.AFTER_WRITES;
    }
  }

  private void offer(Party payer) {
    PaymentPreimage preimage = pair.preimage();
    int most = !poor ? 150_000_000 : payer == pair.bob ? 3_000_000 : 9_000_000;
    long msat = random.nextInt(4) == 0 ? 1 + random.nextInt(400_000) : 1 + random.nextInt(most);
    if (poor && random.nextInt(3) == 0) {
      msat = payer == pair.bob ? 354_000 : Math.max(1, payer.view().sendable().msat() - random.nextInt(100_000));
    }
    payments.put(preimage.hash(), new Payment(payer, preimage, msat));
    log.add("offer " + payer + " " + msat);
    maybeCrash();
    payer.step(pair.offer(payer, msat, preimage));
  }

  private void settle(Party receiver) {
    List<ChannelHtlc> lockedIn = lockedIn(receiver).stream()
        .filter(h -> !decided.containsKey(h.add().paymentHash()) || random.nextInt(4) == 0).toList();
    if (!lockedIn.isEmpty()) {
      ChannelHtlc htlc = lockedIn.get(random.nextInt(lockedIn.size()));
      maybeCrash();
      settle(receiver, htlc, decided.computeIfAbsent(htlc.add().paymentHash(), hash -> random.nextInt(3) > 0));
    }
  }

  private List<ChannelHtlc> lockedIn(Party receiver) {
    Commitments c = receiver.data().commitments();
    return c.htlcs().incoming().stream().filter(c::isLockedIn).toList();
  }

  private void settle(Party receiver, ChannelHtlc htlc, boolean fulfill) {
    log.add("settle " + receiver + " " + htlc.id() + " " + fulfill);
    PaymentPreimage preimage = payments.get(htlc.add().paymentHash()).preimage();
    if (fulfill) {
      pair.fulfill(receiver, htlc.id(), preimage);
    } else if (htlc.id().value() % 3 == 0) {
      receiver.step(new ChannelEvent.SettleHtlc(htlc.id(), new Settlement.Malformed(new ByteVector32("05".repeat(32)), 0xc005)));
    } else {
      pair.fail(receiver, htlc.id());
    }
  }

  private void durable(Party payer) {
    collect();
    log.add("settlements durable " + payer);
    for (ChannelHtlc htlc : payer.data().commitments().htlcs().outgoing()) {
      if (ended.containsKey(htlc.add().paymentHash())) {
        payer.step(new ChannelEvent.SettlementDurable(htlc.id(), java.util.Objects.requireNonNull(htlc.origin())));
      }
    }
  }

  /** Notes what was told since the last time: signatures, settlements. */
  private void collect() {
    for (Party party : List.of(pair.alice, pair.bob)) {
      int from = seen.getOrDefault(party, 0);
      for (Effect effect : party.effects.subList(from, party.effects.size())) {
        if (effect instanceof Effect.HtlcSettled settled) {
          Payment payment = paymentOf(settled.origin());
          Settlement before = ended.put(payment.preimage().hash(), settled.settlement());
          boolean same = before == null || before.getClass() == settled.settlement().getClass();
          assertThat(same).as("%s then %s", before, settled).isTrue();
        }
      }
      seen.put(party, party.effects.size());
    }
  }

  private Payment paymentOf(Origin origin) {
    long number = ((Origin.Local) origin).paymentId();
    return new ArrayList<>(payments.values()).get((int) number - 1);
  }

  private void check() {
    collect();
    pair.checkInvariants();
    for (Party party : List.of(pair.alice, pair.bob)) {
      assertThat(party.effects(Effect.CloseConnection.class)).as("an honest side finds fault with an honest one").isEmpty();
      assertThat(party.state).isNotInstanceOfAny(ChannelState.Closing.class, ChannelState.Closed.class, ChannelState.FallenBehind.class);
      checkPenalties(party);
    }
  }

  /** Reliability I7: the HTLC outputs of every commitment that was signed for the peer are among what is stored for punishing it. */
  private static void checkPenalties(Party party) {
    Commitments c = party.data().commitments();
    Set<List<Object>> stored = new HashSet<>();
    party.disk.penalties.forEach((number, data) -> {
      WireReader r = new WireReader(data.toByteArray());
      assertThat(r.u8()).isEqualTo(1);
      while (r.remaining() > 0) {
        Direction direction = r.u8() == 0 ? Direction.INCOMING : Direction.OUTGOING;
        stored.add(List.of(direction, r.htlcId(), r.paymentHash(), r.expiry()));
      }
      assertThat(number.compareTo(c.signedRemoteNumber())).isLessThanOrEqualTo(0);
    });
    for (var htlc : c.remoteSpec(c.signedRemoteNumber()).htlcs()) {
      if (!htlc.amount().toSatoshiRoundDown().isLessThan(party.data().params().remote().dustLimit())) {
        assertThat(stored).contains(List.of(htlc.direction(), htlc.id(), htlc.paymentHash(), htlc.cltvExpiry()));
      }
    }
  }

  /** Everything that can end ends. */
  private void quiesce() {
    pair.alice.crashIn = -1;
    pair.bob.crashIn = -1;
    pair.reconnect();
    for (Party party : List.of(pair.alice, pair.bob)) {
      for (ChannelHtlc htlc : lockedIn(party)) {
        settle(party, htlc, decided.computeIfAbsent(htlc.add().paymentHash(), hash -> true));
      }
    }
    pair.deliverAll();
    check();
    durable(pair.alice);
    durable(pair.bob);
    pair.deliverAll();
    long alice = poor ? 10_000_000 : 600_000_000;
    for (Payment payment : payments.values()) {
      PaymentHash hash = payment.preimage().hash();
      boolean fulfilled = decided.getOrDefault(hash, false);
      assertThat(ended.get(hash) instanceof Settlement.Fulfilled).as("payment %s: %s", payment, ended.get(hash)).isEqualTo(fulfilled);
      if (fulfilled) {
        alice += payment.payer() == pair.alice ? -payment.msat() : payment.msat();
      }
    }
    for (Party party : List.of(pair.alice, pair.bob)) {
      assertThat(party.data().commitments().htlcs().isEmpty()).as("%s has %s", party, party.data().commitments().htlcs()).isTrue();
      assertThat(party.data().commitments().isQuiet()).isTrue();
    }
    assertThat(pair.alice.view().local()).isEqualTo(new MilliSatoshi(alice));
    assertThat(pair.bob.view().remote()).isEqualTo(new MilliSatoshi(alice));
    closeMutually();
  }

  /**
   * At last the channel is closed, by either side: both publish the same transaction, which pays both what they had, less the opener's fee.
   */
  private void closeMutually() {
    MilliSatoshi bob = pair.bob.view().local();
    party().step(new ChannelEvent.CloseMutual(null));
    pair.deliverAll();
    Transaction close = pair.alice.in(ChannelState.Closing.class).mutualClose();
    assertThat(close).isNotNull().isEqualTo(pair.bob.in(ChannelState.Closing.class).mutualClose());
    assertThat(close.txOut)
        .anyMatch(o -> o.publicKeyScript.equals(pair.bob.shutdownScript()) && o.amount.toLong() == bob.toSatoshiRoundDown().sat());
  }
}
