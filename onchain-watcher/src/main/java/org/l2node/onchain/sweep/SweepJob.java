package org.l2node.onchain.sweep;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.ScriptFlags;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.keys.ChannelKeys;
import org.l2node.channels.resolution.ClaimSigner;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.onchain.chain.ChainUnreachableException;
import org.l2node.onchain.wallet.Wallet;
import org.l2node.onchain.wallet.WalletOutput;

/** Makes one wanted transaction: chooses coins, builds, signs, keeps the coins for it and makes it durable. It is not sent yet. */
final class SweepJob {
  private final Wallet wallet;
  private final AttemptLog log;
  private final Mempools mempools;

  SweepJob(Wallet wallet, AttemptLog log, Mempools mempools) {
    this.wallet = wallet;
    this.log = log;
    this.mempools = mempools;
  }

  /**
   * @param cannot told why, where it cannot be made
   * @return null where it cannot be made, or is not worth it
   */
  @Nullable
  Attempt make(Wanted wanted, FeeFacts fees, BlockHeight tip, Function<ChannelId, ChannelKeys> keys, Consumer<SweepState> cannot)
      throws ChainUnreachableException {
    Attempt earlier = wanted.earlier();
    List<WalletOutput> kept = earlier == null ? List.of() : kept(earlier);
    Set<OutPoint> conflicting = new HashSet<>();
    wanted.claims().forEach(open -> conflicting.add(open.outPoint()));
    kept.forEach(coin -> conflicting.add(coin.outPoint()));
    var replaced = mempools.feesOf(log.spending(conflicting));
    SweepBuilder.Result result = new SweepBuilder(wanted.plainClaims(), wanted.feerate(), fees.minimum(), replaced, script(wanted))
        .build(kept, wallet.feeCoins(earlier == null ? "" : earlier.owner()));
    return switch (result) {
      case SweepBuilder.Built built -> store(wanted, built, tip, keys);
      case SweepBuilder.NeedsCoins _ -> {
        boolean takesCoins = wanted.plainClaims().stream().anyMatch(claim -> claim.needsFeeInputs());
        say(earlier, takesCoins ? SweepState.COINS : SweepState.LOWER_FEES, cannot);
        yield null;
      }
      case SweepBuilder.AboveBudget _ -> {
        say(earlier, SweepState.LOWER_FEES, cannot);
        yield null;
      }
    };
  }

  /** Where there is an attempt already, that one goes on. */
  private static void say(@Nullable Attempt earlier, SweepState state, Consumer<SweepState> cannot) {
    if (earlier == null) {
      cannot.accept(state);
    }
  }

  private List<WalletOutput> kept(Attempt earlier) {
    List<OutPoint> coins = earlier.coins();
    return wallet.feeCoins(earlier.owner()).stream().filter(coin -> coins.contains(coin.outPoint())).toList();
  }

  /** The address of an earlier attempt, so that each raise does not use up another. */
  private ByteVector script(Wanted wanted) {
    for (OpenClaim open : wanted.claims()) {
      Attempt before = log.latest(open.outPoint());
      if (before != null && wallet.owns(before.tx().txOut.getLast().publicKeyScript)) {
        return before.tx().txOut.getLast().publicKeyScript;
      }
    }
    return wallet.changeScript();
  }

  private Attempt store(Wanted wanted, SweepBuilder.Built built, BlockHeight tip, Function<ChannelId, ChannelKeys> keys) {
    Transaction tx = wallet.sign(built.tx(), built.spent());
    Transaction signed = tx;
    for (int i = 0; i < wanted.claims().size(); i++) {
      OpenClaim open = wanted.claims().get(i);
      signed = signed.updateWitness(i, ClaimSigner.witness(tx, i, open.claim(), keys.apply(open.channelId())));
    }
    check(signed, built.spent());
    Attempt earlier = wanted.earlier();
    if (built.spent().size() > wanted.claims().size()) { // the coins first: what is reserved for nothing is found and released
      wallet.reserve(Attempt.owner(log.nextNumber()), signed, built.fee());
    }
    Attempt attempt = log.add(signed, wanted.claims(), built.fee(), built.feerate(), tip);
    if (earlier != null) {
      wallet.release(earlier.owner());
    }
    return attempt;
  }

  /** Before anybody relies on it: its scripts run. */
  private static void check(Transaction tx, List<TxOut> spent) {
    Map<OutPoint, TxOut> outputs = new LinkedHashMap<>();
    List<TxOut> inOrder = new ArrayList<>(spent);
    for (int i = 0; i < tx.txIn.size(); i++) {
      outputs.put(tx.txIn.get(i).outPoint, inOrder.get(i));
    }
    try {
      tx.correctlySpends(outputs, ScriptFlags.STANDARD_SCRIPT_VERIFY_FLAGS);
    } catch (RuntimeException e) {
      throw new IllegalStateException("a sweep of " + tx.txIn.size() + " inputs is not valid: " + e.getMessage(), e);
    }
  }
}
