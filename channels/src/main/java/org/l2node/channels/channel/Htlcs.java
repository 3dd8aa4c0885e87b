package org.l2node.channels.channel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.Direction;
import org.l2node.channels.units.HtlcId;

/** The HTLCs of a channel, by direction and number; immutable, in ascending order. */
public final class Htlcs {
  public static final Htlcs NONE = new Htlcs(new TreeMap<>(), new TreeMap<>());

  private final NavigableMap<HtlcId, ChannelHtlc> incoming;
  private final NavigableMap<HtlcId, ChannelHtlc> outgoing;

  private Htlcs(NavigableMap<HtlcId, ChannelHtlc> incoming, NavigableMap<HtlcId, ChannelHtlc> outgoing) {
    this.incoming = incoming;
    this.outgoing = outgoing;
  }

  /** @throws IllegalArgumentException if one occurs twice */
  public static Htlcs of(Iterable<ChannelHtlc> htlcs) {
    Htlcs result = new Htlcs(new TreeMap<>(), new TreeMap<>());
    for (ChannelHtlc htlc : htlcs) {
      if (result.map(htlc.direction()).put(htlc.id(), htlc) != null) {
        throw new IllegalArgumentException("two HTLCs " + htlc.direction() + " " + htlc.id());
      }
    }
    return result;
  }

  private NavigableMap<HtlcId, ChannelHtlc> map(Direction direction) {
    return direction == Direction.INCOMING ? incoming : outgoing;
  }

  public Optional<ChannelHtlc> get(Direction direction, HtlcId id) {
    return Optional.ofNullable(map(direction).get(id));
  }

  public Collection<ChannelHtlc> incoming() {
    return Collections.unmodifiableCollection(incoming.values());
  }

  public Collection<ChannelHtlc> outgoing() {
    return Collections.unmodifiableCollection(outgoing.values());
  }

  /** Incoming ones first. */
  public List<ChannelHtlc> all() {
    List<ChannelHtlc> all = new ArrayList<>(incoming.size() + outgoing.size());
    all.addAll(incoming.values());
    all.addAll(outgoing.values());
    return all;
  }

  public boolean isEmpty() {
    return incoming.isEmpty() && outgoing.isEmpty();
  }

  /** With {@code htlc} added or in place of the one of its direction and number. */
  public Htlcs with(ChannelHtlc htlc) {
    boolean in = htlc.isIncoming();
    NavigableMap<HtlcId, ChannelHtlc> changed = new TreeMap<>(map(htlc.direction()));
    changed.put(htlc.id(), htlc);
    return in ? new Htlcs(changed, outgoing) : new Htlcs(incoming, changed);
  }

  /** Each replaced by what {@code change} makes of it; removed where that is null. */
  public Htlcs map(NullableChange change) {
    return new Htlcs(changed(incoming, change), changed(outgoing, change));
  }

  /** The same map where nothing changed: then nothing has to be written either. */
  @SuppressWarnings("ReferenceEquality")
  private static NavigableMap<HtlcId, ChannelHtlc> changed(NavigableMap<HtlcId, ChannelHtlc> from, NullableChange change) {
    NavigableMap<HtlcId, ChannelHtlc> result = new TreeMap<>();
    boolean same = true;
    for (ChannelHtlc htlc : from.values()) {
      ChannelHtlc next = change.apply(htlc);
      same &= next == htlc;
      if (next != null) {
        result.put(htlc.id(), next);
      }
    }
    return same ? from : result;
  }

  /** A change of one HTLC. */
  @FunctionalInterface
  public interface NullableChange {
    /** The HTLC from now on; null: it is forgotten. */
    @Nullable
    ChannelHtlc apply(ChannelHtlc htlc);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof Htlcs that && incoming.equals(that.incoming) && outgoing.equals(that.outgoing));
  }

  @Override
  public int hashCode() {
    return Objects.hash(incoming, outgoing);
  }

  @Override
  public String toString() {
    return incoming.size() + " incoming, " + outgoing.size() + " outgoing HTLCs";
  }
}
