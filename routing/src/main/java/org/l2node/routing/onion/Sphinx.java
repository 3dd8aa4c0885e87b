package org.l2node.routing.onion;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.PublicKey;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.wire.WireFormatException;
import org.l2node.channels.wire.WireReader;
import org.l2node.channels.wire.WireWriter;

/** Builds onion packets, and takes one layer off (BOLT 4, Packet Construction and Onion Decryption). */
public final class Sphinx {
  /** The bytes that all payloads of a route share, each with its length and a 32-byte HMAC. */
  public static final int PAYLOADS_LENGTH = 1300;

  /** Version, public key, payloads, HMAC. */
  public static final int PACKET_LENGTH = 1 + 33 + PAYLOADS_LENGTH + 32;

  private static final int HMAC_LENGTH = 32;

  private Sphinx() {}

  /** The room that {@code payload} takes of {@link #PAYLOADS_LENGTH}. */
  public static int room(ByteVector payload) {
    return new WireWriter().bigSize(payload.size()).size() + payload.size() + HMAC_LENGTH;
  }

  /** Whether the payloads of a route fit an onion: a long payment_metadata on a long route may not. */
  public static boolean fits(List<OnionHop> hops) {
    return hops.stream().mapToLong(hop -> room(hop.payload())).sum() <= PAYLOADS_LENGTH;
  }

  /**
   * Builds the onion for a payment.
   *
   * @param sessionKey random, used for this onion only
   * @param hops first hop to final node, at least one
   * @param paymentHash what the onion is bound to
   * @throws IllegalArgumentException if there is no hop, a payload is shorter than 2 bytes, or they do not fit: see {@link #fits}
   */
  public static BuiltOnion build(PrivateKey sessionKey, List<OnionHop> hops, PaymentHash paymentHash) {
    if (hops.isEmpty() || !fits(hops) || hops.stream().anyMatch(hop -> hop.payload().size() < 2)) {
      throw new IllegalArgumentException("these payloads make no onion of " + hops.size() + " hops");
    }
    List<SharedSecret> secrets = sharedSecrets(sessionKey, hops);
    byte[] filler = filler(hops, secrets);
    byte[] payloads = OnionKeys.stream(OnionKeys.pad(sessionKey.value), PAYLOADS_LENGTH);
    byte[] hmac = new byte[HMAC_LENGTH];
    for (int i = hops.size() - 1; i >= 0; i--) {
      ByteVector payload = hops.get(i).payload();
      byte[] own = new WireWriter().bigSize(payload.size()).bytes(payload).raw(hmac).toByteArray();
      System.arraycopy(payloads, 0, payloads, own.length, PAYLOADS_LENGTH - own.length);
      System.arraycopy(own, 0, payloads, 0, own.length);
      payloads = OnionKeys.xorStream(OnionKeys.rho(secrets.get(i)), payloads);
      if (i == hops.size() - 1) {
        System.arraycopy(filler, 0, payloads, PAYLOADS_LENGTH - filler.length, filler.length);
      }
      hmac = OnionKeys.hmac(OnionKeys.mu(secrets.get(i)), new ByteVector(payloads), paymentHash.value());
    }
    return new BuiltOnion(packet(sessionKey.publicKey(), payloads, hmac), secrets);
  }

  private static List<SharedSecret> sharedSecrets(PrivateKey sessionKey, List<OnionHop> hops) {
    List<SharedSecret> secrets = new ArrayList<>();
    PrivateKey ephemeral = sessionKey;
    for (OnionHop hop : hops) {
      SharedSecret secret = sharedSecret(ephemeral, hop.node().key());
      secrets.add(secret);
      ephemeral = ephemeral.times(blindingFactor(ephemeral.publicKey(), secret));
    }
    return secrets;
  }

  private static SharedSecret sharedSecret(PrivateKey key, PublicKey point) {
    return new SharedSecret(new ByteVector32(Crypto.ecdh(key, point)));
  }

  private static PrivateKey blindingFactor(PublicKey ephemeral, SharedSecret secret) {
    return new PrivateKey(ephemeral.value.concat(secret.value()).sha256());
  }

