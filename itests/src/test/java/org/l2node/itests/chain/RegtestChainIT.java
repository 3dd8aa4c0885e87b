package org.l2node.itests.chain;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.Satoshi;
import fr.acinq.bitcoin.Script;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.SigHash;
import fr.acinq.bitcoin.SigVersion;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l2node.channels.units.BlockHeight;
import org.l2node.itests.support.BitcoindProcess;
import org.l2node.onchain.bitcoind.BitcoindChain;
import org.l2node.onchain.chain.BroadcastResult;
import org.l2node.onchain.chain.ChainSource;
import org.l2node.onchain.chain.ChainUnreachableException;
import org.l2node.onchain.chain.MempoolVerdict;
import org.l2node.onchain.regtest.RegtestChain;

/** The in-process chain makes blocks that a real full node takes, and judges transactions as it does. */
class RegtestChainIT {
  private static final PrivateKey KEY = new PrivateKey(ByteVector.fromHex("11".repeat(32)).toByteArray());
  private static final ByteVector SCRIPT = new ByteVector(Script.write(Script.pay2wpkh(KEY.publicKey())));

  private final RegtestChain ours = new RegtestChain();

  private Transaction spend(OutPoint outPoint, TxOut coin, long fee, long sequence, long lockTime, ByteVector to) {
    TxIn in = new TxIn(outPoint, ByteVector.empty, sequence, new ScriptWitness());
    Transaction tx = new Transaction(2, List.of(in), List.of(new TxOut(new Satoshi(coin.amount.toLong() - fee), to)), lockTime);
    byte[] signature = tx.signInput(0, Script.pay2pkh(KEY.publicKey()), SigHash.SIGHASH_ALL, coin.amount, SigVersion.SIGVERSION_WITNESS_V0,
        KEY);
    return tx.updateWitness(0, Script.witnessPay2wpkh(KEY.publicKey(), new ByteVector(signature)));
  }

  private Transaction spend(Transaction parent, long fee, long sequence, long lockTime, ByteVector to) {
    return spend(new OutPoint(parent.txid, 0), parent.txOut.getFirst(), fee, sequence, lockTime, to);
  }

  private Transaction reward(int height) {
    return ours.block(ours.blockHash(new BlockHeight(height)).orElseThrow()).orElseThrow().tx.getFirst();
  }

  private static void submitAll(BitcoindProcess bitcoind, List<Block> blocks) {
    blocks.forEach(block -> assertThat(submit(bitcoind, block)).as("block %s", block.hash).isEqualTo("null"));
  }

  private static String submit(BitcoindProcess bitcoind, Block block) {
    return bitcoind.call("submitblock", new ByteVector(Block.write(block)).toHex()).asText();
  }

  @Test
  void aFullNodeTakesItsBlocksAndReorganisations(@TempDir Path directory) throws ChainUnreachableException {
    try (BitcoindProcess bitcoind = BitcoindProcess.startOrSkip(directory); BitcoindChain theirs = bitcoind.connect()) {
      submitAll(bitcoind, ours.mine(160, SCRIPT)); // past a halving of the reward
      ours.broadcast(spend(reward(1), 1000, 0xfffffffdL, 160, SCRIPT));
      submitAll(bitcoind, ours.mine(2, SCRIPT));
      assertThat(theirs.tip().block()).isEqualTo(ours.tip().block());
      List<Block> branch = ours.reorganise(2, SCRIPT);
      assertThat(branch).extracting(block -> submit(bitcoind, block)).containsExactly("inconclusive", "inconclusive", "null"); // the last
                                                                                                                               // makes it
                                                                                                                               // the
                                                                                                                               // longest
      assertThat(theirs.tip().block()).isEqualTo(ours.tip().block());
    }
  }

