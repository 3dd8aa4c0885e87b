/** The onion that carries a payment's instructions, the payloads in it, and the errors that come back (BOLT 4). */
@NullMarked
package org.l2node.routing.onion;

import org.jspecify.annotations.NullMarked;
