package org.l2node.node.peer;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.l2node.channels.channel.ChannelParams;
import org.l2node.channels.channel.ChannelState;
import org.l2node.channels.channel.FundingSpend;
import org.l2node.channels.channel.FundingStatus;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;

/**
 * The channels as they stand now, for whoever asks; only the peers' actors change it. The states are immutable, so a reader sees one moment
 * of each.
 */
public final class ChannelDirectory {
  /**
   * A channel.
   *
   * @param bug what this node itself did wrong with it; empty where nothing: a channel with a bug takes no step any more and is not failed
   *   either
   */
  public record Entry(ChannelId channelId, ChannelState state, Optional<String> bug) {
    /** Whether an HTLC in it can still be settled with the peer, rather than on the chain. */
    public boolean settlesOffChain() {
      return bug.isEmpty() && (state instanceof ChannelState.Online || state instanceof ChannelState.Offline
          || state instanceof ChannelState.Reestablishing);
    }

    private BlockHeight createdAt() {
      return state instanceof ChannelState.WithData withData ? withData.data().params().createdAt() : new BlockHeight(Integer.MAX_VALUE);
    }
  }

  private final Map<ChannelId, Entry> entries = new ConcurrentHashMap<>();
  private volatile boolean stale;
  private final Map<ShortChannelId, ChannelId> byShortChannelId = new ConcurrentHashMap<>();

  /** How many channels peers have begun and not funded yet, as far as the chain says. */
  public long unfunded() {
    return entries.values().stream().filter(entry -> isUnfunded(entry.state())).count();
  }

  /**
   * How many channels may still have to be closed on the chain at this node's cost. What peers have not funded is none: it costs strangers
   * nothing, and must not keep this node's own money back.
   */
  public int toBeClosed() {
    return (int) entries.values().stream().map(Entry::state)
        .filter(state -> state instanceof ChannelState.WithData && !state.isOver() && !isUnfunded(state)).count();
  }

  /** Whether a peer opened it and has not funded it yet: the transaction is in no block, and not known to be published either. */
  static boolean isUnfunded(ChannelState state) {
    return state instanceof ChannelState.WithData withData && !(state instanceof ChannelState.Closed)
        && !withData.data().params().localIsOpener() && withData.data().fundingStatus() instanceof FundingStatus.Unconfirmed(var tx, var _)
        && tx == null;
  }

  /**
   * Whether a peer opened it and may still fund it. One that the peer has failed since counts over all peers alone: two connections that
   * break in the middle of an opening leave two such, and must not keep an honest peer from opening for two weeks.
   */
  static boolean isStillToBeFunded(ChannelState state) {
    return isUnfunded(state) && !(state instanceof ChannelState.Closing)
        && state instanceof ChannelState.WithData withData && withData.data().session().held() == null;
  }

  /** Notes where a channel stands now. */
  public void put(ChannelId id, ChannelState state, Optional<String> bug) {
    entries.put(id, new Entry(id, state, bug));
    if (provesStaleData(state)) {
      stale = true;
    }
    if (state instanceof ChannelState.WithData withData) {
      ChannelParams params = withData.data().params();
      Optional.ofNullable(params.localAlias()).ifPresent(alias -> byShortChannelId.put(alias.toShortChannelId(), id));
      if (!params.hidesFunding()) {
        withData.data().shortChannelId().ifPresent(scid -> byShortChannelId.put(scid, id));
      }
    }
  }

  /**
   * Whether a channel has shown, in this run or by what is stored of it, that this node's data is an old copy: its peer has proven it, or
   * has closed with a commitment that this node does not know.
   */
  public boolean hasStaleData() {
    return stale;
  }

  private static boolean provesStaleData(ChannelState state) {
    return state instanceof ChannelState.FallenBehind || state instanceof ChannelState.Closing closing && closing.spend() != null
        && closing.spend().kind() == FundingSpend.Kind.FUTURE_COMMITMENT;
  }

  /**
   * Takes an id for a new channel, before anything of it is written: what the store would refuse only later could by then be followed by
   * writes that hit the channel which has that id (reliability, V3).
   *
   * @return false where a channel, of whatever peer, has it: nothing is changed then
   */
  public boolean claim(ChannelId id, ChannelState state) {
    return entries.putIfAbsent(id, new Entry(id, state, Optional.empty())) == null;
  }

  /** Forgets a channel that came to nothing. */
  public void remove(ChannelId id) {
    entries.remove(id);
    byShortChannelId.values().removeIf(id::equals);
  }

  /** The channel of that id. */
  public Optional<Entry> find(ChannelId id) {
    return Optional.ofNullable(entries.get(id));
  }

  /** The channel that an onion names so: by this node's alias or, unless that is to be hidden, by its place in the chain. */
  public Optional<Entry> find(ShortChannelId scid) {
    return Optional.ofNullable(byShortChannelId.get(scid)).map(entries::get);
  }

  /** All channels, closed ones too, in the order in which they were made. */
  public List<Entry> all() {
    return inOrder(entries.values().stream());
  }

  private static List<Entry> inOrder(Stream<Entry> some) {
    return some.sorted(Comparator.comparing(Entry::createdAt).thenComparing(Entry::channelId)).toList();
  }

  /** All channels with a peer. */
  public List<Entry> with(NodeId peer) {
    return inOrder(entries.values().stream().filter(entry -> entry.state().peer().equals(peer)));
  }

  /** Whether there is a channel with a peer that is not over. */
  public boolean hasLiving(NodeId peer) {
    return entries.values().stream().anyMatch(entry -> !entry.state().isOver() && entry.state().peer().equals(peer));
  }
}
