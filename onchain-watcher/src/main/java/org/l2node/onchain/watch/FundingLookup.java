package org.l2node.onchain.watch;

import fr.acinq.bitcoin.BlockHash;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxOut;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.onchain.chain.ChainSource;
import org.l2node.onchain.chain.ChainUnreachableException;
import org.l2node.onchain.chain.UnspentOutput;

/** Finds the funding output that a {@code channel_announcement} names (BOLT 7). Asks the full node; from any thread. */
public final class FundingLookup {
  private static final int CACHED_BLOCKS = 32;

  private final ChainSource source;
  /** The last blocks asked for: many channels were opened in the same block. By hash, so that a reorganisation cannot make it wrong. */
  private final Map<BlockHash, List<TxId>> blocks = new LinkedHashMap<>();

  public FundingLookup(ChainSource source) {
    this.source = source;
  }

  /** What is at a place in the chain. */
  public sealed interface Result {
    /** An unspent output with {@code confirmations}, at least 1. */
    record Unspent(OutPoint outPoint, TxOut output, int confirmations) implements Result {}

    /** There is such a transaction, but this output is spent or was never there. */
    record SpentOrMissing() implements Result {}

    /** The chain has no such transaction. */
    record NoSuchTransaction() implements Result {}
  }

  public Result find(ShortChannelId scid) throws ChainUnreachableException {
    Optional<BlockHash> hash = source.blockHash(scid.blockHeight());
    if (hash.isEmpty()) {
      return new Result.NoSuchTransaction();
    }
    List<TxId> txIds = transactionIds(hash.get());
    if (scid.txIndex() >= txIds.size()) {
      return new Result.NoSuchTransaction();
    }
    OutPoint outPoint = new OutPoint(txIds.get(scid.txIndex()), scid.outputIndex());
    Optional<UnspentOutput> unspent = source.unspentOutput(outPoint, false);
    return unspent.<Result>map(found -> new Result.Unspent(outPoint, found.output(), found.confirmations()))
        .orElseGet(Result.SpentOrMissing::new);
  }

  private List<TxId> transactionIds(BlockHash hash) throws ChainUnreachableException {
    synchronized (blocks) {
      List<TxId> known = blocks.get(hash);
      if (known != null) {
        return known;
      }
    }
    List<TxId> found = source.transactionIds(hash).orElse(List.of());
    synchronized (blocks) {
      if (blocks.size() >= CACHED_BLOCKS) {
        blocks.remove(blocks.keySet().iterator().next());
      }
      blocks.put(hash, found);
    }
    return found;
  }
}
