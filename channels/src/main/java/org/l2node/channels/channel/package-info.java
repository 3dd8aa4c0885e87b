/**
 * The channel machine: what a channel does with each message, command and block. Pure: {@code step(state, event, env)} answers what the
 * state becomes, what must be durable, and what is to be done once it is.
 */
@NullMarked
package org.l2node.channels.channel;

import org.jspecify.annotations.NullMarked;
