/** The messages of BOLT 1, 2 and 7 as records, each with its codec; TLV streams and BigSize. */
@NullMarked
package org.l2node.channels.wire;

import org.jspecify.annotations.NullMarked;
