/** A base chain inside the process, for the demo and for tests: it checks every transaction as a full node would. */
@NullMarked
package org.l2node.onchain.regtest;

import org.jspecify.annotations.NullMarked;
