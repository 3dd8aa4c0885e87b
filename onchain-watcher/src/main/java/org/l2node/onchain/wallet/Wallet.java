package org.l2node.onchain.wallet;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxOut;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.Satoshi;
import org.l2node.onchain.chain.BlockRef;
import org.l2node.onchain.chain.ChainListener;

/**
 * The node's own on-chain money. It learns of it from blocks alone, survives their reorganisation, and makes each block durable as a whole
 * before it returns. All methods may come from any thread; each waits for the store where it changes something.
 */
public final class Wallet implements ChainListener {
  /** Confirmations before a miner's reward can be spent. */
  public static final int COINBASE_MATURITY = 100;
  /** What one of the wallet's coins weighs as an input, with its witness, in weight units. */
  public static final int INPUT_WEIGHT = CoinSelection.INPUT_WEIGHT;
  /** What an output to this wallet weighs, in weight units. */
  public static final int OUTPUT_WEIGHT = CoinSelection.CHANGE_WEIGHT;

  private final WalletKeys keys;
  private final WalletStore store;
  private WalletState state;
  private AddressBook addresses;

  /** A wallet as it was left in {@code store}; one that has never been used is empty and starts at the first block it is told. */
  public Wallet(WalletKeys keys, WalletStore store) {
    this.keys = keys;
    this.store = store;
    this.state = new WalletState(store.load());
    this.addresses = new AddressBook(keys, state);
  }

  /** Changes the state and makes the change durable; where that fails, the state is again what the store has. */
  private <T> T edit(Function<WalletEdit, T> change) {
    WalletEdit edit = new WalletEdit(state);
    boolean isDone = false;
    try {
      T result = change.apply(edit);
      if (!edit.writes().isEmpty()) {
        store.apply(edit.writes());
      }
      isDone = true;
      return result;
    } finally {
      if (!isDone) {
        state = new WalletState(store.load());
        addresses = new AddressBook(keys, state);
      }
    }
  }

  private WalletLedger ledger() {
    return new WalletLedger(addresses);
  }

  /**
   * The last blocks that are in the wallet, lowest first; empty before the first. Follow the chain from the highest of them that is still
   * in it.
   */
  public synchronized List<BlockRef> syncPoints() {
    return state.syncPoints();
  }

  /**
   * A fresh address to be paid to. After 100 of them that nobody paid to, the oldest of these comes again: a wallet restored from its seed
   * could not find more.
   */
  public synchronized WalletAddress newAddress() {
    return edit(edit -> addresses.take(Branch.RECEIVE, edit));
  }

  /** Whether an output script is one of this wallet's. */
  public synchronized boolean owns(ByteVector script) {
    return addresses.find(script) != null;
  }

  public synchronized WalletBalance balance() {
    long confirmed = 0;
    long unconfirmed = 0;
    long immature = 0;
    long reserved = 0;
    for (WalletOutput output : unspentOutputs()) {
      long amount = output.amount().sat();
      if (output.block() == null) {
        unconfirmed += amount;
      } else if (isMature(output)) {
        confirmed += amount;
      } else {
        immature += amount;
      }
      reserved += state.isReserved(output.outPoint()) ? amount : 0;
    }
    return new WalletBalance(new Satoshi(confirmed), new Satoshi(unconfirmed), new Satoshi(immature), new Satoshi(reserved));
  }

  /** What nobody has spent, in order of arrival. */
  public synchronized List<WalletOutput> unspentOutputs() {
    return state.outputs().stream().filter(output -> output.spend() == null).toList();
  }

  /** The transactions that were built and neither committed to nor released: after a restart, release those whose owner is no more. */
  public synchronized List<Reservation> reservations() {
    return state.reservations();
  }

  private boolean isMature(WalletOutput output) {
    BlockRef tip = state.tip();
    return !output.coinbase()
        || (output.block() != null && tip != null && output.block().confirmationsAt(tip.height()) >= COINBASE_MATURITY);
  }

  private List<WalletOutput> spendable(boolean withUnconfirmed) {
    return unspentOutputs().stream().filter(output -> withUnconfirmed || output.block() != null)
        .filter(output -> isMature(output) && !state.isReserved(output.outPoint())).toList();
  }

  /**
   * Builds and signs a transaction and reserves its inputs, durably, until {@link #release} or {@link #commit}. Asked again with the same
   * owner, script and amount, it answers the same; with another script or amount, the earlier reservation is released.
   */
  public synchronized FundingResult fund(FundingRequest request) {
    Reservation before = state.reservation(request.owner());
    if (before != null) {
      TxOut output = before.tx().txOut.get(before.outputIndex());
      if (output.amount.toLong() == request.amount().sat() && output.publicKeyScript.equals(request.script())) {
        return new FundingResult.Built(before.tx(), before.outputIndex(), before.fee());
      }
      release(request.owner());
    }
    if (request.amount().sat() < CoinSelection.CHANGE_DUST) {
      return new FundingResult.BelowDust(new Satoshi(CoinSelection.CHANGE_DUST));
    }
    int outputWeight = 4 * (8 + 1 + request.script().size());
    List<WalletOutput> all = spendable(true);
    CoinSelection.Selected selected = CoinSelection.select(spendable(false), request.amount().sat(), outputWeight, request.feerate());
    if (selected == null) {
      selected = CoinSelection.select(all, request.amount().sat(), outputWeight, request.feerate());
    }
    if (selected == null || sum(all) - sum(selected.inputs()) + selected.change() < request.keepBack().sat()) {
      return insufficient(request, all, outputWeight);
    }
    if (selected.inputs().size() > CoinSelection.MAX_INPUTS) {
      return new FundingResult.TooManyInputs(CoinSelection.MAX_INPUTS);
    }
    return reserve(request, selected);
  }

