/**
 * Brings home what is this node's on the chain, before somebody else may take it: from the claims of all channels to transactions whose
 * fees rise until they are in a block (BOLT 5).
 */
@NullMarked
package org.l2node.onchain.sweep;

import org.jspecify.annotations.NullMarked;
