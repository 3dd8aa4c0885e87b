/** The port to the base chain: what the node asks a full node, and the answers' types. */
@NullMarked
package org.l2node.onchain.chain;

import org.jspecify.annotations.NullMarked;
