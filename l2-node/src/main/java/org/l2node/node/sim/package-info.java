/**
 * Whole networks of nodes in one thread, under virtual time and from one seed: the production code of every node, with a runtime, network,
 * disk and chain that do what they like within what reality allows.
 */
@NullMarked
package org.l2node.node.sim;

import org.jspecify.annotations.NullMarked;
