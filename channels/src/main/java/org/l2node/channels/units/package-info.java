/** Quantities and identifiers of the protocol: exact, never negative, never confused with one another. */
@NullMarked
package org.l2node.channels.units;

import org.jspecify.annotations.NullMarked;
