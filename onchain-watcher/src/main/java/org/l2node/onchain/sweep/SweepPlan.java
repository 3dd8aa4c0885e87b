package org.l2node.onchain.sweep;

import fr.acinq.bitcoin.OutPoint;
import java.util.List;
import java.util.Map;

/**
 * What is to be done now.
 *
 * @param wanted the transactions to be made, the most urgent first; attempts that no wanted one replaces stay as they are
 * @param waiting the claims for which nothing can be done, and why
 */
record SweepPlan(List<Wanted> wanted, Map<OutPoint, SweepState> waiting) {
  SweepPlan {
    wanted = List.copyOf(wanted);
    waiting = Map.copyOf(waiting);
  }
}
