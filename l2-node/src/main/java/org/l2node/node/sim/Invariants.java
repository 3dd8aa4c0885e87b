package org.l2node.node.sim;

import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.channel.ChannelData;
import org.l2node.channels.channel.ChannelHtlc;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.Commitments;
import org.l2node.channels.channel.Origin;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.commitment.CommitmentSpec;
import org.l2node.channels.commitment.CommitmentTx;
import org.l2node.channels.commitment.Htlc;
import org.l2node.channels.commitment.Side;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.HtlcId;
import org.l2node.channels.units.Satoshi;
import org.l2node.node.peer.ChannelDirectory;

/** What must hold after every step, of the node that took it. */
final class Invariants {
  private record Place(int node, ChannelId channel) {}

  private record Incoming(int node, ChannelId channel, HtlcId htlc) {}

  private final World world;
  private final Map<Place, ChannelState> seen = new LinkedHashMap<>();
  private final Map<Incoming, Settlement> ends = new LinkedHashMap<>();
  private final Set<ChannelId> closing = new LinkedHashSet<>();
  private final Set<TxId> published = new LinkedHashSet<>();
  private final Set<ChannelId> forced = new LinkedHashSet<>();

  Invariants(World world) {
    this.world = world;
  }

  /**
   * From now on the channel may close.
   *
   * @param unilaterally whether a commitment may be published
   */
  void mayClose(ChannelId channel, boolean unilaterally) {
    closing.add(channel);
    if (unilaterally) {
      forced.add(channel);
    }
  }

  /** Whether somebody has been told to close it. */
  boolean isClosing(ChannelId channel) {
    return closing.contains(channel);
  }

  /** Whether somebody has been told to publish its commitment. */
  boolean isForced(ChannelId channel) {
    return forced.contains(channel);
  }

  /** Whether any commitment was published by order. */
  boolean hasForced() {
    return !forced.isEmpty();
  }

  /** A node has started again: what it had in memory only is gone. */
  void started(SimNode node) {
    seen.keySet().removeIf(place -> place.node() == node.number());
    for (ChannelDirectory.Entry entry : node.channels()) {
      if (entry.state() instanceof ChannelState.WithData s) {
        s.data().commitments().htlcs().incoming().stream().filter(htlc -> htlc.mark().settlement() == null)
            .forEach(htlc -> ends.remove(new Incoming(node.number(), entry.channelId(), htlc.id())));
      }
    }
  }

  /** Checks the channels of a node that have changed. */
  @SuppressWarnings("ReferenceEquality")
  void afterStep(SimNode node) {
    for (ChannelDirectory.Entry entry : node.channels()) {
      entry.bug().ifPresent(bug -> fail(node, entry.channelId(), "is stopped: " + bug));
      if (seen.put(new Place(node.number(), entry.channelId()), entry.state()) != entry.state()) {
        check(node, entry);
      }
    }
  }

  private static void fail(SimNode node, ChannelId channel, String what) {
    throw new Violation(node.name() + " channel " + channel + " " + what);
  }

  private void check(SimNode node, ChannelDirectory.Entry entry) {
    ChannelId id = entry.channelId();
    boolean honest = !world.byzantine().isParty(entry.state(), node);
    switch (entry.state()) {
      case ChannelState.FallenBehind _ -> fail(node, id, "believes to have lost data");
      case ChannelState.Closing s -> {
        if (honest && !(closing.contains(id) && (s.localCommitment() == null || forced.contains(id))) && !isNeverFunded(s)) {
          fail(node, id, "closes: " + s.cause());
        }
      }
      case ChannelState.Closed s -> {
        if (honest && !closing.contains(id) && !isNeverFunded(s)) {
          fail(node, id, "is closed: " + s.text());
        }
      }
      case ChannelState.WithData s -> {
        checkSums(node, id, s.data().commitments(), s.data());
        if (honest) {
          checkPair(node, id, s.data());
        }
      }
      case ChannelState.AwaitingFundingSigned _, ChannelState.Opening _, ChannelState.Abandoned _ -> {
        // No commitment yet that is signed on both sides.
      }
    }
    if (entry.state() instanceof ChannelState.WithData s && world.isHonest(node)) {
      noteEnds(node, id, s.data());
      checkRelays(node);
    }
  }

  /** The opener has crashed before it could publish the funding transaction and knows nothing of the channel. */
  private boolean isNeverFunded(ChannelState.WithData s) {
    SimNode other = world.node(s.peer());
    boolean isKnown = other != null && other.isUp() && other.core().directory().find(s.data().channelId()).isPresent();
    return !s.data().params().localIsOpener() && !isKnown && !published.contains(s.data().params().funding().txid);
  }

  /** Balances, HTLCs and fees are the capacity, in every commitment that may be published. */
  private static void checkSums(SimNode node, ChannelId id, Commitments c, ChannelData data) {
    for (CommitmentSpec spec : List.of(c.localSpec(c.localNumber()), c.remoteSpec(c.remoteNumber()),
        c.remoteSpec(c.signedRemoteNumber()))) {
      if (!spec.total().equals(data.params().capacity().toMilliSatoshi())) {
        fail(node, id, "holds " + spec.total() + " in a commitment, of " + data.params().capacity());
      }
      checkReserve(node, id, spec, Side.LOCAL, Direction.OUTGOING, data.params().localReserve());
      checkReserve(node, id, spec, Side.REMOTE, Direction.INCOMING, data.params().remoteReserve());
    }
  }

