package org.l2node.channels.commitment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.FeeratePerKw;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.Satoshi;

/** Whatever {@code canAfford} accepts is a transaction that can be mined (reliability, V32). */
class CommitmentPropertyTest {
  private static final int ROUNDS = 4000;

  private final TestChannel channel = new TestChannel(21, new Satoshi(354), new Satoshi(5000));
  private final Random random = new Random(32);

  @Test
  @Tag("V32")
  void whatCanBeAffordedPaysItsFee() {
    int accepted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      var spec = randomSpec();
      var broadcaster = random.nextBoolean() ? Side.LOCAL : Side.REMOTE;
      var parameters = channel.aliceParameters();
      if (parameters.canAfford(spec, broadcaster, Satoshi.ZERO)) {
        accepted++;
        checkAfforded(spec, broadcaster, parameters);
      } else {
        checkRefused(spec, broadcaster, parameters);
      }
    }
    // Both cases are met often.
    assertThat(accepted).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
  }

  private void checkAfforded(CommitmentSpec spec, Side broadcaster, CommitmentParameters parameters) {
    var commitment = broadcaster == Side.LOCAL ? channel.aliceLocal(spec) : channel.bobAtAlice(spec);
    var tx = commitment.unsigned();
    var target = parameters.format().fee(spec.feerate(), commitment.htlcTxs().size());
    assertThat(commitment.fee().sat()).isGreaterThanOrEqualTo(target.sat());
    assertThat(tx.txOut).hasSizeGreaterThanOrEqualTo(2);
    long dustLimit = parameters.of(broadcaster).dustLimit().sat();
    int anchors = 0;
    for (TxOut output : tx.txOut) {
      if (output.amount.toLong() == 330) {
        anchors++;
      } else {
        assertThat(output.amount.toLong()).isGreaterThanOrEqualTo(dustLimit);
      }
    }
    assertThat(anchors).isBetween(1, 2);
    assertThat(tx.txOut.stream().mapToLong(output -> output.amount.toLong()).sum())
        .isEqualTo(TestChannel.CAPACITY.sat() - commitment.fee().sat());
    // A reserve of what is left is kept, one satoshi more is not.
    long left = spec.balance(parameters.opener()).msat() / 1000 - parameters.openerCost(spec, broadcaster).sat();
    assertThat(parameters.canAfford(spec, broadcaster, new Satoshi(left))).isTrue();
    assertThat(parameters.canAfford(spec, broadcaster, new Satoshi(left + 1))).isFalse();
  }

  private static void checkRefused(CommitmentSpec spec, Side broadcaster, CommitmentParameters parameters) {
    boolean tooPoor = spec.balance(parameters.opener()).toSatoshiRoundDown().isLessThan(parameters.openerCost(spec, broadcaster));
    boolean nothingLeft = parameters.untrimmedHtlcs(spec, broadcaster) == 0
        && spec.balance(parameters.opener().other()).toSatoshiRoundDown().isLessThan(parameters.of(broadcaster).dustLimit());
    assertThat(tooPoor || nothingLeft).isTrue();
  }

  @Test
  void openerThatCannotPayTheFeePaysWhatItHas() {
    var htlcs = TestChannel.htlcs(2, 100_000_000);
    // Alice keeps 1,000 sat, of which 660 are for the anchors.
    var spec = TestChannel.spec(5000, 1_000_000 - 1_000 - 200_001, htlcs);
    assertThat(channel.aliceParameters().canAfford(spec, Side.LOCAL, Satoshi.ZERO)).isFalse();
    var commitment = channel.aliceLocal(spec);
    assertThat(commitment.toLocalOutput()).isEmpty();
    assertThat(commitment.fee()).isEqualTo(new Satoshi(340));
  }

  @Test
  void commitmentWithoutAnyOutputIsNotAfforded() {
    // Alice has all and pays all but 300 sat, which is below her dust limit, or all but 354, which is not.
    assertThat(channel.aliceParameters().openerCost(new FeeratePerKw(888_826), 0)).isEqualTo(new Satoshi(999_700));
    assertThat(channel.aliceParameters().canAfford(TestChannel.spec(888_826, 0, List.of()), Side.LOCAL, Satoshi.ZERO)).isFalse();
    assertThat(channel.aliceParameters().openerCost(new FeeratePerKw(888_778), 0)).isEqualTo(new Satoshi(999_646));
    assertThat(channel.aliceParameters().canAfford(TestChannel.spec(888_778, 0, List.of()), Side.LOCAL, Satoshi.ZERO)).isTrue();
    assertThat(channel.aliceLocal(TestChannel.spec(888_778, 0, List.of())).unsigned().txOut).hasSize(2);
  }

  @Test
  void openerThatCannotPayTheAnchorsHasNoCommitment() {
    var spec = TestChannel.spec(253, 1_000_000 - 659 - 200_001, TestChannel.htlcs(2, 100_000_000));
    assertThatThrownBy(() -> channel.aliceLocal(spec)).isInstanceOf(IllegalArgumentException.class);
  }

  private CommitmentSpec randomSpec() {
    long left = TestChannel.CAPACITY.sat() * 1000;
    var htlcs = new ArrayList<Htlc>();
    int count = random.nextInt(12);
    for (int i = 0; i < count; i++) {
      long amount = randomAmount(left / 2);
      if (amount > 0) {
        left -= amount;
        var direction = random.nextBoolean() ? Direction.INCOMING : Direction.OUTGOING;
        htlcs.add(new Htlc(direction, new HtlcId(i), new MilliSatoshi(amount), TestChannel.hash(i), new CltvExpiry(700_000)));
      }
    }
    var feerate = new FeeratePerKw(253L << random.nextInt(10));
    long cost = channel.aliceParameters().openerCost(feerate, htlcs.size()).sat() * 1000;
    // Alice, the opener, near her limit or anywhere.
    long toAlice = random.nextBoolean() ? Math.clamp(cost + random.nextLong(-5_000_000, 5_000_000), 0, left) : random.nextLong(left + 1);
    return new CommitmentSpec(feerate, new MilliSatoshi(toAlice), new MilliSatoshi(left - toAlice), List.copyOf(htlcs));
  }

  /** Mostly around a dust limit. */
  private long randomAmount(long most) {
    long amount = switch (random.nextInt(4)) {
      case 0 -> 354_000 + random.nextLong(-1500, 1500);
      case 1 -> 5_000_000 + random.nextLong(-1500, 1500);
      case 2 -> random.nextLong(1, 500_000);
      default -> random.nextLong(1, 200_000_000);
    };
    return Math.min(amount, most);
  }
}
