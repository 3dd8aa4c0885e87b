package org.l2node.channels.channel;

import org.jspecify.annotations.Nullable;
import org.l2node.channels.wire.Features;

/**
 * What holds only for one connection, or at most for this run of the process; never stored.
 *
 * @param remoteFeatures of the peer's init
 * @param shutdownSent whether shutdown was sent on this connection
 * @param shutdownReceived whether shutdown came on it
 * @param announcementSent whether announcement_signatures was sent on it
 * @param confirmed whether, in this run, the peer has agreed to where the channel stands: by its channel_reestablish, or because the
 *   channel was opened in this run. Before, the store that it was read from may be an old copy, whose commitment is revoked
 * @param doubted whether the peer has last claimed, by its channel_reestablish, to be where it was before
 * @param held why the channel is to be failed, as soon as that is known; null: it is not to be failed
 * @param signer what was signed and given up in this run
 */
public record Session(
    Features remoteFeatures, boolean shutdownSent, boolean shutdownReceived, boolean announcementSent, boolean confirmed,
    boolean doubted, @Nullable String held, SignerMemory signer) {
  /** No connection yet: read from a store. */
  public static final Session NONE = new Session(Features.NONE, false, false, false, false, false, null, SignerMemory.NONE);

  /** The connection in which the channel is opened. */
  public static Session of(Features remoteFeatures) {
    return new Session(remoteFeatures, false, false, false, true, false, null, SignerMemory.NONE);
  }

  /** The connection is gone. */
  public Session ended() {
    return new Session(Features.NONE, false, false, false, confirmed, doubted, held, signer);
  }

  /** A new connection. */
  public Session connected(Features newFeatures) {
    return new Session(newFeatures, false, false, false, confirmed, doubted, held, signer);
  }

  public Session withShutdownSent() {
    return new Session(remoteFeatures, true, shutdownReceived, announcementSent, confirmed, doubted, held, signer);
  }

  public Session withShutdownReceived() {
    return new Session(remoteFeatures, shutdownSent, true, announcementSent, confirmed, doubted, held, signer);
  }

  public Session withAnnouncementSent() {
    return new Session(remoteFeatures, shutdownSent, shutdownReceived, true, confirmed, doubted, held, signer);
  }

  public Session withoutAnnouncementSent() {
    return new Session(remoteFeatures, shutdownSent, shutdownReceived, false, confirmed, doubted, held, signer);
  }

  /** The peer has agreed to where the channel stands. */
  public Session withConfirmed() {
    return new Session(remoteFeatures, shutdownSent, shutdownReceived, announcementSent, true, false, null, signer);
  }

  /** The peer claims to be where it was before. */
  public Session withDoubted() {
    return new Session(remoteFeatures, shutdownSent, shutdownReceived, announcementSent, confirmed, true, held, signer);
  }

  /** The channel is to be failed once it is confirmed; the first reason stays. */
  public Session withHeld(String why) {
    return new Session(remoteFeatures, shutdownSent, shutdownReceived, announcementSent, confirmed, doubted, held == null ? why : held,
        signer);
  }

  public Session withSigner(SignerMemory memory) {
    return new Session(remoteFeatures, shutdownSent, shutdownReceived, announcementSent, confirmed, doubted, held, memory);
  }
}
