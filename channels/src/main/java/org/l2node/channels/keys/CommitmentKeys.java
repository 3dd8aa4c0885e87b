package org.l2node.channels.keys;

import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.PublicKey;

/**
 * The keys of one commitment (BOLT 3, Key Derivation), 0.15 ms of work: a value to be made as soon as the per-commitment point is known,
 * which is a round ahead of its use, and to be used for every transaction built with it.
 *
 * @param perCommitmentPoint of the broadcaster
 * @param revocationPubkey may spend what the broadcaster delays, once the commitment is revoked
 * @param broadcasterDelayedPubkey gets the broadcaster's money after its delay
 * @param broadcasterHtlcPubkey the broadcaster's in HTLC outputs
 * @param countersignatoryHtlcPubkey the countersignatory's in HTLC outputs
 * @param countersignatoryPaymentPubkey gets the countersignatory's money (to_remote); its payment basepoint
 * @param localHtlcKey this node's private one of the two HTLC keys
 */
public record CommitmentKeys(
    PublicKey perCommitmentPoint,
    PublicKey revocationPubkey,
    PublicKey broadcasterDelayedPubkey,
    PublicKey broadcasterHtlcPubkey,
    PublicKey countersignatoryHtlcPubkey,
    PublicKey countersignatoryPaymentPubkey,
    PrivateKey localHtlcKey) {

  /** The keys of this node's own commitment with that point. */
  public static CommitmentKeys ofLocal(ChannelKeys local, ChannelBasepoints remote, PublicKey perCommitmentPoint) {
    PrivateKey localHtlcKey = local.htlcKey(perCommitmentPoint);
    return new CommitmentKeys(
        perCommitmentPoint,
        KeyDerivation.revocationPublicKey(remote.revocationBasepoint(), perCommitmentPoint),
        KeyDerivation.publicKey(local.basepoints().delayedPaymentBasepoint(), perCommitmentPoint),
        localHtlcKey.publicKey(),
        KeyDerivation.publicKey(remote.htlcBasepoint(), perCommitmentPoint),
        remote.paymentBasepoint(),
        localHtlcKey);
  }

  /** As {@link #ofLocal(ChannelKeys, ChannelBasepoints, PublicKey)}, faster: with the secret of the point. */
  static CommitmentKeys ofLocal(ChannelKeys local, ChannelBasepoints remote, PrivateKey perCommitmentSecret,
      PublicKey perCommitmentPoint) {
    PrivateKey localHtlcKey = local.htlcKey(perCommitmentPoint);
    return new CommitmentKeys(
        perCommitmentPoint,
        KeyDerivation.revocationPublicKey(perCommitmentSecret, perCommitmentPoint, remote.revocationBasepoint(), false),
        local.delayedPaymentKey(perCommitmentPoint).publicKey(),
        localHtlcKey.publicKey(),
        KeyDerivation.publicKey(remote.htlcBasepoint(), perCommitmentPoint),
        remote.paymentBasepoint(),
        localHtlcKey);
  }

  /** The keys of the peer's commitment with that point. */
  public static CommitmentKeys ofRemote(ChannelKeys local, ChannelBasepoints remote, PublicKey perCommitmentPoint) {
    PrivateKey localHtlcKey = local.htlcKey(perCommitmentPoint);
    return new CommitmentKeys(
        perCommitmentPoint,
        local.revocationPubkeyOfRemote(perCommitmentPoint),
        KeyDerivation.publicKey(remote.delayedPaymentBasepoint(), perCommitmentPoint),
        KeyDerivation.publicKey(remote.htlcBasepoint(), perCommitmentPoint),
        localHtlcKey.publicKey(),
        local.basepoints().paymentBasepoint(),
        localHtlcKey);
  }
}
