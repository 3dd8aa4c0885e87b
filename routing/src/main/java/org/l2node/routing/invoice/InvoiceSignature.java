package org.l2node.routing.invoice;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.NodeId;

/** The signature of an invoice: R, S and the number that tells which of the possible keys made it. */
final class InvoiceSignature {
  static final int LENGTH = 65;

  private static final int MAX_RECOVERY_ID = 3;

  private InvoiceSignature() {}

  /** What is signed: the prefix as text and the groups before the signature, filled up to whole bytes. */
  static ByteVector32 signedHash(String prefix, byte[] groups) {
    ByteVector text = new ByteVector(prefix.getBytes(StandardCharsets.US_ASCII));
    return text.concat(GroupReader.padded(groups)).sha256();
  }

  /** Deterministic (RFC 6979), with a low S. */
  static ByteVector sign(ByteVector32 hash, PrivateKey key) {
    ByteVector64 signature = Crypto.sign(hash, key);
    for (int recoveryId = 0; recoveryId <= MAX_RECOVERY_ID; recoveryId++) {
      @Nullable
      PublicKey recovered = recover(signature, hash, recoveryId);
      if (key.publicKey().equals(recovered)) {
        return signature.concat((byte) recoveryId);
      }
    }
    throw new IllegalStateException("no recovery id leads back to the key that signed");
  }

  /**
   * Who signed.
   *
   * @param named the key in field n, which then must have signed
   */
  static NodeId check(ByteVector32 hash, byte[] signature, @Nullable PublicKey named) throws InvalidInvoiceException {
    ByteVector64 compact = new ByteVector64(new ByteVector(signature).take(64));
    int recoveryId = signature[64] & 0xff;
    if (recoveryId > MAX_RECOVERY_ID) {
      throw bad("recovery id " + recoveryId);
    }
    if (named != null) {
      checkNamed(hash, compact, named);
      return new NodeId(named);
    }
    @Nullable
    PublicKey recovered = recover(compact, hash, recoveryId);
    if (recovered == null) {
      throw bad("no key can be recovered from it");
    }
    return new NodeId(recovered);
  }

  private static void checkNamed(ByteVector32 hash, ByteVector64 signature, PublicKey named) throws InvalidInvoiceException {
    try {
      boolean highS = Secp256k1.get().signatureNormalize(signature.toByteArray()).getSecond();
      if (highS) {
        throw bad("its S is high");
      }
      if (!Crypto.verifySignature(hash.toByteArray(), signature, named)) {
        throw bad("it is not by the payee that the invoice names");
      }
    } catch (Secp256k1Exception e) {
      throw bad("it is not by the payee that the invoice names");
    }
  }

  /** Null where R is no point of that kind, or R or S are out of range. High S are taken. */
  private static @Nullable PublicKey recover(ByteVector64 signature, ByteVector32 hash, int recoveryId) {
    try {
      PublicKey key = Crypto.recoverPublicKey(signature, hash.toByteArray(), recoveryId);
      return key.isValid() ? key : null;
    } catch (Secp256k1Exception e) {
      return null;
    }
  }

  private static InvalidInvoiceException bad(String why) {
    return new InvalidInvoiceException(new InvoiceError.BadSignature(why));
  }
}
