package org.l2node.node.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;

/** What is kept over a restart, as the node's parts see it: works in the order they come, each durable before anyone is told so. */
public interface Storage {
  /** Work inside a transaction. */
  @FunctionalInterface
  interface Work {
    void run(Statements statements) throws SQLException;
  }

  /** A question. */
  @FunctionalInterface
  interface Query<T> {
    T run(Connection connection) throws SQLException;
  }

  /** A question that is asked often, by statements that are prepared once. */
  @FunctionalInterface
  interface LookUp<T> {
    T run(Statements statements) throws SQLException;
  }

  /**
   * Makes {@code work} durable, together with whatever else is waiting; works are carried out in the order they come.
   *
   * @param durable called on the store's thread once it is; must be short and must not block
   * @param refused called instead where {@code work} broke a constraint: nothing of it was written
   */
  void write(Work work, Runnable durable, Consumer<Exception> refused);

  /**
   * As {@link #write}, for what nobody waits for: it keeps its place in the order and becomes durable with the next write, or else soon.
   */
  default void writeSoon(Work work, Runnable durable, Consumer<Exception> refused) {
    write(work, durable, refused);
  }

  /** {@link #write} that waits; for callers off the hot path. */
  void writeAndWait(Work work);

  /** Answers a question after all writes before it. */
  <T> T query(Query<T> query);

  /** Answers a question from what is durable, without waiting for writes that are under way. */
  <T> T lookUp(LookUp<T> question);
}