  private static long sum(List<WalletOutput> outputs) {
    return outputs.stream().mapToLong(output -> output.amount().sat()).sum();
  }

  private static FundingResult insufficient(FundingRequest request, List<WalletOutput> all, int outputWeight) {
    int weight = outputWeight + Math.max(1, all.size()) * CoinSelection.INPUT_WEIGHT;
    long need = CoinSelection.need(request.amount().sat(), weight, request.feerate()) + request.keepBack().sat();
    return new FundingResult.InsufficientFunds(new Satoshi(sum(all)), new Satoshi(Math.min(need, Satoshi.MAX.sat())));
  }

  private FundingResult reserve(FundingRequest request, CoinSelection.Selected selected) {
    BlockRef tip = state.tip();
    return edit(edit -> {
      @Nullable
      ByteVector changeScript = selected.change() == 0 ? null : addresses.take(Branch.CHANGE, edit).script();
      Reservation reservation = FundingBuilder.build(request.owner(), selected, request.script(), request.amount(), changeScript,
          tip == null ? new BlockHeight(0) : tip.height(), keys);
      edit.add(new WalletWrite.PutReservation(reservation));
      return new FundingResult.Built(reservation.tx(), reservation.outputIndex(), reservation.fee());
    });
  }

  /**
   * The transaction built for {@code owner} will not be published: its inputs are free again. Harmless where there is none, or where it was
   * committed to.
   */
  public synchronized void release(String owner) {
    if (state.reservation(owner) != null) {
      edit(edit -> {
        edit.add(new WalletWrite.DeleteReservation(owner));
        return owner;
      });
    }
  }

  /** The transaction, built by {@link #fund}, is about to be published: its inputs are spent and its change can be. Harmless to repeat. */
  public synchronized void commit(Transaction tx) {
    edit(edit -> {
      ledger().commit(tx, edit);
      return tx;
    });
  }

  /**
   * Takes {@link #commit} back. Only for a transaction that nobody else has: once the network knows it, it may still be confirmed.
   *
   * @return false if it was never committed to, or is confirmed
   */
  public synchronized boolean abandon(TxId txId) {
    return edit(edit -> ledger().abandon(txId, edit));
  }

  /**
   * The coins that may pay fees of a transaction made elsewhere: confirmed ones alone, since a transaction that is replaced may not bring
   * in others, and those that nobody else has reserved. Smallest first.
   *
   * @param owner whose reservation does not count
   */
  public synchronized List<WalletOutput> feeCoins(String owner) {
    Reservation mine = state.reservation(owner);
    return unspentOutputs().stream()
        .filter(output -> output.block() != null && isMature(output))
        .filter(output -> !state.isReserved(output.outPoint())
            || mine != null && mine.tx().txIn.stream().anyMatch(in -> in.outPoint.equals(output.outPoint())))
        .sorted(Comparator.comparing(WalletOutput::amount)).toList();
  }

  /**
   * Keeps the wallet's coins in {@code tx}, which was made elsewhere, for that transaction, durably, until {@link #release} or until they
   * are spent in a block. What it pays to this wallet counts only once it is confirmed: it may yet be replaced. Replaces the owner's
   * earlier reservation.
   */
  public synchronized void reserve(String owner, Transaction tx, Satoshi fee) {
    Reservation reservation = new Reservation(owner, tx, 0, fee);
    if (!reservation.equals(state.reservation(owner))) {
      edit(edit -> {
        edit.add(new WalletWrite.PutReservation(reservation));
        return owner;
      });
    }
  }

  /** A fresh address for what comes back. */
  public synchronized ByteVector changeScript() {
    return edit(edit -> addresses.take(Branch.CHANGE, edit).script());
  }

  /**
   * Signs those inputs that spend coins of this wallet.
   *
   * @param spent what each input spends, in order
   * @return a transaction in which the other inputs have the witnesses that they had
   */
  public synchronized Transaction sign(Transaction tx, List<TxOut> spent) {
    Transaction signed = tx;
    for (int i = 0; i < tx.txIn.size(); i++) {
      WalletOutput coin = state.output(tx.txIn.get(i).outPoint);
      if (coin != null) {
        signed = signed.updateWitness(i, FundingBuilder.witness(tx, i, spent, keys.privateKey(coin.key())));
      }
    }
    return signed;
  }

  /** @throws IllegalStateException if the block does not follow the last one: a bug of the caller */
  @Override
  public synchronized void blockConnected(BlockRef ref, Block block) {
    BlockRef tip = state.tip();
    if (tip != null && (tip.height().value() + 1 != ref.height().value() || !block.header.hashPreviousBlock.equals(tip.hash()))) {
      throw new IllegalStateException("block " + ref + " does not follow " + tip);
    }
    edit(edit -> {
      ledger().connect(ref, block, edit);
      return ref;
    });
  }

  /** @throws IllegalStateException if it is not the last block: a bug of the caller */
  @Override
  public synchronized void blockDisconnected(BlockRef ref) {
    if (!ref.equals(state.tip())) {
      throw new IllegalStateException("block " + ref + " is not the last: " + state.tip());
    }
    edit(edit -> {
      ledger().disconnect(ref, edit);
      return ref;
    });
  }

  /** Shows no key. */
  @Override
  public synchronized String toString() {
    return "Wallet(" + keys.network().lowerCaseName() + ", " + state.tip() + ")";
  }
}
