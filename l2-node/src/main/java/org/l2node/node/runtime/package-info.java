/** Actors, time and chance: what a simulation would replace. */
@NullMarked
package org.l2node.node.runtime;

import org.jspecify.annotations.NullMarked;
