package org.l2node.routing.relay;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import java.util.List;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.wire.TlvStream;
import org.l2node.channels.wire.UpdateAddHtlc;
import org.l2node.routing.onion.BuiltOnion;
import org.l2node.routing.onion.FailureMessage;
import org.l2node.routing.onion.OnionErrors;
import org.l2node.routing.onion.OnionHop;
import org.l2node.routing.onion.OriginFailure;
import org.l2node.routing.onion.SharedSecret;
import org.l2node.routing.onion.Sphinx;

/** HTLCs as bob, the node under test, receives them from alice; carol is the next hop. */
final class Htlcs {
  static final PrivateKey BOB = new PrivateKey(new ByteVector32("b0".repeat(32)));
  static final PrivateKey CAROL = new PrivateKey(new ByteVector32("ca".repeat(32)));
  static final PaymentHash HASH = new PaymentHash(new ByteVector32("77".repeat(32)));
  static final ChannelId ALICE_BOB = new ChannelId(new ByteVector32("ab".repeat(32)));
  private static final PrivateKey SESSION = new PrivateKey(new ByteVector32("41".repeat(32)));

  private Htlcs() {}

  static BuiltOnion onionForBobAndCarol(ByteVector forBob, ByteVector forCarol) {
    return Sphinx.build(
        SESSION,
        List.of(new OnionHop(new NodeId(BOB.publicKey()), forBob), new OnionHop(new NodeId(CAROL.publicKey()), forCarol)),
        HASH);
  }

  static BuiltOnion onionForBob(ByteVector payload) {
    return Sphinx.build(SESSION, List.of(new OnionHop(new NodeId(BOB.publicKey()), payload)), HASH);
  }

  static UpdateAddHtlc add(long amountMsat, long expiry, ByteVector onion) {
    return new UpdateAddHtlc(ALICE_BOB, new HtlcId(7), new MilliSatoshi(amountMsat), HASH, new CltvExpiry(expiry), onion, TlvStream.EMPTY);
  }

  /** What alice, the origin, reads. */
  static FailureMessage readByOrigin(BuiltOnion onion, ByteVector reason) {
    return ((OriginFailure.FromHop) OnionErrors.decrypt(onion.sharedSecrets(), reason)).failure();
  }

  static SharedSecret bobsSecret(BuiltOnion onion) {
    return onion.sharedSecrets().getFirst();
  }
}
