package org.l2node.onchain.wallet;

/**
 * How far the addresses of a branch are used.
 *
 * @param next the index to hand out next
 * @param used one above the highest index that a block paid to
 */
public record AddressCounter(Branch branch, int next, int used) {}
