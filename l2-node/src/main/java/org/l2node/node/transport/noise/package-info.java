/** BOLT 8 as pure classes: the handshake and the encrypted frames, without sockets, clocks and random sources. */
@NullMarked
package org.l2node.node.transport.noise;

import org.jspecify.annotations.NullMarked;
