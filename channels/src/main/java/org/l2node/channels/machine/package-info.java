/**
 * What a channel does with each message, command and block: {@link org.l2node.channels.machine.ChannelMachine}. Pure: a step answers what
 * the state becomes, what must be durable, and what is to be done once it is. One class per part of BOLT 2; each step of it checks first
 * and then says in one line what happens.
 */
@NullMarked
package org.l2node.channels.machine;

import org.jspecify.annotations.NullMarked;
