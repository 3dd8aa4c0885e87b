package org.l2node.onchain.regtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Satoshi;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxOut;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.l2node.channels.units.BlockHeight;
import org.l2node.onchain.chain.BroadcastResult;
import org.l2node.onchain.regtest.Spender.Funds;

class RegtestChainTest {
  private final RegtestChain chain = new RegtestChain();
  private final Spender alice = Spender.of(1);
  private final Spender miner = Spender.of(2);
  private Funds coin;

  @BeforeEach
  void fundAlice() {
    Block first = chain.mine(1, alice.script()).getFirst();
    chain.mine(100, miner.script());
    coin = Spender.output(first.tx.getFirst(), 0);
  }

  private static String reason(BroadcastResult result) {
    return result instanceof BroadcastResult.Rejected(int code, var _, String reason)
        ? code + " " + reason
        : result.getClass().getSimpleName();
  }

  private String broadcast(Transaction tx) {
    return reason(chain.broadcast(tx));
  }

  @Test
  void blocksFormAChainWithProofOfWorkAndAreTheSameEachTime() {
    RegtestChain other = new RegtestChain();
    other.mine(1, alice.script());
    other.mine(100, miner.script());
    assertThat(other.tip()).isEqualTo(chain.tip());
    for (int height = 1; height <= 101; height++) {
      Block block = chain.block(chain.blockHash(new BlockHeight(height)).orElseThrow()).orElseThrow();
      Block.validate(block);
      assertThat(block.checkProofOfWork()).isTrue();
      assertThat(block.header.hashPreviousBlock).isEqualTo(chain.blockHash(new BlockHeight(height - 1)).orElseThrow());
    }
    assertThat(chain.blockHash(new BlockHeight(102))).isEmpty();
  }

  @Test
  void aTransactionIsMinedOnceItIsInTheMempoolAndItsFeeGoesToTheMiner() {
    Transaction tx = alice.spend(coin, 1000);
    assertThat(broadcast(tx)).isEqualTo("Accepted");
    assertThat(broadcast(tx)).isEqualTo("Accepted");
    assertThat(chain.mempoolTransaction(tx.txid)).contains(tx);
    assertThat(chain.unspentOutput(coin.outPoint(), true)).isEmpty();
    assertThat(chain.unspentOutput(coin.outPoint(), false)).isPresent();
    Block block = chain.mine(1, miner.script()).getFirst();
    assertThat(block.tx).hasSize(2).contains(tx);
    assertThat(block.tx.getFirst().txOut.getFirst().amount.toLong()).isEqualTo(50_0000_0000L + 1000);
    assertThat(chain.mempool()).isEmpty();
    assertThat(broadcast(tx)).isEqualTo("AlreadyConfirmed");
    assertThat(chain.unspentOutput(new OutPoint(tx.txid, 0), false).orElseThrow().confirmations()).isEqualTo(1);
    assertThat(chain.unspentSum().sat()).isEqualTo(102 * 50_0000_0000L);
  }

  @Test
  void scriptsAreRun() {
    Transaction tx = alice.spend(coin, 1000);
    ByteVector signature = tx.txIn.getFirst().witness.stack.getFirst();
    Transaction forged = tx.updateWitness(0,
        new ScriptWitness(List.of(signature.update(10, (byte) (signature.get(10) ^ 1)), alice.key().publicKey().value)));
    assertThat(broadcast(forged)).startsWith("-26 mandatory-script-verify-flag-failed");
    assertThat(broadcast(miner.spend(coin, 1000))).startsWith("-26 mandatory-script-verify-flag-failed");
    assertThatThrownBy(() -> chain.mineExactly(List.of(forged), miner.script()))
        .hasMessageContaining("mandatory-script-verify-flag-failed");
    assertThat(chain.tip().block().height()).isEqualTo(new BlockHeight(101));
  }

  @Test
  void feesDustAmountsAndMaturityAreChecked() {
    assertThat(broadcast(alice.spend(coin, 50))).isEqualTo("-26 min relay fee not met");
    assertThat(broadcast(alice.spend(coin, -1))).isEqualTo("-26 bad-txns-in-belowout");
    assertThat(broadcast(alice.spend(coin, coin.output().amount.toLong() - 293))).isEqualTo("-26 dust");
    assertThat(broadcast(alice.spend(coin, coin.output().amount.toLong() - 294))).isEqualTo("Accepted");
    Block second = chain.block(chain.blockHash(new BlockHeight(3)).orElseThrow()).orElseThrow();
    assertThat(broadcast(miner.spend(Spender.output(second.tx.getFirst(), 0), 1000))).isEqualTo("-26 bad-txns-premature-spend-of-coinbase");
  }

  @Test
  void anUnknownInputIsMissing() {
    Transaction unknown = alice.spend(coin, 1000);
    Transaction child = alice.spend(Spender.output(unknown, 0), 1000);
    assertThat(broadcast(child)).isEqualTo("-25 bad-txns-inputs-missingorspent");
    broadcast(unknown);
    assertThat(broadcast(child)).isEqualTo("Accepted");
    assertThat(chain.mine(1, miner.script()).getFirst().tx).hasSize(3);
  }

  @Test
  void aReplacementPaysMoreInRateAndInSum() {
    Transaction cheap = alice.spend(coin, 1000);
    broadcast(cheap);
    Transaction child = alice.spend(Spender.output(cheap, 0), 2000);
    broadcast(child);
    assertThat(broadcast(alice.spend(coin, 1000, 0xffffffffL, 0, miner.script()))).isEqualTo("-26 insufficient fee");
    assertThat(broadcast(alice.spend(coin, 3000))).isEqualTo("-26 insufficient fee");
    Transaction better = alice.spend(coin, 3200);
    assertThat(broadcast(better)).isEqualTo("Accepted");
    assertThat(chain.mempool()).containsExactly(better);
  }

