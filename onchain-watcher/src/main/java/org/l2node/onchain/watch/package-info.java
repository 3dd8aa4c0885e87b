/** Following the chain block by block across reorganisations, and telling what happened to watched transactions and outputs. */
@NullMarked
package org.l2node.onchain.watch;

import org.jspecify.annotations.NullMarked;
