/** The seed that all of the node's money and its name derive from, and how it rests on disk. */
@NullMarked
package org.l2node.node.seed;

import org.jspecify.annotations.NullMarked;
