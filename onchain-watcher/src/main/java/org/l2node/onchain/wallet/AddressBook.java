package org.l2node.onchain.wallet;

import fr.acinq.bitcoin.ByteVector;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The scripts that pay to this wallet: all that were handed out, and {@link #GAP} beyond, so that a wallet restored from its seed finds
 * them again. Not thread-safe.
 */
final class AddressBook {
  /** How many addresses in a row may stay unused. */
  static final int GAP = 100;

  private final WalletKeys keys;
  private final Map<ByteVector, KeyLocation> scripts = new HashMap<>();
  private final Map<Branch, Integer> derived = new EnumMap<>(Branch.class);

  AddressBook(WalletKeys keys, WalletState state) {
    this.keys = keys;
    for (Branch branch : Branch.values()) {
      derive(state.counter(branch));
    }
  }

  private void derive(AddressCounter counter) {
    int from = derived.getOrDefault(counter.branch(), 0);
    int to = Math.max(counter.next(), counter.used()) + GAP;
    for (int i = from; i < to; i++) {
      KeyLocation key = new KeyLocation(counter.branch(), i);
      scripts.put(keys.script(key), key);
    }
    derived.put(counter.branch(), Math.max(from, to));
  }

  @Nullable
  KeyLocation find(ByteVector script) {
    return scripts.get(script);
  }

  /** The next address of a branch, or, where too many were never paid to, the first of these again. */
  WalletAddress take(Branch branch, WalletEdit edit) {
    AddressCounter counter = edit.state().counter(branch);
    int index = counter.next() - counter.used() >= GAP ? counter.used() : counter.next();
    if (index == counter.next()) {
      put(new AddressCounter(branch, index + 1, counter.used()), edit);
    }
    return keys.address(new KeyLocation(branch, index));
  }

  /** A block paid to this key. True if more scripts are known now. */
  boolean markUsed(KeyLocation key, WalletEdit edit) {
    AddressCounter counter = edit.state().counter(key.branch());
    if (key.index() < counter.used()) {
      return false;
    }
    int before = derived.getOrDefault(key.branch(), 0);
    put(new AddressCounter(key.branch(), Math.max(counter.next(), key.index() + 1), key.index() + 1), edit);
    return derived.getOrDefault(key.branch(), 0) > before;
  }

  private void put(AddressCounter counter, WalletEdit edit) {
    edit.add(new WalletWrite.PutCounter(counter));
    derive(counter);
  }
}
