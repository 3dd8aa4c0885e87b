package org.l2node.channels.channel;

import fr.acinq.bitcoin.Transaction;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.ShortChannelId;

/** What is known of the funding output on the chain. */
public sealed interface FundingStatus {
  /**
   * Not deep enough yet.
   *
   * @param toPublish the funding transaction where this node made it, so that it is published again after a restart
   */
  record Unconfirmed(@Nullable Transaction toPublish) implements FundingStatus {}

  /**
   * As deep as both sides wanted, and just as agreed.
   *
   * @param shortChannelId where
   * @param deep whether it has the 6 confirmations that an announcement needs
   */
  record Confirmed(ShortChannelId shortChannelId, boolean deep) implements FundingStatus {}
}
