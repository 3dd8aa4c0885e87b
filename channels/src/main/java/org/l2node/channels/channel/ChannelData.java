package org.l2node.channels.channel;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.ScidAlias;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.AnnouncementSignatures;

/**
 * What every phase of a channel with a funding output has.
 *
 * @param params what never changes
 * @param commitments both sides' commitments and the HTLCs
 * @param fundingStatus the funding output on the chain
 * @param remoteAlias how the peer also calls the channel (channel_ready, TLV 1)
 * @param remoteAnnouncement the peer's half of the announcement, once it came; not yet checked while the funding output is not deep
 * @param session the connection, if there is one
 */
public record ChannelData(
    ChannelParams params,
    Commitments commitments,
    FundingStatus fundingStatus,
    @Nullable ScidAlias remoteAlias,
    @Nullable AnnouncementSignatures remoteAnnouncement,
    Session session) {
  public ChannelId channelId() {
    return params.channelId();
  }

  /** The real short channel id, once the funding output is deep enough. */
  public Optional<ShortChannelId> shortChannelId() {
    return fundingStatus instanceof FundingStatus.Confirmed confirmed ? Optional.of(confirmed.shortChannelId()) : Optional.empty();
  }

  public ChannelData withCommitments(Commitments newCommitments) {
    return new ChannelData(params, newCommitments, fundingStatus, remoteAlias, remoteAnnouncement, session);
  }

  public ChannelData withFundingStatus(FundingStatus status) {
    return new ChannelData(params, commitments, status, remoteAlias, remoteAnnouncement, session);
  }

  public ChannelData withRemoteAlias(@Nullable ScidAlias alias) {
    return new ChannelData(params, commitments, fundingStatus, alias, remoteAnnouncement, session);
  }

  public ChannelData withRemoteAnnouncement(AnnouncementSignatures signatures) {
    return new ChannelData(params, commitments, fundingStatus, remoteAlias, signatures, session);
  }

  /** The channel has another place in the chain: it has to be announced anew. */
  public ChannelData withoutAnnouncement() {
    return new ChannelData(params, commitments, fundingStatus, remoteAlias, null, session.withoutAnnouncementSent());
  }

  /** Whether the funding transaction was confirmed and is not any more: nothing new may rest on the channel. */
  public boolean isReorganized() {
    return fundingStatus instanceof FundingStatus.Reorganized;
  }

  public ChannelData withSession(Session newSession) {
    return new ChannelData(params, commitments, fundingStatus, remoteAlias, remoteAnnouncement, newSession);
  }
}