  @Test
  void lockTimesAndSequencesHoldTransactionsBack() {
    assertThat(broadcast(alice.spend(coin, 1000, 0xfffffffdL, 102, alice.script()))).isEqualTo("-26 non-final");
    assertThat(broadcast(alice.spend(coin, 1000, 0xffffffffL, 102, alice.script()))).isEqualTo("Accepted");
    chain.evict(chain.mempool().getFirst().txid);
    Transaction last = alice.spend(coin, 1000, 0xfffffffdL, 101, alice.script());
    assertThat(broadcast(last)).isEqualTo("Accepted");
    chain.mine(1, miner.script());
    Transaction delayed = alice.spend(Spender.output(last, 0), 1000, 3, 0, alice.script());
    for (int i = 0; i < 2; i++) {
      assertThat(broadcast(delayed)).isEqualTo("-26 non-BIP68-final");
      chain.mine(1, miner.script());
    }
    assertThat(broadcast(delayed)).isEqualTo("Accepted");
    chain.mine(1, miner.script());
    Transaction twoUnits = alice.spend(Spender.output(delayed, 0), 1000, TxInFlags.TYPE | 2, 0, alice.script());
    assertThat(broadcast(twoUnits)).isEqualTo("-26 non-BIP68-final");
    chain.advanceTime(Duration.ofHours(1));
    chain.mine(6, miner.script()); // the median moves once most of the last 11 blocks carry the new time
    assertThat(broadcast(twoUnits)).isEqualTo("Accepted");
  }

  /** BIP 68: the flag that makes a sequence count units of 512 seconds. */
  private static final class TxInFlags {
    static final long TYPE = 1L << 22;
  }

  @Test
  void aPackageLetsTheChildPayForAParentWithoutFee() {
    TxOut main = new TxOut(new Satoshi(coin.output().amount.toLong()), alice.script());
    Transaction parent = alice.spend(List.of(coin), List.of(main), 0xfffffffdL, 0);
    assertThat(broadcast(parent)).isEqualTo("-26 min relay fee not met");
    Transaction poor = alice.spend(Spender.output(parent, 0), 150);
    assertThat(chain.broadcastPackage(List.of(parent, poor))).extracting(RegtestChainTest::reason)
        .containsExactly("-26 package-fee-too-low", "-26 package-fee-too-low");
    assertThat(chain.mempool()).isEmpty();
    Transaction rich = alice.spend(Spender.output(parent, 0), 2000);
    assertThat(chain.broadcastPackage(List.of(parent, rich))).extracting(RegtestChainTest::reason).containsExactly("Accepted", "Accepted");
    assertThat(chain.mempool()).containsExactly(parent, rich);
  }

  @Test
  void testingTakesNothing() {
    Transaction parent = alice.spend(coin, 1000);
    Transaction child = alice.spend(Spender.output(parent, 0), 50);
    assertThat(chain.testMempoolAccept(List.of(parent, child))).extracting(verdict -> verdict.allowed() + " " + verdict.reason())
        .containsExactly("true ", "false min relay fee not met");
    assertThat(chain.testMempoolAccept(List.of(parent)).getFirst().fee()).isEqualTo(new org.l2node.channels.units.Satoshi(1000));
    assertThat(chain.mempool()).isEmpty();
  }

  @Test
  void aReorganisationPutsTransactionsBackAndRestoresWhatTheySpent() {
    Transaction tx = alice.spend(coin, 1000);
    broadcast(tx);
    Block stale = chain.mine(1, miner.script()).getFirst();
    List<Block> fresh = chain.reorganise(1, miner.script());
    assertThat(fresh).hasSize(2);
    assertThat(chain.tip().block().height()).isEqualTo(new BlockHeight(103));
    assertThat(chain.blockHash(new BlockHeight(102))).contains(fresh.getFirst().hash);
    assertThat(chain.block(stale.hash)).contains(stale);
    assertThat(chain.mempool()).containsExactly(tx);
    assertThat(chain.unspentOutput(coin.outPoint(), false)).isPresent();
    assertThat(chain.mine(1, miner.script()).getFirst().tx).contains(tx);
  }

  @Test
  void aDoubleSpendInABlockDropsWhatItConflictsWith() {
    Transaction tx = alice.spend(coin, 1000);
    Transaction child = alice.spend(Spender.output(tx, 0), 1000);
    broadcast(tx);
    broadcast(child);
    chain.mineExactly(List.of(alice.spend(coin, 5000)), miner.script());
    assertThat(chain.mempool()).isEmpty();
    assertThat(broadcast(tx)).isEqualTo("-25 bad-txns-inputs-missingorspent");
  }

  @Test
  void policyDoesNotBindBlocks() {
    ByteVector odd = ByteVector.fromHex("51".repeat(8));
    Transaction tx = alice.spend(coin, 0, 0xfffffffdL, 0, odd);
    assertThat(broadcast(tx)).isEqualTo("-26 scriptpubkey");
    assertThat(chain.mineExactly(List.of(tx), miner.script()).tx).contains(tx);
  }

  @Test
  void listenersHearOfNewTipsUntilTheyLeave() {
    AtomicInteger heard = new AtomicInteger();
    var subscription = chain.onNewTip(heard::incrementAndGet);
    chain.mine(1, miner.script());
    chain.reorganise(1, miner.script());
    int before = heard.get();
    assertThat(before).isGreaterThanOrEqualTo(2);
    subscription.close();
    chain.mine(1, miner.script());
    assertThat(heard).hasValue(before);
  }
}
