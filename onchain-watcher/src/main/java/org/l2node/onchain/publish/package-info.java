/** Publishing transactions until they, or a conflict, are confirmed. */
@NullMarked
package org.l2node.onchain.publish;

import org.jspecify.annotations.NullMarked;
