package org.l2node.routing.payment;

import fr.acinq.bitcoin.ByteVector32;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.routing.gossip.GossipSignatures;
import org.l2node.routing.graph.DirectedChannel;
import org.l2node.routing.graph.ForwardingTerms;
import org.l2node.routing.onion.FailureMessage;
import org.l2node.routing.path.Route;
import org.l2node.routing.path.RouteKnowledge;

/**
 * What a failed attempt teaches the next one (BOLT 4, receiving failure codes). Whoever is named by an error may be lying, so every lesson
 * takes at least one channel or node, or that channel's old terms, out of consideration: the same attempt is never made twice, and attempts
 * come to an end.
 *
 * @param knowledge for the next attempt
 * @param rejected whether the payee said no for good: there is no next attempt
 * @param text for people
 * @param failed the channel that could not forward; null where none is to blame for other payments
 * @param amount that it could not forward
 */
record FailureLesson(
    RouteKnowledge knowledge,
    boolean rejected,
    String text,
    @Nullable DirectedChannel failed,
    MilliSatoshi amount) {

  /** Where and on what terms an attempt was made. */
  record Tried(Route route, NodeId self, ByteVector32 chainHash, RouteKnowledge knowledge) {
    private FailureLesson lesson(RouteKnowledge next, String text) {
      return new FailureLesson(next, false, text, null, MilliSatoshi.ZERO);
    }

    private FailureLesson rejection(String text) {
      return new FailureLesson(knowledge, true, text, null, MilliSatoshi.ZERO);
    }

    private DirectedChannel channelInto(int hop) {
      return route.channelInto(hop, self);
    }

    private boolean isLast(int hop) {
      return hop == route.hops().size() - 1;
    }
  }

  /** The HTLC never left: the local channel could not take it, whatever its balance said. */
  static FailureLesson neverSent(Tried tried, String why) {
    return tried.lesson(tried.knowledge.withTooMuch(tried.channelInto(0), tried.route.amount()), "not sent: " + why);
  }

  /** The first hop could not read the onion that this node made. */
  static FailureLesson malformed(Tried tried, int failureCode) {
    String text = "the first hop could not read the onion: "
        + new FailureMessage.Unknown(failureCode, fr.acinq.bitcoin.ByteVector.empty).text();
    if (tried.isLast(0)) {
      return tried.rejection(text);
    }
    return tried.lesson(tried.knowledge.withExcluded(tried.route.hops().getFirst().nodeId()), text);
  }

  /** Somebody garbled the error, and nobody knows who: another route altogether, if there is one. */
  static FailureLesson unreadable(Tried tried) {
    String text = "the error could not be read";
    if (tried.isLast(0)) {
      return tried.rejection(text);
    }
    RouteKnowledge next = tried.knowledge;
    for (int hop = 1; hop < tried.route.hops().size(); hop++) {
      next = next.withExcluded(tried.channelInto(hop));
    }
    return tried.lesson(next, text);
  }

  /** @param hop who says so; a place of the route */
  static FailureLesson of(Tried tried, int hop, FailureMessage failure) {
    NodeId node = tried.route.hops().get(hop).nodeId();
    String text = (tried.isLast(hop) ? "destination" : "hop " + (hop + 1)) + " " + node + ": " + failure.text();
    return tried.isLast(hop) ? fromPayee(tried, hop, failure, text) : fromHop(tried, hop, failure, text);
  }

  private static FailureLesson fromPayee(Tried tried, int hop, FailureMessage failure, String text) {
    // Other codes from the payee say that the HTLC did not reach it as it was sent, or that it is busy: perhaps another last channel does
    // better.
    if (failure.isPermanent() || tried.isLast(0)) {
      return tried.rejection(text);
    }
    return tried.lesson(tried.knowledge.withExcluded(tried.channelInto(hop)), text);
  }

  private static FailureLesson fromHop(Tried tried, int hop, FailureMessage failure, String text) {
    NodeId node = tried.route.hops().get(hop).nodeId();
    DirectedChannel channel = tried.channelInto(hop + 1);
    MilliSatoshi amount = tried.route.hops().get(hop + 1).amount();
    RouteKnowledge without = tried.knowledge.withExcluded(channel);
    if (failure.isNodeFailure()) {
      return tried.lesson(tried.knowledge.withExcluded(node), text);
    }
    return switch (failure) {
      case FailureMessage.TemporaryChannelFailure(ChannelUpdate update) -> {
        RouteKnowledge next = withNewTerms(tried, hop, update).withTooMuch(channel, amount);
        yield new FailureLesson(next, false, text, channel, amount);
      }
      case FailureMessage.AmountBelowMinimum(_, ChannelUpdate update) -> tried.lesson(newTermsOrWithout(tried, hop, update), text);
      case FailureMessage.FeeInsufficient(_, ChannelUpdate update) -> tried.lesson(newTermsOrWithout(tried, hop, update), text);
      case FailureMessage.IncorrectCltvExpiry(_, ChannelUpdate update) -> tried.lesson(newTermsOrWithout(tried, hop, update), text);
      case FailureMessage.ExpiryTooSoon _ -> tried.lesson(without, text);
      case FailureMessage.ChannelDisabled _, FailureMessage.PermanentChannelFailure _,
          FailureMessage.RequiredChannelFeatureMissing _, FailureMessage.UnknownNextPeer _ ->
        new FailureLesson(without, false, text, channel, MilliSatoshi.ZERO);
      // The next node could not read the onion, or so this one says: either may have garbled it.
      case FailureMessage.InvalidOnionVersion _, FailureMessage.InvalidOnionHmac _, FailureMessage.InvalidOnionKey _,
          FailureMessage.InvalidOnionBlinding _ ->
        tried.lesson(without, text);
      // What only a payee may say, what says nothing about a channel, and what nobody knows: not through this node.
      case FailureMessage.TemporaryNodeFailure _, FailureMessage.PermanentNodeFailure _,
          FailureMessage.RequiredNodeFeatureMissing _, FailureMessage.IncorrectOrUnknownPaymentDetails _,
          FailureMessage.FinalIncorrectCltvExpiry _, FailureMessage.FinalIncorrectHtlcAmount _, FailureMessage.ExpiryTooFar _,
          FailureMessage.InvalidOnionPayload _, FailureMessage.MppTimeout _, FailureMessage.Unknown _ ->
        tried.lesson(tried.knowledge.withExcluded(node), text);
    };
  }

  /** The terms that the hop tells, once for each channel: a node that asks for more and more is left out the second time. */
  private static RouteKnowledge newTermsOrWithout(Tried tried, int hop, @Nullable ChannelUpdate update) {
    RouteKnowledge next = withNewTerms(tried, hop, update);
    return next.equals(tried.knowledge) ? tried.knowledge.withExcluded(tried.channelInto(hop + 1)) : next;
  }

  private static RouteKnowledge withNewTerms(Tried tried, int hop, @Nullable ChannelUpdate update) {
    DirectedChannel channel = tried.channelInto(hop + 1);
    boolean again = tried.knowledge.newTerms().containsKey(channel);
    if (update == null || again || !update.chainHash().equals(tried.chainHash) || !update.shortChannelId().equals(channel.shortChannelId())
        || update.direction() != channel.direction() || update.isDisabled()
        || !GossipSignatures.isValid(update, tried.route.hops().get(hop).nodeId())) {
      return tried.knowledge;
    }
    ForwardingTerms terms = ForwardingTerms.of(update);
    return isMet(tried.route, hop, terms) ? tried.knowledge : tried.knowledge.withTerms(channel, terms);
  }

  /** Whether the attempt already kept to {@code terms}, so that hearing them teaches nothing. */
  private static boolean isMet(Route route, int hop, ForwardingTerms terms) {
    Route.Hop in = route.hops().get(hop);
    Route.Hop out = route.hops().get(hop + 1);
    return terms.isUsable() && !in.fee().isLessThan(terms.feeFor(out.amount()))
        && in.expiry().value() - out.expiry().value() >= terms.cltvExpiryDelta().blocks() && !out.amount().isLessThan(terms.htlcMinimum())
        && !out.amount().isMoreThan(terms.htlcMaximum());
  }
}
