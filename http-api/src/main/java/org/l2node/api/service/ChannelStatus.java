package org.l2node.api.service;

/** Where a channel stands, as coarse as a client needs it. */
public enum ChannelStatus {
  /** Until both sides have sent {@code channel_ready}. */
  OPENING,
  /** Payments can pass while the peer is connected. */
  NORMAL,
  /** A {@code shutdown} was sent or received; no new HTLC. */
  SHUTTING_DOWN,
  /** A closing or commitment transaction is agreed or published and not yet settled for good. */
  CLOSING,
  /** Nothing is left to do. Also an open that came to nothing. */
  CLOSED
}
