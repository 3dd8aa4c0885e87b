package org.l2node.channels.keys;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.PublicKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.ScidAlias;

/** The secrets of this node's side of one channel, with their public keys at hand. Made by {@link NodeKeys#channel}. */
public final class ChannelKeys {
  private final PrivateKey fundingKey;
  private final PrivateKey revocationBasepointSecret;
  private final PrivateKey paymentBasepointSecret;
  private final PrivateKey delayedPaymentBasepointSecret;
  private final PrivateKey htlcBasepointSecret;
  private final ByteVector32 perCommitmentSeed;
  private final ChannelBasepoints basepoints;
  /** What was derived last, and will be asked for again: only a matter of time and not of what is answered. */
  private volatile @Nullable OwnPoint lastPoint;
  private volatile @Nullable Derived lastLocal;
  private volatile @Nullable Derived lastRemote;

  /** The point of a commitment of this node's. */
  private record OwnPoint(CommitmentNumber number, PublicKey point) {}

  /** The keys of a commitment with a peer that has those basepoints. */
  private record Derived(ChannelBasepoints remote, CommitmentKeys keys) {
    boolean isOf(ChannelBasepoints peer, PublicKey point) {
      return keys.perCommitmentPoint().equals(point) && remote.equals(peer);
    }
  }

  /** @param perCommitmentSeed of {@link ShaChain} */
  public ChannelKeys(
      PrivateKey fundingKey, PrivateKey revocationBasepointSecret, PrivateKey paymentBasepointSecret,
      PrivateKey delayedPaymentBasepointSecret,
      PrivateKey htlcBasepointSecret, ByteVector32 perCommitmentSeed) {
    this.fundingKey = fundingKey;
    this.revocationBasepointSecret = revocationBasepointSecret;
    this.paymentBasepointSecret = paymentBasepointSecret;
    this.delayedPaymentBasepointSecret = delayedPaymentBasepointSecret;
    this.htlcBasepointSecret = htlcBasepointSecret;
    this.perCommitmentSeed = perCommitmentSeed;
    this.basepoints = new ChannelBasepoints(
        fundingKey.publicKey(),
        revocationBasepointSecret.publicKey(),
        paymentBasepointSecret.publicKey(),
        delayedPaymentBasepointSecret.publicKey(),
        htlcBasepointSecret.publicKey());
  }

  /** What the peer is told in open_channel or accept_channel. */
  public ChannelBasepoints basepoints() {
    return basepoints;
  }

  /** Signs commitment and closing transactions and announcements. */
  public PrivateKey fundingKey() {
    return fundingKey;
  }

  /** The key of the to_remote outputs that the peer's commitments pay this node with; the same for all of them. */
  public PrivateKey paymentKey() {
    return paymentBasepointSecret;
  }

  /**
   * The secret that revokes this node's commitment {@code number}: shown to the peer only once a later one is durable with the peer's
   * signatures.
   */
  public PrivateKey perCommitmentSecret(CommitmentNumber number) {
    return ShaChain.secret(perCommitmentSeed, number);
  }

  /** The point of this node's commitment {@code number}. */
  public PublicKey perCommitmentPoint(CommitmentNumber number) {
    OwnPoint last = lastPoint;
    if (last != null && last.number().equals(number)) {
      return last.point();
    }
    PublicKey point = perCommitmentSecret(number).publicKey();
    lastPoint = new OwnPoint(number, point);
    return point;
  }

  /**
   * The keys of this node's commitment {@code number}. Derived once where it is asked for several times in a row: so it can be asked for
   * ahead, while there is nothing else to do.
   *
   * @param remote the peer's basepoints
   */
  public CommitmentKeys localCommitment(ChannelBasepoints remote, CommitmentNumber number) {
    PublicKey point = perCommitmentPoint(number);
    Derived last = lastLocal;
    if (last == null || !last.isOf(remote, point)) {
      last = new Derived(remote, CommitmentKeys.ofLocal(this, remote, perCommitmentSecret(number), point));
      lastLocal = last;
    }
    return last.keys();
  }

  /** The keys of the peer's commitment with that point; as {@link #localCommitment}. */
  public CommitmentKeys remoteCommitment(ChannelBasepoints remote, PublicKey perCommitmentPoint) {
    Derived last = lastRemote;
    if (last == null || !last.isOf(remote, perCommitmentPoint)) {
      last = new Derived(remote, CommitmentKeys.ofRemote(this, remote, perCommitmentPoint));
      lastRemote = last;
    }
    return last.keys();
  }

  /** Our part of the key that punishes a revoked commitment of the peer's with that point. */
  PublicKey revocationPubkeyOfRemote(PublicKey perCommitmentPoint) {
    return KeyDerivation.revocationPublicKey(revocationBasepointSecret, basepoints.revocationBasepoint(), perCommitmentPoint, true);
  }

  /** Signs this node's half of the HTLC transactions of the commitment with that point, whoever's commitment it is. */
  public PrivateKey htlcKey(PublicKey perCommitmentPoint) {
    return KeyDerivation.privateKey(htlcBasepointSecret, basepoints.htlcBasepoint(), perCommitmentPoint);
  }

  /** Spends this node's delayed outputs of its own commitment with that point, and of that commitment's HTLC transactions. */
  public PrivateKey delayedPaymentKey(PublicKey perCommitmentPoint) {
    return KeyDerivation.privateKey(delayedPaymentBasepointSecret, basepoints.delayedPaymentBasepoint(), perCommitmentPoint);
  }

  /** Spends the peer's outputs of a commitment that it has revoked with that secret. */
  public PrivateKey revocationKey(PrivateKey remotePerCommitmentSecret) {
    return KeyDerivation.revocationPrivateKey(revocationBasepointSecret, remotePerCommitmentSecret);
  }

  /**
   * How this node's peer may also call the channel (BOLT 2, channel_ready): says nothing of the funding output, and is the same whenever it
   * is asked for.
   */
  public ScidAlias scidAlias() {
    byte[] name = "short_channel_id alias".getBytes(StandardCharsets.US_ASCII);
    byte[] mac = Crypto.hmac512(fundingKey.value.toByteArray(), name);
    // The first bit keeps it apart from every real one for more than a century of blocks.
    return new ScidAlias(ByteBuffer.wrap(mac).getLong() | Long.MIN_VALUE);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ChannelKeys that && basepoints.equals(that.basepoints) && perCommitmentSeed.equals(that.perCommitmentSeed);
  }

  @Override
  public int hashCode() {
    return basepoints.hashCode();
  }

  @Override
  public String toString() {
    return "keys of channel with funding key " + basepoints.fundingPubkey();
  }
}
