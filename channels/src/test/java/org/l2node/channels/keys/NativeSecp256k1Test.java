package org.l2node.channels.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.l2node.channels.keys.BouncyCastleCurve.N;
import static org.l2node.channels.keys.BouncyCastleCurve.bytes;
import static org.l2node.channels.keys.BouncyCastleCurve.compressed;
import static org.l2node.channels.keys.BouncyCastleCurve.concat;
import static org.l2node.channels.keys.BouncyCastleCurve.number;
import static org.l2node.channels.keys.BouncyCastleCurve.point;
import static org.l2node.channels.keys.BouncyCastleCurve.publicPoint;
import static org.l2node.channels.keys.BouncyCastleCurve.uncompressed;

import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.math.ec.ECPoint;
import org.junit.jupiter.api.Test;

/** Every operation of native secp256k1 that the project reaches, directly or through bitcoin-kmp, against Bouncy Castle on random input. */
class NativeSecp256k1Test {
  private static final int ROUNDS = 60;
  private static final Secp256k1 NATIVE = Secp256k1.get();

  private static void repeat(Consumer<Random> round) {
    for (int seed = 0; seed < ROUNDS; seed++) {
      round.accept(new Random(seed));
    }
  }

  private static byte[] random(Random random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Random, and now and then next to the ends of the range. */
  private static byte[] privateKey(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> bytes(BigInteger.valueOf(1 + random.nextInt(3)));
      case 1 -> bytes(N.subtract(BigInteger.valueOf(1 + random.nextInt(3))));
      default -> bytes(number(random(random)).mod(N.subtract(BigInteger.ONE)).add(BigInteger.ONE));
    };
  }

  /** Compressed or not. */
  private static byte[] encoded(Random random, ECPoint point) {
    return random.nextBoolean() ? compressed(point) : uncompressed(point);
  }

  @Test
  void privateKeysAreCheckedAlike() {
    repeat(r -> assertThat(NATIVE.secKeyVerify(privateKey(r))).isTrue());
    assertThat(NATIVE.secKeyVerify(new byte[32])).isFalse();
    assertThat(NATIVE.secKeyVerify(bytes(N))).isFalse();
    assertThat(NATIVE.secKeyVerify(bytes(N.add(BigInteger.ONE)))).isFalse();
    assertThat(NATIVE.secKeyVerify(bytes(N.subtract(BigInteger.ONE)))).isTrue();
  }

  @Test
  void publicKeysAreMadeReadAndCompressedAlike() {
    repeat(r -> {
      byte[] key = privateKey(r);
      ECPoint expected = publicPoint(key);
      assertThat(NATIVE.pubkeyCreate(key)).isEqualTo(uncompressed(expected));
      assertThat(NATIVE.pubkeyParse(compressed(expected))).isEqualTo(uncompressed(expected));
      assertThat(NATIVE.pubkeyParse(uncompressed(expected))).isEqualTo(uncompressed(expected));
      assertThat(NATIVE.pubKeyCompress(uncompressed(expected))).isEqualTo(compressed(expected));
    });
  }

