/** Complete nodes as programs of their own, with a real full node: killed, badly treated, asked for the impossible. */
@NullMarked
package org.l2node.itests.real;

import org.jspecify.annotations.NullMarked;