  @Test
  void itJudgesTransactionsAsAFullNodeDoes(@TempDir Path directory) throws ChainUnreachableException {
    try (BitcoindProcess bitcoind = BitcoindProcess.startOrSkip(directory); BitcoindChain theirs = bitcoind.connect()) {
      submitAll(bitcoind, ours.mine(110, SCRIPT));
      for (Map.Entry<String, Transaction> each : cases().entrySet()) {
        MempoolVerdict mine = ours.testMempoolAccept(List.of(each.getValue())).getFirst();
        MempoolVerdict real = theirs.testMempoolAccept(List.of(each.getValue())).getFirst();
        assertThat(mine.allowed()).as("%s: ours '%s', bitcoind '%s'", each.getKey(), mine.reason(), real.reason())
            .isEqualTo(real.allowed());
        assertThat(mine.fee()).as(each.getKey()).isEqualTo(real.fee());
        assertThat(kind(ours, each.getValue())).as(each.getKey()).isEqualTo(kind(theirs, each.getValue()));
      }
      assertThat(ours.mempool()).isNotEmpty();
      for (Transaction tx : ours.mempool()) {
        assertThat(theirs.mempoolTransaction(tx.txid)).contains(tx);
      }
      assertThat(bitcoind.call("getrawmempool")).hasSize(ours.mempool().size());
      submitAll(bitcoind, ours.mine(1, SCRIPT));
      assertThat(bitcoind.call("getrawmempool")).isEmpty();
    }
  }

  private static String kind(ChainSource source, Transaction tx) throws ChainUnreachableException {
    return switch (source.broadcast(tx)) {
      case BroadcastResult.Accepted _ -> "accepted";
      case BroadcastResult.AlreadyConfirmed _ -> "confirmed";
      case BroadcastResult.Rejected(int code, BroadcastResult.Kind kind, String _) -> code + " " + kind;
    };
  }

  /** In this order; each is offered to both, so that later ones meet what earlier ones left. */
  private Map<String, Transaction> cases() {
    Map<String, Transaction> cases = new LinkedHashMap<>();
    long rbf = 0xfffffffdL;
    long reward = reward(1).txOut.getFirst().amount.toLong();
    Transaction good = spend(reward(1), 1000, rbf, 0, SCRIPT);
    cases.put("fee too low", spend(reward(1), 109, rbf, 0, SCRIPT));
    cases.put("fee just enough", spend(reward(2), 110, rbf, 0, SCRIPT));
    cases.put("more out than in", spend(reward(1), -1, rbf, 0, SCRIPT));
    cases.put("dust", spend(reward(1), reward - 293, rbf, 0, SCRIPT));
    cases.put("premature reward", spend(reward(12), 1000, rbf, 0, SCRIPT));
    cases.put("reward just mature", spend(reward(11), 1000, rbf, 0, SCRIPT));
    cases.put("lock time not reached", spend(reward(1), 1000, rbf, 111, SCRIPT));
    cases.put("lock time reached", spend(reward(3), 1000, rbf, 110, SCRIPT));
    cases.put("relative lock not reached", spend(reward(1), 1000, 111, 0, SCRIPT));
    cases.put("relative lock reached", spend(reward(4), 1000, 107, 0, SCRIPT));
    cases.put("relative lock one short", spend(reward(5), 1000, 107, 0, SCRIPT));
    cases.put("relative time not reached", spend(reward(6), 1000, (1L << 22) | 0xffff, 0, SCRIPT));
    cases.put("relative time reached", spend(reward(6), 1000, (1L << 22) | 100, 0, SCRIPT));
    cases.put("unknown input", spend(spend(reward(7), 2000, rbf, 0, SCRIPT), 1000, rbf, 0, SCRIPT));
    cases.put("odd output script", spend(reward(7), 1000, rbf, 0, ByteVector.fromHex("51".repeat(8))));
    cases.put("taproot output",
        spend(reward(7), 1000, rbf, 0, ByteVector.fromHex("5120" + "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")));
    cases.put("bad signature", good.updateWitness(0, new ScriptWitness(List.of(ByteVector.fromHex("30"), KEY.publicKey().value))));
    cases.put("no witness", good.updateWitness(0, new ScriptWitness()));
    cases.put("good", good);
    cases.put("the same again", good);
    Transaction child = spend(good, 1000, rbf, 0, SCRIPT);
    cases.put("child of an unconfirmed one", child);
    cases.put("replacement, fee of all replaced not reached", spend(reward(1), 2000, rbf, 0, SCRIPT));
    cases.put("replacement, own fee not on top", spend(reward(1), 2109, rbf, 0, SCRIPT));
    cases.put("replacement", spend(reward(1), 2110, rbf, 0, SCRIPT));
    cases.put("child of a replaced one", child);
    return cases;
  }
}
