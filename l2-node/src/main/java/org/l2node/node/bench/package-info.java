/** {@code l2 bench}: what complete nodes reach on this machine, measured. */
@NullMarked
package org.l2node.node.bench;

import org.jspecify.annotations.NullMarked;
