/** The base chain adapter against a real full node. */
@NullMarked
package org.l2node.itests.chain;

import org.jspecify.annotations.NullMarked;
