/**
 * Connections to other nodes: dialled and accepted, authenticated and encrypted, as messages. The types here name no network library;
 * {@code netty} below implements them, and a simulation may too. What needs neither socket nor thread is in pure classes that get the time
 * as an argument.
 */
@NullMarked
package org.l2node.node.transport;

import org.jspecify.annotations.NullMarked;
