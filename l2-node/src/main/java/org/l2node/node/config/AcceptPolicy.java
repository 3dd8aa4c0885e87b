package org.l2node.node.config;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.wire.OpenChannel;

/**
 * Which channels peers may open with this node, beyond what every channel must keep to.
 *
 * @param allowed who may open channels; empty: everybody
 * @param denied who may not, whatever {@code allowed} says
 * @param kind whether channels are to be announced to the network
 * @param trusted whose channels may be used before they are confirmed (BOLT 2, option_zeroconf): they could take back what they paid. Where
 *   not everybody is allowed, they have to be in {@code allowed}, too
 */
public record AcceptPolicy(Set<NodeId> allowed, Set<NodeId> denied, Kind kind, Set<NodeId> trusted) {
  /** Everybody's channels, of both kinds. */
  public static final AcceptPolicy ANY = new AcceptPolicy(Set.of(), Set.of(), Kind.ANY);

  /** Which channels are taken; the names in lower case are those of the setting. */
  public enum Kind {
    ANY,
    PUBLIC,
    PRIVATE,
    NONE
  }

  public AcceptPolicy {
    allowed = Set.copyOf(allowed);
    denied = Set.copyOf(denied);
    trusted = Set.copyOf(trusted);
  }

  /** Trusting nobody. */
  public AcceptPolicy(Set<NodeId> allowed, Set<NodeId> denied, Kind kind) {
    this(allowed, denied, kind, Set.of());
  }

  static AcceptPolicy of(Settings settings) {
    String kind = settings.get(Setting.ACCEPT_CHANNELS).orElse("any");
    return new AcceptPolicy(
        peers(settings, Setting.ALLOW_PEERS),
        peers(settings, Setting.DENY_PEERS),
        switch (kind) {
          case "any" -> Kind.ANY;
          case "public" -> Kind.PUBLIC;
          case "private" -> Kind.PRIVATE;
          case "none" -> Kind.NONE;
          default ->
            throw new ConfigException(settings.name(Setting.ACCEPT_CHANNELS) + ": '" + kind + "' is none of any, public, private, none");
        },
        peers(settings, Setting.ZEROCONF_PEERS));
  }

  /** Node ids with commas or spaces between them. */
  static Set<NodeId> peers(Settings settings, Setting setting) {
    Set<NodeId> all = new LinkedHashSet<>();
    for (String text : settings.get(setting).orElse("").split("[, ]+", -1)) {
      if (text.isEmpty()) {
        continue;
      }
      try {
        all.add(NodeId.fromHex(text));
      } catch (IllegalArgumentException e) {
        throw new ConfigException(settings.name(setting) + ": '" + text + "' is " + e.getMessage());
      }
    }
    return all;
  }

  /** Why this node does not take a channel, in words for the peer; empty where it does. */
  public Optional<String> refuses(NodeId peer, OpenChannel open) {
    if (denied.contains(peer) || !allowed.isEmpty() && !allowed.contains(peer)) {
      return Optional.of("this node takes no channels from you");
    }
    return switch (kind) {
      case ANY -> Optional.empty();
      case PUBLIC -> open.announceChannel() ? Optional.empty() : Optional.of("this node takes only channels that are announced");
      case PRIVATE -> open.announceChannel() ? Optional.of("this node takes only channels that are not announced") : Optional.empty();
      case NONE -> Optional.of("this node takes no channels");
    };
  }
}
