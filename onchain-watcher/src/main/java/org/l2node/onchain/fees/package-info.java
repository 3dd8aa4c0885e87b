/** Fee rates for what the node publishes. */
@NullMarked
package org.l2node.onchain.fees;

import org.jspecify.annotations.NullMarked;
