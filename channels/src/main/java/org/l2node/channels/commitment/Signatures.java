package org.l2node.channels.commitment;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import java.util.Arrays;

/** ECDSA signatures of transactions, in the 64 bytes of the wire. */
final class Signatures {
  /** Half the order of the curve: the greatest S that the network relays. */
  private static final byte[] HALF_ORDER = ByteVector.fromHex("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0")
      .toByteArray();

  private Signatures() {}

  /** By RFC 6979: the same hash and key give the same signature. */
  static ByteVector64 sign(byte[] hash, PrivateKey key) {
    return Crypto.sign(hash, key);
  }

  /** Whether the signature is one of {@code key}'s over {@code hash}, and such that the network relays it. */
  static boolean verify(byte[] hash, ByteVector64 signature, PublicKey key) {
    // A signature with a high S is as good as any to the curve but makes our transaction unrelayable (CVE-2020-26895). libsecp256k1 refuses
    // it too today; the rule does not
    // hang on that.
    if (!isLowS(signature)) {
      return false;
    }
    try {
      return Crypto.verifySignature(hash, signature, key);
    } catch (Secp256k1Exception e) {
      // R or S is zero or beyond the order: no signature at all.
      return false;
    }
  }

  static boolean isLowS(ByteVector64 signature) {
    byte[] bytes = signature.toByteArray();
    return Arrays.compareUnsigned(bytes, 32, 64, HALF_ORDER, 0, 32) <= 0;
  }

  /** DER and the sighash type, as a witness has it. */
  static ByteVector witnessElement(ByteVector64 signature, int sighashType) {
    return new ByteVector(Secp256k1.get().compact2der(signature.toByteArray())).concat((byte) sighashType);
  }
}
