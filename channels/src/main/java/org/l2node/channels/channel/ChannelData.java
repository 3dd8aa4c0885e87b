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

  /**
   * Whether the funding transaction was confirmed and is not any more, or never was and is double-spent: nothing new may rest on the
   * channel.
   */
  public boolean isInDoubt() {
    return fundingStatus instanceof FundingStatus.Reorganized || fundingStatus.conflict() != null;
  }

  /**
   * Whether channel_ready may be sent as far as the funding output goes: it is as deep as this node wants, or, where that is not at all, is
   * in a transaction that this node knows.
   */
  public boolean isFunded() {
    return switch (fundingStatus) {
      case FundingStatus.Confirmed _ -> true;
      case FundingStatus.Unconfirmed(var tx, var conflict) -> params.isZeroConf() && tx != null && conflict == null;
      case FundingStatus.Reorganized _ -> false;
    };
  }

  /** Whether payments may have passed though the funding transaction is not confirmed, on trust that it will be. */
  public boolean isUsedUnconfirmed() {
    return params.isZeroConf() && fundingStatus instanceof FundingStatus.Unconfirmed(var tx, var _) && tx != null;
  }

  public ChannelData withSession(Session newSession) {
    return new ChannelData(params, commitments, fundingStatus, remoteAlias, remoteAnnouncement, newSession);
  }
}
