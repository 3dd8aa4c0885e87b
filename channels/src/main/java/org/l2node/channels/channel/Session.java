package org.l2node.channels.channel;

import org.l2node.channels.wire.Features;

/**
 * What holds only for one connection; never stored.
 *
 * @param remoteFeatures of the peer's init
 * @param shutdownSent whether shutdown was sent on it
 * @param shutdownReceived whether shutdown came on it
 * @param announcementSent whether announcement_signatures was sent on it
 */
public record Session(Features remoteFeatures, boolean shutdownSent, boolean shutdownReceived, boolean announcementSent) {
  /** No connection. */
  public static final Session NONE = new Session(Features.NONE, false, false, false);

  public static Session of(Features remoteFeatures) {
    return new Session(remoteFeatures, false, false, false);
  }

  public Session withShutdownSent() {
    return new Session(remoteFeatures, true, shutdownReceived, announcementSent);
  }

  public Session withShutdownReceived() {
    return new Session(remoteFeatures, shutdownSent, true, announcementSent);
  }

  public Session withAnnouncementSent() {
    return new Session(remoteFeatures, shutdownSent, shutdownReceived, true);
  }
}
