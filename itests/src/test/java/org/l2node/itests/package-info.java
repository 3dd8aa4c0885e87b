/** Tests with several nodes, a real full node and other implementations. */
@NullMarked
package org.l2node.itests;

import org.jspecify.annotations.NullMarked;
