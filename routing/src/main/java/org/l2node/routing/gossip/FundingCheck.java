package org.l2node.routing.gossip;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.OutPoint;
import org.l2node.channels.units.Satoshi;
import org.l2node.channels.units.ShortChannelId;

/**
 * A question to the base chain: is there, where the id says, an unspent output with this script?
 *
 * @param shortChannelId names block, transaction and output
 * @param script the public key script that the output must have: P2WSH of the two funding keys
 */
public record FundingCheck(ShortChannelId shortChannelId, ByteVector script) {
  /** What the chain answers. */
  public sealed interface Answer {
    ShortChannelId shortChannelId();

    /** It is there. */
    record Unspent(ShortChannelId shortChannelId, OutPoint outPoint, Satoshi amount) implements Answer {}

    /** There is no such output, it has another script, or it is spent. */
    record Gone(ShortChannelId shortChannelId) implements Answer {}

    /** The chain cannot be asked now. */
    record NotKnown(ShortChannelId shortChannelId) implements Answer {}
  }
}
