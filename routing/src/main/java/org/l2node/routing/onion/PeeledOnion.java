package org.l2node.routing.onion;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;

/** What a node finds when it takes its layer off an onion. */
public sealed interface PeeledOnion {
  /**
   * There is another hop.
   *
   * @param payload the TLV stream for this node, not looked into
   * @param next the 1,366 bytes for the next hop
   * @param sharedSecret for errors
   */
  record Forward(ByteVector payload, ByteVector next, SharedSecret sharedSecret) implements PeeledOnion {}

  /**
   * This node is the final one.
   *
   * @param payload the TLV stream for this node, not looked into
   * @param sharedSecret for errors
   */
  record Final(ByteVector payload, SharedSecret sharedSecret) implements PeeledOnion {}

  /**
   * The layer is authentic, but the payload's length is no length that there can be: the origin node's doing, so it is told by an onion
   * error. The legacy payload (length 0) is among these.
   *
   * @param sharedSecret for the error
   */
  record BadLength(SharedSecret sharedSecret) implements PeeledOnion {}

  /**
   * The layer cannot be read, so no error can be encrypted for the origin node: the peer is told by update_fail_malformed_htlc.
   *
   * @param failureCode with the BADONION bit set
   * @param onionHash SHA-256 of the onion
   */
  record Unreadable(int failureCode, ByteVector32 onionHash) implements PeeledOnion {}
}
