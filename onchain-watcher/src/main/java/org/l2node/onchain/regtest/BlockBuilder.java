package org.l2node.onchain.regtest;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.BlockHash;
import fr.acinq.bitcoin.BlockHeader;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.MerkleTree;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Satoshi;
import fr.acinq.bitcoin.Script;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds blocks that a full node on regtest takes: BIP 34 height, BIP 141 witness commitment, proof of work (every second nonce will do).
 */
final class BlockBuilder {
  private static final long VERSION = 0x20000000L;
  private static final long BITS = 0x207fffffL;
  private static final int HALVING = 150;
  private static final long FIRST_SUBSIDY = 5_000_000_000L;
  private static final int MAX_HALVINGS = 64;
  /** OP_RETURN, push of 36 bytes, and the mark of a witness commitment. */
  private static final ByteVector COMMITMENT_PREFIX = ByteVector.fromHex("6a24aa21a9ed");

  private BlockBuilder() {}

  static long subsidy(int height) {
    int halvings = height / HALVING;
    return halvings >= MAX_HALVINGS ? 0 : FIRST_SUBSIDY >> halvings;
  }

  /**
   * @param fees of {@code transactions}, in satoshi
   * @param script whom the reward goes to
   * @param nonce makes the coinbase unlike that of any other block at the same height
   */
  static Block build(BlockHash previous, int height, long time, List<Transaction> transactions, long fees, ByteVector script, int nonce) {
    List<Transaction> all = new ArrayList<>();
    all.add(coinbase(height, transactions, fees, script, nonce));
    all.addAll(transactions);
    ByteVector32 root = MerkleTree.computeRoot(all.stream().map(tx -> tx.hash.value).toList());
    BlockHeader header = new BlockHeader(VERSION, previous, root, time, BITS, 0);
    while (!header.checkProofOfWork()) {
      header = header.setNonce(header.nonce + 1);
    }
    return new Block(header, all);
  }

  private static Transaction coinbase(int height, List<Transaction> transactions, long fees, ByteVector script, int nonce) {
    List<ByteVector32> witnessIds = new ArrayList<>();
    witnessIds.add(ByteVector32.Zeroes);
    for (Transaction tx : transactions) {
      witnessIds.add(new ByteVector32(Crypto.hash256(Transaction.write(tx))));
    }
    ByteVector32 witnessRoot = MerkleTree.computeRoot(witnessIds);
    byte[] commitment = Crypto.hash256(witnessRoot.concat(ByteVector32.Zeroes).toByteArray());
    TxIn in = new TxIn(new OutPoint(new TxId(ByteVector32.Zeroes), 0xffffffffL), coinbaseScript(height, nonce), 0xffffffffL,
        new ScriptWitness(List.of(ByteVector32.Zeroes)));
    List<TxOut> outs = List.of(new TxOut(new Satoshi(subsidy(height) + fees), script),
        new TxOut(new Satoshi(0), COMMITMENT_PREFIX.concat(commitment)));
    return new Transaction(2, List.of(in), outs, 0);
  }

  private static ByteVector coinbaseScript(int height, int nonce) {
    ByteVector push;
    if (height <= 16) {
      push = new ByteVector(new byte[]{(byte) (0x50 + height)});
    } else {
      ByteVector number = Script.encodeNumber(height);
      push = new ByteVector(new byte[]{(byte) number.size()}).concat(number);
    }
    return push.concat(new byte[]{4, (byte) (nonce >>> 24), (byte) (nonce >>> 16), (byte) (nonce >>> 8), (byte) nonce});
  }
}
