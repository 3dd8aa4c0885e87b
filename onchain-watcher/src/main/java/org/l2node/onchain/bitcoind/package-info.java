/** The adapter to Bitcoin Core and Bitcoin Knots: JSON-RPC over HTTP, optional ZeroMQ, and a launcher of a private node. */
@NullMarked
package org.l2node.onchain.bitcoind;

import org.jspecify.annotations.NullMarked;
