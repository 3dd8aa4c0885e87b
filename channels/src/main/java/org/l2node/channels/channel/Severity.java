package org.l2node.channels.channel;

/** What a broken rule costs (BOLT 0: three different severities). */
public enum Severity {
  /** Tell the peer with a warning and go on. */
  WARN,
  /** Tell the peer with a warning and close the connection; unsigned updates are undone by that. */
  DISCONNECT,
  /** Tell the peer with an error and publish our commitment where there is one. */
  FAIL_CHANNEL
}