  /**
   * What the zeros that every hop appends will have become when they reach the final node: its HMAC covers them, so they are put there
   * first.
   */
  private static byte[] filler(List<OnionHop> hops, List<SharedSecret> secrets) {
    byte[] filler = new byte[0];
    for (int i = 0; i < hops.size() - 1; i++) {
      int room = room(hops.get(i).payload());
      filler = Arrays.copyOf(filler, filler.length + room);
      byte[] stream = OnionKeys.stream(OnionKeys.rho(secrets.get(i)), PAYLOADS_LENGTH + room);
      int start = stream.length - filler.length;
      for (int j = 0; j < filler.length; j++) {
        filler[j] ^= stream[start + j];
      }
    }
    return filler;
  }

  private static ByteVector packet(PublicKey ephemeral, byte[] payloads, byte[] hmac) {
    return new WireWriter().u8(0).point(ephemeral).raw(payloads).raw(hmac).toBytes();
  }

  /**
   * Takes one layer off. Anything can stand in the packet; the work and the memory are the same whatever it is.
   *
   * @param nodeKey the private key of this node's id
   * @param paymentHash of the HTLC that the onion came with
   * @param packet 1,366 bytes
   * @throws IllegalArgumentException if {@code packet} has another length: the wire codec lets none through
   */
  public static PeeledOnion peel(PrivateKey nodeKey, PaymentHash paymentHash, ByteVector packet) {
    if (packet.size() != PACKET_LENGTH) {
      throw new IllegalArgumentException("an onion of " + packet.size() + " bytes");
    }
    WireReader r = new WireReader(packet.toByteArray());
    if (r.u8() != 0) {
      return unreadable(FailureMessage.INVALID_ONION_VERSION, packet);
    }
    PublicKey ephemeral = new PublicKey(r.bytes(33));
    if (!ephemeral.isValid()) {
      return unreadable(FailureMessage.INVALID_ONION_KEY, packet);
    }
    byte[] payloads = r.rawBytes(PAYLOADS_LENGTH);
    byte[] hmac = r.rawBytes(HMAC_LENGTH);
    SharedSecret secret = sharedSecret(nodeKey, ephemeral);
    byte[] expected = OnionKeys.hmac(OnionKeys.mu(secret), new ByteVector(payloads), paymentHash.value());
    if (!MessageDigest.isEqual(expected, hmac)) {
      return unreadable(FailureMessage.INVALID_ONION_HMAC, packet);
    }
    // The zeros behind the payloads become what fills the place of this hop's payload for the next.
    byte[] unwrapped = OnionKeys.xorStream(OnionKeys.rho(secret), Arrays.copyOf(payloads, 2 * PAYLOADS_LENGTH));
    return unwrap(ephemeral, secret, unwrapped);
  }

  private static PeeledOnion unwrap(PublicKey ephemeral, SharedSecret secret, byte[] unwrapped) {
    // Only the first 1,300 bytes may hold this hop's payload: the reader ends there, and refuses a length beyond its end before it
    // allocates.
    WireReader r = new WireReader(unwrapped).slice(PAYLOADS_LENGTH);
    ByteVector payload;
    ByteVector32 nextHmac;
    try {
      long length = r.bigSize();
      if (length == 0 || length == 1) {
        return new PeeledOnion.BadLength(secret);
      }
      payload = r.bytes(length);
      nextHmac = r.bytes32();
    } catch (WireFormatException e) {
      return new PeeledOnion.BadLength(secret);
    }
    if (nextHmac.equals(ByteVector32.Zeroes)) {
      return new PeeledOnion.Final(payload, secret);
    }
    int used = PAYLOADS_LENGTH - r.remaining();
    byte[] nextPayloads = Arrays.copyOfRange(unwrapped, used, used + PAYLOADS_LENGTH);
    PublicKey nextEphemeral = ephemeral.times(blindingFactor(ephemeral, secret));
    return new PeeledOnion.Forward(payload, packet(nextEphemeral, nextPayloads, nextHmac.toByteArray()), secret);
  }

  private static PeeledOnion unreadable(int failureCode, ByteVector packet) {
    return new PeeledOnion.Unreadable(failureCode, packet.sha256());
  }
}
