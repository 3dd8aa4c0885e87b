/**
 * The byte forms of a channel's state, versioned: what never changes, what changes with each round, an HTLC, and where it stands. Opaque to
 * the store.
 */
@NullMarked
package org.l2node.channels.codec;

import org.jspecify.annotations.NullMarked;
