/** The base chain: access to a full node, watches, fee rates, publishing, the on-chain wallet. */
@NullMarked
package org.l2node.onchain;

import org.jspecify.annotations.NullMarked;
