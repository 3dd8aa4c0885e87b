package org.l2node.node.peer;

import org.l2node.channels.channel.RejectReason;

/** What came of a command to a channel. */
public sealed interface CommandResult {
  /** Done, and durable. */
  record Done() implements CommandResult {}

  /** Not done, and nothing changed. */
  record Rejected(RejectReason reason) implements CommandResult {}

  /** The channel is not known. */
  record NoSuchChannel() implements CommandResult {}
}
