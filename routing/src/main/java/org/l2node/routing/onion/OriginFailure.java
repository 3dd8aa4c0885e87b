package org.l2node.routing.onion;

/** What the origin node makes of an error that came back. */
public sealed interface OriginFailure {
  /**
   * A hop says why.
   *
   * @param hopIndex its place in the route, 0 for the first hop; always one of the route
   * @param failure what it says
   */
  record FromHop(int hopIndex, FailureMessage failure) implements OriginFailure {}

  /** Nobody on the route authenticated it: some hop garbled it, and nobody knows which. */
  record Unreadable() implements OriginFailure {}
}
