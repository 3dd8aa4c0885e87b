/**
 * Gossip (BOLT 7): making, checking and relaying announcements, asking peers for what is missing and answering what they ask.
 * {@code GossipMachine} decides; whoever owns it carries out the effects.
 */
@NullMarked
package org.l2node.routing.gossip;

import org.jspecify.annotations.NullMarked;
