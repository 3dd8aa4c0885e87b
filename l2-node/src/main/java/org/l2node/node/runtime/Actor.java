package org.l2node.node.runtime;

/** A mailbox with one thread of control behind it. */
public interface Actor<M> {
  /**
   * Hands over a message unless the mailbox is full: for what comes from outside and can be refused or held back.
   *
   * @return false where it was full or the actor has stopped; the message is not delivered then
   */
  boolean offer(M message);

  /** Hands over a message always: for answers and orders that must not be lost and whose number what was {@link #offer}ed bounds. */
  void tell(M message);

  /** How many messages wait. */
  int size();

  /** Ends the actor after the messages that wait now. */
  void stop();
}
