package org.l2node.node.peer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.TemporaryChannelId;

/**
 * The channels with one peer that have no funding yet, under their temporary ids, and who waits to hear how they turn out. What peers begin
 * takes places that are few, over all peers; what this node's user begins does not, so that strangers cannot stand in the way of it.
 */
final class Openings {
  /** Channels that the peer may have begun and not funded at the same time (reliability, 5.1). */
  private static final int MAX_UNFUNDED_OF_PEER = 2;

  /** The same over all peers: each is remembered for as long as a funding transaction may take to be confirmed. */
  private static final int MAX_UNFUNDED = 500;

  private final OpeningQuota quota;
  private final Map<TemporaryChannelId, Slot> slots = new LinkedHashMap<>();
  private final Map<TemporaryChannelId, CompletableFuture<OpenResult>> answers = new LinkedHashMap<>();

  Openings(OpeningQuota quota) {
    this.quota = quota;
  }

  boolean isEmpty() {
    return slots.isEmpty();
  }

  boolean contains(TemporaryChannelId id) {
    return slots.containsKey(id);
  }

  @Nullable
  Slot get(TemporaryChannelId id) {
    return slots.get(id);
  }

  /** All of them now. */
  List<Slot> all() {
    return new ArrayList<>(slots.values());
  }

  /**
   * Takes a place for a channel that the peer wants to begin.
   *
   * @param unfunded channels of the peer that are stored and not funded
   * @param unfundedOfAll the same of all peers
   * @return false where there is none left
   */
  boolean takePlace(long unfunded, long unfundedOfAll) {
    long begun = slots.values().stream().filter(Slot::isByPeer).count();
    return begun + unfunded < MAX_UNFUNDED_OF_PEER && unfundedOfAll < MAX_UNFUNDED && quota.take();
  }

  /** It came to nothing before it was added. */
  void givePlaceBack() {
    quota.release();
  }

  /** The peer begins one, for which a place was taken. */
  void addByPeer(TemporaryChannelId id, Slot slot) {
    slots.put(id, slot);
  }

  /** This node's user begins one. */
  void add(TemporaryChannelId id, Slot slot, CompletableFuture<OpenResult> answer) {
    slots.put(id, slot);
    answers.put(id, answer);
  }

  /** It goes on under its channel id, or not at all. */
  void remove(Slot slot) {
    if (slots.remove(slot.state().temporaryChannelId(), slot) && slot.isByPeer()) {
      quota.release();
    }
  }

  /** Whoever began it is told that it came to nothing. */
  void failed(TemporaryChannelId id, boolean byPeer, String text) {
    Optional.ofNullable(answers.remove(id)).ifPresent(answer -> answer.complete(new OpenResult.Failed(byPeer, text)));
  }

  /** Whoever began it is told that it has a funding transaction. */
  void funded(TemporaryChannelId id, ChannelId channelId) {
    Optional.ofNullable(answers.remove(id)).ifPresent(answer -> answer.complete(new OpenResult.Opened(channelId)));
  }
}
