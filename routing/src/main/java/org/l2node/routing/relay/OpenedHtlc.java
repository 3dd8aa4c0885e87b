package org.l2node.routing.relay;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.PrivateKey;
import org.l2node.channels.wire.UpdateAddHtlc;
import org.l2node.routing.onion.FailureMessage;
import org.l2node.routing.onion.FinalPayload;
import org.l2node.routing.onion.InvalidPayloadException;
import org.l2node.routing.onion.PeeledOnion;
import org.l2node.routing.onion.RelayPayload;
import org.l2node.routing.onion.SharedSecret;
import org.l2node.routing.onion.Sphinx;

/**
 * An incoming HTLC whose onion has been opened: what it asks for tells what to look up for the decision. An HTLC to relay and one to
 * receive are two types, so no rule for the first can reach an invoice's preimage, whatever its payment hash is.
 */
public sealed interface OpenedHtlc {
  /** Type 0 of update_add_htlc's extensions: the HTLC is within a blinded route. */
  long PATH_KEY = 0;

  /**
   * To be passed on: see {@link RelayRules#decide}.
   *
   * @param add the incoming HTLC
   * @param payload what this node is told to do
   * @param nextOnion for the next hop
   */
  record ToRelay(UpdateAddHtlc add, RelayPayload payload, ByteVector nextOnion, SharedSecret sharedSecret) implements OpenedHtlc {}

  /**
   * For this node: see {@link ReceiveRules#decide}.
   *
   * @param add the incoming HTLC
   * @param payload what it is to pay for
   */
  record ToReceive(UpdateAddHtlc add, FinalPayload payload, SharedSecret sharedSecret) implements OpenedHtlc {}

  /** Nothing can be looked up for it. */
  record Refused(RelayDecision.Refusal decision) implements OpenedHtlc {}

  /**
   * Opens the onion of an incoming HTLC.
   *
   * @param nodeKey the private key of this node's id
   */
  static OpenedHtlc open(UpdateAddHtlc add, PrivateKey nodeKey) {
    if (add.tlvs().has(PATH_KEY)) {
      // Blinded routes are not offered; inside one, every error must look like this.
      return malformed(add, FailureMessage.INVALID_ONION_BLINDING);
    }
    return switch (Sphinx.peel(nodeKey, add.paymentHash(), add.onion())) {
      case PeeledOnion.Unreadable(int code, var hash) -> new Refused(new RelayDecision.FailMalformed(code, hash));
      case PeeledOnion.BadLength(SharedSecret secret) -> failed(secret, new FailureMessage.InvalidOnionPayload(0, 0));
      case PeeledOnion.Forward(ByteVector payload, ByteVector next, SharedSecret secret) -> toRelay(add, payload, next, secret);
      case PeeledOnion.Final(ByteVector payload, SharedSecret secret) -> toReceive(add, payload, secret);
    };
  }

  private static OpenedHtlc toRelay(UpdateAddHtlc add, ByteVector payload, ByteVector next, SharedSecret secret) {
    if (RelayPayload.startsBlindedRoute(payload)) {
      return failed(secret, new FailureMessage.InvalidOnionBlinding(add.onion().sha256()));
    }
    try {
      return new ToRelay(add, RelayPayload.read(payload), next, secret);
    } catch (InvalidPayloadException e) {
      return failed(secret, e.failure());
    }
  }

  private static OpenedHtlc toReceive(UpdateAddHtlc add, ByteVector payload, SharedSecret secret) {
    try {
      return new ToReceive(add, FinalPayload.read(payload), secret);
    } catch (InvalidPayloadException e) {
      return failed(secret, e.failure());
    }
  }

  private static Refused failed(SharedSecret secret, FailureMessage failure) {
    return new Refused(RelayDecision.Fail.of(secret, failure));
  }

  private static Refused malformed(UpdateAddHtlc add, int code) {
    return new Refused(new RelayDecision.FailMalformed(code, add.onion().sha256()));
  }
}
