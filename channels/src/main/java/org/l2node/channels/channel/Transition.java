package org.l2node.channels.channel;

import java.util.List;

/**
 * What a step comes to: the next state, what must become durable, and what to do once it is.
 *
 * @param next the state from now on
 * @param writes to be made durable together; empty: this step changed only what both sides forget with the connection
 * @param effects orders, carried out in order once {@code writes} are durable
 */
public record Transition(ChannelState next, List<ChannelWrite> writes, List<Effect> effects) {
  public Transition {
    writes = List.copyOf(writes);
    effects = List.copyOf(effects);
  }
}
