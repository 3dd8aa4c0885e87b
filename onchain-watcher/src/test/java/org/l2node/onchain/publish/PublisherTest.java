package org.l2node.onchain.publish;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.channel.Effect.Purpose;
import org.l2node.channels.units.BlockHeight;
import org.l2node.onchain.chain.BlockRef;
import org.l2node.onchain.chain.BroadcastResult;
import org.l2node.onchain.chain.Flaky;
import org.l2node.onchain.regtest.RegtestChain;
import org.l2node.onchain.regtest.Spender;

class PublisherTest {
  private final RegtestChain chain = new RegtestChain();
  private final Flaky source = new Flaky(chain);
  private final Spender alice = Spender.of(1);
  private final Spender miner = Spender.of(2);
  private final MemoryPublishStore store = new MemoryPublishStore();
  private final List<PublishOutcome> outcomes = new ArrayList<>();
  private Publisher publisher = open();
  private Spender.Funds coin;

  private Publisher open() {
    return new Publisher(source, store, (_, outcome) -> outcomes.add(outcome));
  }

  @BeforeEach
  void fund() {
    Block first = chain.mine(1, alice.script()).getFirst();
    mine(100);
    coin = Spender.output(first.tx.getFirst(), 0);
  }

  private void mine(int count) {
    tell(chain.mine(count, miner.script()));
  }

  private void tell(List<Block> blocks) {
    int height = chain.tip().block().height().value() - blocks.size();
    for (Block block : blocks) {
      publisher.blockConnected(new BlockRef(new BlockHeight(++height), block.hash), block);
    }
  }

  @Test
  void aTransactionIsStoredSentAndForgottenOnceItIsBuried() {
    Transaction tx = alice.spend(coin, 1000);
    assertThat(publisher.publish(tx, Purpose.FUNDING)).isEqualTo(new PublishOutcome.InMempool());
    assertThat(publisher.publish(tx, Purpose.FUNDING)).isEqualTo(new PublishOutcome.InMempool());
    assertThat(store.load()).containsExactly(new PublishedTransaction(tx, Purpose.FUNDING, new BlockHeight(101), null, null));
    mine(1);
    assertThat(publisher.outcome(tx.txid)).contains(new PublishOutcome.Confirmed());
    assertThat(publisher.pending()).isEmpty();
    mine(Publisher.FINAL_DEPTH - 2);
    assertThat(store.load()).hasSize(1);
    mine(1);
    assertThat(store.load()).isEmpty();
    assertThat(publisher.outcome(tx.txid)).isEmpty();
    assertThat(outcomes).containsExactly(new PublishOutcome.InMempool(), new PublishOutcome.Confirmed());
  }

  @Test
  void whatTheMempoolDroppedIsSentAgainAlsoAfterARestart() {
    Transaction tx = alice.spend(coin, 1000);
    publisher.publish(tx, Purpose.SWEEP);
    chain.evict(tx.txid);
    publisher.republish();
    assertThat(chain.mempool()).containsExactly(tx);
    chain.evict(tx.txid);
    publisher = open();
    publisher.republish();
    assertThat(chain.mempool()).containsExactly(tx);
  }

  @Test
  void whatIsConfirmedIsNotSentAgainAfterARestart() {
    Transaction tx = alice.spend(coin, 1000);
    publisher.publish(tx, Purpose.SWEEP);
    mine(1);
    publisher = open();
    assertThat(publisher.pending()).isEmpty();
    assertThat(publisher.outcome(tx.txid)).contains(new PublishOutcome.Confirmed());
  }

  @Test
  @Tag("V27")
  void aRefusalIsNeverTheLastWord() {
    Transaction early = alice.spend(coin, 1000, 0xfffffffdL, 105, alice.script());
    assertThat(publisher.publish(early, Purpose.SWEEP)).isInstanceOfSatisfying(PublishOutcome.Refused.class,
        refused -> assertThat(refused.why().kind()).isEqualTo(BroadcastResult.Kind.REFUSED));
    for (int i = 0; i < 4; i++) {
      mine(1);
      publisher.republish();
    }
    assertThat(chain.mempool()).containsExactly(early);
    assertThat(outcomes).hasSize(2).last().isEqualTo(new PublishOutcome.InMempool());
  }

  @Test
  void aFullNodeThatIsAwayIsAskedAgain() {
    Transaction tx = alice.spend(coin, 1000);
    source.isDown = true;
    assertThat(publisher.publish(tx, Purpose.LOCAL_COMMITMENT)).isEqualTo(new PublishOutcome.Unreachable("cut off"));
    source.isDown = false;
    publisher.republish();
    assertThat(chain.mempool()).containsExactly(tx);
  }

  @Test
  void parentsGoBeforeTheirChildren() {
    Transaction parent = alice.spend(coin, 1000);
    Transaction child = alice.spend(Spender.output(parent, 0), 1000);
    Transaction grandchild = alice.spend(Spender.output(child, 0), 1000);
    source.isDown = true;
    for (Transaction tx : List.of(grandchild, child, parent)) {
      publisher.publish(tx, Purpose.SWEEP);
    }
    source.isDown = false;
    publisher.republish();
    assertThat(chain.mempool()).containsExactly(parent, child, grandchild);
  }

  @Test
  void aConfirmedConflictEndsItUnlessItIsReorganisedAway() {
    Transaction tx = alice.spend(coin, 1000);
    publisher.publish(tx, Purpose.MUTUAL_CLOSE);
    Transaction other = alice.spend(coin, 5000);
    tell(List.of(chain.mineExactly(List.of(other), miner.script())));
    BlockRef conflict = chain.tip().block();
    assertThat(publisher.outcome(tx.txid)).contains(new PublishOutcome.Conflicted());
    assertThat(publisher.pending()).isEmpty();
    publisher = open();
    assertThat(publisher.outcome(tx.txid)).contains(new PublishOutcome.Conflicted());
    chain.rewind(1);
    chain.evict(other.txid);
    publisher.blockDisconnected(conflict);
    publisher.republish();
    assertThat(chain.mempool()).containsExactly(tx);
    mine(1);
    assertThat(publisher.outcome(tx.txid)).contains(new PublishOutcome.Confirmed());
  }

  @Test
  void aReorganisedTransactionIsSentAgain() {
    Transaction tx = alice.spend(coin, 1000);
    publisher.publish(tx, Purpose.FUNDING);
    mine(1);
    BlockRef was = chain.tip().block();
    chain.rewind(1);
    chain.evict(tx.txid);
    publisher.blockDisconnected(was);
    assertThat(publisher.pending()).hasSize(1);
    publisher.republish();
    assertThat(chain.mempool()).containsExactly(tx);
  }
}
