/** Connections over TCP by Netty: bytes, Noise, frames, messages. The only package that names Netty. */
@NullMarked
package org.l2node.node.transport.netty;

import org.jspecify.annotations.NullMarked;