  /** Nobody offers an HTLC that takes it below its reserve: a balance falls by HTLCs alone. */
  private static void checkReserve(SimNode node, ChannelId id, CommitmentSpec spec, Side side, Direction offered, Satoshi reserve) {
    boolean offers = spec.htlcs().stream().anyMatch(htlc -> htlc.direction() == offered);
    if (offers && spec.balance(side).isLessThan(reserve.toMilliSatoshi())) {
      fail(node, id, "lets " + side + " go down to " + spec.balance(side) + ", below the reserve of " + reserve);
    }
  }

  /** Both sides mean the same by a commitment of the same number. */
  private void checkPair(SimNode node, ChannelId id, ChannelData data) {
    SimNode other = java.util.Objects.requireNonNull(world.node(data.params().remoteNodeId()));
    ChannelData theirs = living(other, id);
    if (theirs != null) {
      checkKnown(node, id, data.commitments(), theirs.commitments());
      checkKnown(other, id, theirs.commitments(), data.commitments());
    }
  }

  static @Nullable ChannelData living(SimNode node, ChannelId id) {
    if (!node.isUp()) {
      return null;
    }
    Optional<ChannelDirectory.Entry> entry = node.core().directory().find(id);
    return entry.isPresent() && SimNode.isLiving(entry.get().state()) ? ((ChannelState.WithData) entry.get().state()).data() : null;
  }

  /** The owner's commitment is one that the other side has signed and not seen revoked. */
  private static void checkKnown(SimNode owner, ChannelId id, Commitments mine, Commitments theirs) {
    CommitmentNumber number = mine.localNumber();
    if (!number.equals(theirs.remoteNumber()) && !number.equals(theirs.signedRemoteNumber())) {
      fail(owner, id, "is at commitment " + number + ", the other side knows " + theirs.remoteNumber() + " and "
          + theirs.signedRemoteNumber());
    }
    CommitmentSpec local = mine.localSpec(number);
    CommitmentSpec remote = theirs.remoteSpec(number);
    if (!local.feerate().equals(remote.feerate()) || !local.toLocal().equals(remote.toRemote())
        || !local.toRemote().equals(remote.toLocal()) || !sameHtlcs(local.htlcs(), remote.htlcs())) {
      fail(owner, id, "has commitment " + number + " as " + local + ", the other side as " + remote);
    }
  }

  private static boolean sameHtlcs(List<Htlc> mine, List<Htlc> theirs) {
    return mine.size() == theirs.size() && mine.stream().allMatch(htlc -> theirs.stream().anyMatch(
        other -> other.id().equals(htlc.id()) && other.direction() != htlc.direction() && other.amount().equals(htlc.amount())
            && other.paymentHash().equals(htlc.paymentHash()) && other.cltvExpiry().equals(htlc.cltvExpiry())));
  }

  private void noteEnds(SimNode node, ChannelId id, ChannelData data) {
    for (ChannelHtlc htlc : data.commitments().htlcs().incoming()) {
      Settlement end = htlc.mark().settlement() != null ? htlc.mark().settlement() : htlc.proposedRemoval();
      if (end != null) {
        ends.put(new Incoming(node.number(), id, htlc.id()), end);
      }
    }
  }

  /** Paid downstream is paid upstream, or can still be. */
  private void checkRelays(SimNode node) {
    for (ChannelDirectory.Entry entry : node.channels()) {
      if (!(entry.state() instanceof ChannelState.WithData s)) {
        continue;
      }
      for (ChannelHtlc out : s.data().commitments().htlcs().outgoing()) {
        if (out.isFulfilled() && out.origin() instanceof Origin.Relayed(ChannelId upstream, HtlcId htlc)) {
          ChannelData in = living(node, upstream);
          Settlement end = ends.get(new Incoming(node.number(), upstream, htlc));
          boolean isThere = in != null && in.commitments().htlcs().incoming().stream().anyMatch(h -> h.id().equals(htlc));
          if (in != null && (end == null ? !isThere : !(end instanceof Settlement.Fulfilled))) {
            fail(node, upstream, "loses " + htlc + ", which was paid downstream: " + end);
          }
        }
      }
    }
  }

  /** A node publishes a transaction: it must not be a commitment that it has revoked, nor one that is not its newest. */
  void broadcast(SimNode node, Transaction tx) {
    published.add(tx.txid);
    for (ChannelDirectory.Entry entry : node.channels()) {
      if (!(entry.state() instanceof ChannelState.WithData s) || !spends(tx, s.data().params().funding())
          || (s instanceof ChannelState.Closing c && c.mutualClose() != null && c.mutualClose().txid.equals(tx.txid))) {
        continue;
      }
      ChannelId id = entry.channelId();
      boolean isCommitment = tx.txIn.getFirst().sequence >>> 24 == 0x80 && tx.lockTime >>> 24 == 0x20;
      if (!isCommitment) {
        continue; // a mutual close, which both have signed
      }
      CommitmentNumber number = CommitmentTx.numberOf(tx, s.data().params().commitmentParameters());
      if (!number.equals(s.data().commitments().localNumber())) {
        fail(node, id, "publishes commitment " + number + ", its newest is " + s.data().commitments().localNumber());
      }
      SimNode other = world.node(s.peer());
      if (other != null && other.isUp() && other.core().directory().find(id).map(ChannelDirectory.Entry::state)
          .orElse(null) instanceof ChannelState.WithData theirs && number.compareTo(theirs.data().commitments().remoteNumber()) < 0) {
        fail(node, id, "publishes commitment " + number + ", which it has revoked");
      }
    }
  }

  private static boolean spends(Transaction tx, OutPoint output) {
    return tx.txIn.stream().anyMatch(in -> in.outPoint.equals(output));
  }
}
