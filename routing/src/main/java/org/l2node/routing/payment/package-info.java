/**
 * Payments of this node's own: a state machine from the first route to the preimage or the last failure, durable before anything leaves.
 */
@NullMarked
package org.l2node.routing.payment;

import org.jspecify.annotations.NullMarked;
