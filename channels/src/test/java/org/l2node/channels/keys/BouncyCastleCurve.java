package org.l2node.channels.keys;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;

/**
 * What native secp256k1 does, done once more with Bouncy Castle's curve arithmetic, slowly and from the standards: SEC 1, RFC 6979, BIP
 * 340.
 */
final class BouncyCastleCurve {
  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
  private static final ECDomainParameters DOMAIN = new ECDomainParameters(CURVE);
  static final BigInteger N = CURVE.getN();
  static final BigInteger P = CURVE.getCurve().getField().getCharacteristic();

  private BouncyCastleCurve() {}

  static BigInteger number(byte[] bytes) {
    return new BigInteger(1, bytes);
  }

  static byte[] bytes(BigInteger number) {
    return BigIntegers.asUnsignedByteArray(32, number);
  }

  static ECPoint point(byte[] encoded) {
    return CURVE.getCurve().decodePoint(encoded);
  }

  static ECPoint publicPoint(byte[] privateKey) {
    return CURVE.getG().multiply(number(privateKey)).normalize();
  }

  static byte[] uncompressed(ECPoint point) {
    return point.normalize().getEncoded(false);
  }

  static byte[] compressed(ECPoint point) {
    return point.normalize().getEncoded(true);
  }

  /** r and s, 32 bytes each, s in the lower half. */
  static byte[] sign(byte[] hash, byte[] privateKey) {
    var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(number(privateKey), DOMAIN));
    BigInteger[] rs = signer.generateSignature(hash);
    return concat(bytes(rs[0]), bytes(rs[1].min(N.subtract(rs[1]))));
  }

  static boolean verify(byte[] hash, byte[] signature, ECPoint key) {
    var verifier = new ECDSASigner();
    verifier.init(false, new ECPublicKeyParameters(key, DOMAIN));
    return verifier.verifySignature(hash, number(Arrays.copyOf(signature, 32)), number(Arrays.copyOfRange(signature, 32, 64)));
  }

  /** SEC 1, 4.1.6, for the x that is below the order: the other two candidates cannot be met by chance. */
  static ECPoint recover(byte[] hash, byte[] signature, int recoveryId) {
    BigInteger r = number(Arrays.copyOf(signature, 32));
    BigInteger s = number(Arrays.copyOfRange(signature, 32, 64));
    ECPoint nonce = point(concat(new byte[]{(byte) (2 + recoveryId)}, bytes(r)));
    BigInteger inverse = r.modInverse(N);
    return ECAlgorithms.sumOfTwoMultiplies(CURVE.getG(), number(hash).negate().multiply(inverse).mod(N), nonce, s.multiply(inverse).mod(N))
        .normalize();
  }

  static byte[] ecdh(byte[] privateKey, ECPoint key) {
    return sha256(compressed(key.multiply(number(privateKey))));
  }

  /** BIP 340, default signing. */
  static byte[] signSchnorr(byte[] message, byte[] privateKey, byte[] auxiliary) {
    BigInteger d = number(privateKey);
    ECPoint key = CURVE.getG().multiply(d).normalize();
    d = isEven(key) ? d : N.subtract(d);
    byte[] keyX = bytes(key.getAffineXCoord().toBigInteger());
    byte[] masked = bytes(d.xor(number(tagged("BIP0340/aux", auxiliary))));
    BigInteger k = number(tagged("BIP0340/nonce", masked, keyX, message)).mod(N);
    ECPoint nonce = CURVE.getG().multiply(k).normalize();
    k = isEven(nonce) ? k : N.subtract(k);
    byte[] nonceX = bytes(nonce.getAffineXCoord().toBigInteger());
    BigInteger e = number(tagged("BIP0340/challenge", nonceX, keyX, message)).mod(N);
    return concat(nonceX, bytes(k.add(e.multiply(d)).mod(N)));
  }

  /** BIP 340, verification. */
  static boolean verifySchnorr(byte[] message, byte[] signature, byte[] keyX) {
    byte[] r = Arrays.copyOf(signature, 32);
    BigInteger s = number(Arrays.copyOfRange(signature, 32, 64));
    if (number(r).compareTo(P) >= 0 || s.compareTo(N) >= 0) {
      return false;
    }
    ECPoint key = point(concat(new byte[]{2}, keyX));
    BigInteger e = number(tagged("BIP0340/challenge", r, keyX, message)).mod(N);
    ECPoint nonce = CURVE.getG().multiply(s).subtract(key.multiply(e)).normalize();
    return !nonce.isInfinity() && isEven(nonce) && nonce.getAffineXCoord().toBigInteger().equals(number(r));
  }

  static boolean isEven(ECPoint point) {
    return !point.getAffineYCoord().testBitZero();
  }

  private static byte[] tagged(String tag, byte[]... parts) {
    byte[] hashedTag = sha256(tag.getBytes(StandardCharsets.US_ASCII));
    return sha256(concat(hashedTag, concat(hashedTag, concat(parts))));
  }

  static byte[] concat(byte[]... parts) {
    var out = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
