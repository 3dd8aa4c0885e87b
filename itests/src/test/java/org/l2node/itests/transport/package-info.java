/** The transport over real sockets on the loopback. */
@NullMarked
package org.l2node.itests.transport;

import org.jspecify.annotations.NullMarked;
