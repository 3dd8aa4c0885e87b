package org.l2node.routing.onion;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.wire.WireFormatException;
import org.l2node.channels.wire.WireReader;
import org.l2node.channels.wire.WireWriter;

/** Errors on their way back to the origin node, the {@code reason} of update_fail_htlc (BOLT 4, Returning Errors). */
public final class OnionErrors {
  /** Failure and padding together are at least this long, so that their length says nothing. */
  private static final int PADDED_LENGTH = 256;

  private static final int HMAC_LENGTH = 32;

  /** No route is longer: the smallest payloads that fit 1,300 bytes. The origin node always does the work for that many hops. */
  private static final int MAX_HOPS = 27;

  /** Stands for the hops that a route does not have. What it decrypts is not used. */
  private static final SharedSecret DUMMY = new SharedSecret(ByteVector32.One);

  private OnionErrors() {}

  /**
   * What the erring node sends to its upstream peer.
   *
   * @param sharedSecret of the onion that came with the HTLC
   */
  public static ByteVector create(SharedSecret sharedSecret, FailureMessage failure) {
    return create(sharedSecret, failure.write(), PADDED_LENGTH);
  }

  static ByteVector create(SharedSecret sharedSecret, ByteVector failure, int paddedLength) {
    ByteVector padding = new ByteVector(new byte[Math.max(0, paddedLength - failure.size())]);
    ByteVector message = new WireWriter().bytesWithLength(failure).bytesWithLength(padding).toBytes();
    byte[] hmac = OnionKeys.hmac(OnionKeys.um(sharedSecret), message);
    return relay(sharedSecret, new WireWriter().raw(hmac).bytes(message).toBytes());
  }

  /**
   * What an intermediate hop sends to its upstream peer for an error that came from its downstream peer, of whatever length.
   *
   * @param sharedSecret of the onion that came with the upstream HTLC
   * @param reason as received
   */
  public static ByteVector relay(SharedSecret sharedSecret, ByteVector reason) {
    return new ByteVector(OnionKeys.xorStream(OnionKeys.ammag(sharedSecret), reason.toByteArray()));
  }

  /**
   * Finds out who sent an error and what it says. Does the same work wherever the error came from, so that a hop cannot learn its place in
   * the route from the time that a retry takes.
   *
   * @param sharedSecrets of the route, first hop first: {@link BuiltOnion#sharedSecrets}
   * @param reason as received from the first hop; anything
   */
  public static OriginFailure decrypt(List<SharedSecret> sharedSecrets, ByteVector reason) {
    byte[] packet = reason.toByteArray();
    int erringHop = -1;
    byte @Nullable [] authentic = null;
    for (int i = 0; i < Math.max(MAX_HOPS, sharedSecrets.size()); i++) {
      boolean onRoute = i < sharedSecrets.size();
      SharedSecret secret = onRoute ? sharedSecrets.get(i) : DUMMY;
      packet = OnionKeys.xorStream(OnionKeys.ammag(secret), packet);
      boolean matches = isAuthentic(secret, packet);
      // What a dummy secret opens was made by somebody who knows the dummy, not by a hop.
      if (onRoute && matches) {
        erringHop = i;
        authentic = packet;
      }
    }
    return authentic == null ? new OriginFailure.Unreadable() : new OriginFailure.FromHop(erringHop, failureIn(authentic));
  }

  private static boolean isAuthentic(SharedSecret secret, byte[] packet) {
    if (packet.length < HMAC_LENGTH) {
      return false;
    }
    byte[] hmac = Arrays.copyOf(packet, HMAC_LENGTH);
    ByteVector message = new ByteVector(packet).drop(HMAC_LENGTH);
    return MessageDigest.isEqual(OnionKeys.hmac(OnionKeys.um(secret), message), hmac);
  }

  private static FailureMessage failureIn(byte[] packet) {
    WireReader r = new WireReader(packet);
    r.rawBytes(HMAC_LENGTH);
    try {
      return FailureMessage.read(r.bytesWithLength());
    } catch (WireFormatException e) {
      // The hop authenticated a message that has no form: its fault, and known to be its.
      return new FailureMessage.Unknown(0, new ByteVector(packet).drop(HMAC_LENGTH));
    }
  }
}
