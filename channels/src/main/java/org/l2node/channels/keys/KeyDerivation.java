package org.l2node.channels.keys;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.secp256k1.Secp256k1;

/**
 * The formulas of BOLT 3, Key Derivation. Each throws {@link IllegalArgumentException} where a key is not on the curve; by chance that does
 * not happen.
 */
public final class KeyDerivation {
  private KeyDerivation() {}

  /** {@code basepoint + SHA256(per_commitment_point || basepoint) * G}: the delayed and the HTLC keys. */
  public static PublicKey publicKey(PublicKey basepoint, PublicKey perCommitmentPoint) {
    ByteVector32 tweak = Sha256.hash(perCommitmentPoint.value, basepoint.value);
    return PublicKey.parse(Secp256k1.get().pubKeyTweakAdd(basepoint.value.toByteArray(), tweak.toByteArray()));
  }

  /**
   * The private key of {@link #publicKey}.
   *
   * @param basepoint the public key of {@code basepointSecret}, which every caller has at hand
   */
  public static PrivateKey privateKey(PrivateKey basepointSecret, PublicKey basepoint, PublicKey perCommitmentPoint) {
    return basepointSecret.plus(new PrivateKey(Sha256.hash(perCommitmentPoint.value, basepoint.value)));
  }

  /**
   * The key that punishes a revoked commitment. Neither side knows its private key alone.
   *
   * @param revocationBasepoint of the countersignatory
   * @param perCommitmentPoint of the broadcaster
   */
  public static PublicKey revocationPublicKey(PublicKey revocationBasepoint, PublicKey perCommitmentPoint) {
    PrivateKey basepointFactor = new PrivateKey(Sha256.hash(revocationBasepoint.value, perCommitmentPoint.value));
    PrivateKey pointFactor = new PrivateKey(Sha256.hash(perCommitmentPoint.value, revocationBasepoint.value));
    return revocationBasepoint.times(basepointFactor).plus(perCommitmentPoint.times(pointFactor));
  }

  /**
   * As {@link #revocationPublicKey(PublicKey, PublicKey)}, by the side that has one of the two secrets: a product with the curve's base
   * takes half the time of one with another point.
   *
   * @param ownSecret the secret of {@code own}
   * @param other not ours; with {@code own} the revocation basepoint and the per-commitment point, whichever is whose
   * @param ownIsBasepoint whether {@code own} is the revocation basepoint
   */
  static PublicKey revocationPublicKey(PrivateKey ownSecret, PublicKey own, PublicKey other, boolean ownIsBasepoint) {
    PublicKey basepoint = ownIsBasepoint ? own : other;
    PublicKey point = ownIsBasepoint ? other : own;
    PrivateKey basepointFactor = new PrivateKey(Sha256.hash(basepoint.value, point.value));
    PrivateKey pointFactor = new PrivateKey(Sha256.hash(point.value, basepoint.value));
    PublicKey ours = ownSecret.times(ownIsBasepoint ? basepointFactor : pointFactor).publicKey();
    return other.times(ownIsBasepoint ? pointFactor : basepointFactor).plus(ours);
  }

  /** The private key of {@link #revocationPublicKey}, once the broadcaster has shown its per-commitment secret. */
  public static PrivateKey revocationPrivateKey(PrivateKey revocationBasepointSecret, PrivateKey perCommitmentSecret) {
    PublicKey revocationBasepoint = revocationBasepointSecret.publicKey();
    PublicKey perCommitmentPoint = perCommitmentSecret.publicKey();
    PrivateKey basepointFactor = new PrivateKey(Sha256.hash(revocationBasepoint.value, perCommitmentPoint.value));
    PrivateKey pointFactor = new PrivateKey(Sha256.hash(perCommitmentPoint.value, revocationBasepoint.value));
    return revocationBasepointSecret.times(basepointFactor).plus(perCommitmentSecret.times(pointFactor));
  }
}
