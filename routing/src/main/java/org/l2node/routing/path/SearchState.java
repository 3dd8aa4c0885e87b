package org.l2node.routing.path;

import java.util.Arrays;

/**
 * What a search knows of each node so far, and the queue of nodes to look at next: a 4-ary heap, cheapest first. The arrays are kept from
 * search to search; a version number stamped on each entry says whether it belongs to the present one, so that nothing has to be cleared.
 */
final class SearchState {
  private static final int SETTLED = -1;

  private int version;
  private int[] stamp = new int[0];
  private long[] cost = new long[0];
  private long[] amount = new long[0];
  private int[] delta = new int[0];
  private int[] hops = new int[0];
  private int[] via = new int[0];
  private int[] towards = new int[0];
  private int[] heapAt = new int[0];
  private int[] heap = new int[0];
  private int heapSize;

  /** Starts a search over nodes 0 to {@code nodes}, exclusive. */
  void start(int nodes) {
    if (stamp.length < nodes) {
      int length = nodes + nodes / 4 + 16;
      stamp = new int[length];
      cost = new long[length];
      amount = new long[length];
      delta = new int[length];
      hops = new int[length];
      via = new int[length];
      towards = new int[length];
      heapAt = new int[length];
      heap = new int[length];
      version = 0;
    }
    if (++version == 0) {
      Arrays.fill(stamp, 0);
      version = 1;
    }
    heapSize = 0;
  }

  /** The total cost of the way from {@code node} to the payee; only of a node that was reached. */
  long cost(int node) {
    return cost[node];
  }

  /** What must reach {@code node}, in millisatoshi. */
  long amount(int node) {
    return amount[node];
  }

  /** How far above the height the HTLC that reaches {@code node} expires. */
  int delta(int node) {
    return delta[node];
  }

  /** How many channels lie between {@code node} and the payee. */
  int hops(int node) {
    return hops[node];
  }

  /** The edge by which the way leaves {@code node}. */
  int via(int node) {
    return via[node];
  }

  /** The next node on the way from {@code node}. */
  int towards(int node) {
    return towards[node];
  }

  /** Whether a way of {@code newCost} from {@code node} would be the best so far. */
  boolean isBetter(int node, long newCost) {
    return stamp[node] != version || heapAt[node] != SETTLED && newCost < cost[node];
  }

  /** Takes a way for the best one so far; only where {@link #isBetter}. */
  void reach(int node, long newCost, long newAmount, int newDelta, int newHops, int newVia, int newTowards) {
    int at;
    if (stamp[node] == version) {
      at = heapAt[node];
    } else {
      stamp[node] = version;
      at = heapSize++;
    }
    cost[node] = newCost;
    amount[node] = newAmount;
    delta[node] = newDelta;
    hops[node] = newHops;
    via[node] = newVia;
    towards[node] = newTowards;
    siftUp(node, at);
  }

  /** The cheapest node not settled yet, settled by this; -1 when there is none. */
  int next() {
    if (heapSize == 0) {
      return -1;
    }
    int node = heap[0];
    heapAt[node] = SETTLED;
    heapSize--;
    if (heapSize > 0) {
      siftDown(heap[heapSize], 0);
    }
    return node;
  }

  private void siftUp(int node, int from) {
    int at = from;
    while (at > 0) {
      int parentAt = (at - 1) >> 2;
      int parent = heap[parentAt];
      if (cost[parent] <= cost[node]) {
        break;
      }
      heap[at] = parent;
      heapAt[parent] = at;
      at = parentAt;
    }
    heap[at] = node;
    heapAt[node] = at;
  }

  private void siftDown(int node, int from) {
    int at = from;
    while (true) {
      int least = (at << 2) + 1;
      if (least >= heapSize) {
        break;
      }
      int end = Math.min(least + 4, heapSize);
      for (int child = least + 1; child < end; child++) {
        if (cost[heap[child]] < cost[heap[least]]) {
          least = child;
        }
      }
      if (cost[heap[least]] >= cost[node]) {
        break;
      }
      heap[at] = heap[least];
      heapAt[heap[at]] = at;
      at = least;
    }
    heap[at] = node;
    heapAt[node] = at;
  }
}
