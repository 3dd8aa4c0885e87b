/** The protocol kernel: pure functions and values, no input or output of any kind (BOLT 1, 2, 3, 5, 9). */
@NullMarked
package org.l2node.channels;

import org.jspecify.annotations.NullMarked;
