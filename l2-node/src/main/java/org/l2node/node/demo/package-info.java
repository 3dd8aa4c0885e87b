/** {@code l2 demo}: three complete nodes on a base chain of their own, seen through their APIs. */
@NullMarked
package org.l2node.node.demo;

import org.jspecify.annotations.NullMarked;
