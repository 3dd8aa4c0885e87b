package org.l2node.node.chain;

import org.l2node.onchain.chain.BroadcastResult;
import org.l2node.onchain.sweep.Attempt;
import org.l2node.onchain.sweep.OpenClaim;
import org.l2node.onchain.sweep.SweepListener;
import org.l2node.onchain.sweep.SweepState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what the sweeper does into the log. */
final class SweepLog implements SweepListener {
  private static final Logger LOG = LoggerFactory.getLogger(SweepLog.class);

  @Override
  public void attempted(Attempt attempt, BroadcastResult result) {
    LOG.info("sweep={} transaction={} outputs={} fee_sat={} feerate={} result={}", attempt.number(), attempt.tx().txid,
        attempt.inputs().size(), attempt.fee().sat(), attempt.feerate(), result);
  }

  @Override
  public void waits(OpenClaim claim, SweepState state) {
    if (state == SweepState.COINS) {
      LOG.warn("channel={} output={} kind={} waits for {}: send money to this node's wallet", claim.channelId(), claim.claim().outPoint(),
          claim.claim().unlock().text(), state.text());
    } else {
      LOG.info("channel={} output={} kind={} waits for {}", claim.channelId(), claim.claim().outPoint(), claim.claim().unlock().text(),
          state.text());
    }
  }

  @Override
  public void failed(OpenClaim first, RuntimeException bug) {
    LOG.error("channel={} output={}: no transaction could be made", first.channelId(), first.claim().outPoint(), bug);
  }

  @Override
  public void unreachable(String why) {
    LOG.info("sweep: no answer: {}", why);
  }
}