  @Test
  void theSameBytesAreRefusedAsPublicKeys() {
    repeat(r -> {
      byte[] candidate = concat(new byte[]{(byte) r.nextInt(6)}, random(r));
      byte[] expected;
      try {
        expected = uncompressed(point(candidate));
      } catch (IllegalArgumentException e) {
        assertThatThrownBy(() -> NATIVE.pubkeyParse(candidate)).isInstanceOf(Secp256k1Exception.class);
        return;
      }
      assertThat(NATIVE.pubkeyParse(candidate)).isEqualTo(expected);
    });
    byte[] tooLarge = concat(new byte[]{2}, bytes(BouncyCastleCurve.P));
    assertThatThrownBy(() -> NATIVE.pubkeyParse(tooLarge)).isInstanceOf(Secp256k1Exception.class);
    assertThatThrownBy(() -> point(tooLarge)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ecdsaSignaturesAreTheSame() {
    repeat(r -> {
      byte[] key = privateKey(r);
      byte[] hash = random(r);
      byte[] signature = Crypto.sign(hash, new PrivateKey(key)).toByteArray();
      assertThat(signature).isEqualTo(BouncyCastleCurve.sign(hash, key));
      assertThat(NATIVE.verify(signature, hash, encoded(r, publicPoint(key)))).isTrue();
      assertThat(BouncyCastleCurve.verify(hash, signature, publicPoint(key))).isTrue();
    });
  }

  @Test
  void ecdsaSignaturesAreRefusedAlike() {
    repeat(r -> {
      byte[] key = privateKey(r);
      byte[] hash = random(r);
      byte[] signature = Crypto.sign(hash, new PrivateKey(key)).toByteArray();
      byte[] damaged = signature.clone();
      damaged[r.nextInt(64)] ^= (byte) (1 << r.nextInt(8));
      assertThat(NATIVE.verify(damaged, hash, compressed(publicPoint(key)))).isFalse();
      assertThat(BouncyCastleCurve.verify(hash, damaged, publicPoint(key))).isFalse();
      byte[] otherHash = random(r);
      assertThat(NATIVE.verify(signature, otherHash, compressed(publicPoint(key)))).isFalse();
      byte[] otherKey = compressed(publicPoint(random(r)));
      assertThat(NATIVE.verify(signature, hash, otherKey)).isFalse();
    });
  }

  @Test
  void highSignaturesAreNormalizedAndRefusedBefore() {
    repeat(r -> {
      byte[] key = privateKey(r);
      byte[] hash = random(r);
      byte[] low = BouncyCastleCurve.sign(hash, key);
      byte[] high = concat(Arrays.copyOf(low, 32), bytes(N.subtract(number(Arrays.copyOfRange(low, 32, 64)))));
      assertThat(BouncyCastleCurve.verify(hash, high, publicPoint(key))).isTrue();
      assertThat(NATIVE.verify(high, hash, compressed(publicPoint(key)))).isFalse();
      assertThat(NATIVE.signatureNormalize(high).getFirst()).isEqualTo(low);
      assertThat(NATIVE.signatureNormalize(high).getSecond()).isTrue();
      assertThat(NATIVE.signatureNormalize(low).getFirst()).isEqualTo(low);
      assertThat(NATIVE.signatureNormalize(low).getSecond()).isFalse();
    });
  }

  @Test
  void derIsTheSame() {
    repeat(r -> {
      byte[] signature = BouncyCastleCurve.sign(random(r), privateKey(r));
      byte[] der = NATIVE.compact2der(signature);
      ASN1Sequence sequence = ASN1Sequence.getInstance(der);
      assertThat(bytes(ASN1Integer.getInstance(sequence.getObjectAt(0)).getValue())).isEqualTo(Arrays.copyOf(signature, 32));
      assertThat(bytes(ASN1Integer.getInstance(sequence.getObjectAt(1)).getValue())).isEqualTo(Arrays.copyOfRange(signature, 32, 64));
    });
  }

  @Test
  void keysAreRecoveredAlike() {
    repeat(r -> {
      byte[] key = privateKey(r);
      byte[] hash = random(r);
      byte[] signature = BouncyCastleCurve.sign(hash, key);
      byte[] first = NATIVE.ecdsaRecover(signature, hash, 0);
      byte[] second = NATIVE.ecdsaRecover(signature, hash, 1);
      assertThat(first).isEqualTo(uncompressed(BouncyCastleCurve.recover(hash, signature, 0)));
      assertThat(second).isEqualTo(uncompressed(BouncyCastleCurve.recover(hash, signature, 1)));
      assertThat(uncompressed(publicPoint(key))).isIn(first, second);
    });
  }

  @Test
  void schnorrSignaturesAreTheSame() {
    repeat(r -> {
      byte[] key = privateKey(r);
      byte[] message = random(r);
      byte[] auxiliary = random(r);
      byte[] keyX = Arrays.copyOfRange(compressed(publicPoint(key)), 1, 33);
      byte[] signature = NATIVE.signSchnorr(message, key, auxiliary);
      assertThat(signature).isEqualTo(BouncyCastleCurve.signSchnorr(message, key, auxiliary));
      assertThat(NATIVE.verifySchnorr(signature, message, keyX)).isTrue();
      assertThat(BouncyCastleCurve.verifySchnorr(message, signature, keyX)).isTrue();
      byte[] damaged = signature.clone();
      damaged[r.nextInt(64)] ^= (byte) (1 << r.nextInt(8));
      assertThat(NATIVE.verifySchnorr(damaged, message, keyX)).isFalse();
      assertThat(BouncyCastleCurve.verifySchnorr(message, damaged, keyX)).isFalse();
    });
  }

  @Test
  void sharedSecretsAreTheSame() {
    repeat(r -> {
      byte[] key = privateKey(r);
      ECPoint remote = publicPoint(privateKey(r));
      assertThat(NATIVE.ecdh(key, encoded(r, remote))).isEqualTo(BouncyCastleCurve.ecdh(key, remote));
    });
  }

  @Test
  void privateKeysAreComputedAlike() {
    repeat(r -> {
      BigInteger a = number(privateKey(r));
      BigInteger b = number(privateKey(r));
      assertThat(NATIVE.privKeyNegate(bytes(a))).isEqualTo(bytes(N.subtract(a)));
      assertThat(NATIVE.privKeyTweakMul(bytes(a), bytes(b))).isEqualTo(bytes(a.multiply(b).mod(N)));
      if (a.add(b).mod(N).signum() == 0) {
        assertThatThrownBy(() -> NATIVE.privKeyTweakAdd(bytes(a), bytes(b))).isInstanceOf(Secp256k1Exception.class);
      } else {
        assertThat(NATIVE.privKeyTweakAdd(bytes(a), bytes(b))).isEqualTo(bytes(a.add(b).mod(N)));
      }
    });
  }

  @Test
  void publicKeysAreComputedAlike() {
    repeat(r -> {
      byte[] tweak = privateKey(r);
      ECPoint a = publicPoint(privateKey(r));
      ECPoint b = publicPoint(privateKey(r));
      assertThat(NATIVE.pubKeyNegate(encoded(r, a))).isEqualTo(uncompressed(a.negate()));
      assertThat(NATIVE.pubKeyTweakMul(encoded(r, a), tweak)).isEqualTo(uncompressed(a.multiply(number(tweak))));
      ECPoint tweaked = a.add(publicPoint(tweak)).normalize();
      if (tweaked.isInfinity()) {
        assertThatThrownBy(() -> NATIVE.pubKeyTweakAdd(encoded(r, a), tweak)).isInstanceOf(Secp256k1Exception.class);
      } else {
        assertThat(NATIVE.pubKeyTweakAdd(encoded(r, a), tweak)).isEqualTo(uncompressed(tweaked));
      }
      ECPoint sum = a.add(b).normalize();
      if (sum.isInfinity()) {
        assertThatThrownBy(() -> NATIVE.pubKeyCombine(new byte[][]{compressed(a), compressed(b)})).isInstanceOf(Secp256k1Exception.class);
      } else {
        assertThat(NATIVE.pubKeyCombine(new byte[][]{encoded(r, a), encoded(r, b)})).isEqualTo(uncompressed(sum));
      }
    });
  }

  @Test
  void theInputIsNotChanged() {
    byte[] key = bytes(BigInteger.valueOf(1234));
    byte[] tweak = bytes(BigInteger.valueOf(5678));
    byte[] publicKey = compressed(publicPoint(key));
    NATIVE.privKeyNegate(key);
    NATIVE.privKeyTweakAdd(key, tweak);
    NATIVE.privKeyTweakMul(key, tweak);
    NATIVE.pubKeyNegate(publicKey);
    NATIVE.pubKeyTweakAdd(publicKey, tweak);
    NATIVE.pubKeyTweakMul(publicKey, tweak);
    assertThat(key).isEqualTo(bytes(BigInteger.valueOf(1234)));
    assertThat(tweak).isEqualTo(bytes(BigInteger.valueOf(5678)));
    assertThat(publicKey).isEqualTo(compressed(publicPoint(key)));
  }
}
