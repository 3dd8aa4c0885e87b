package org.l2node.node.transport;

import fr.acinq.bitcoin.ByteVector32;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.l2node.channels.wire.Feature;
import org.l2node.channels.wire.Features;
import org.l2node.channels.wire.Init;

/** BOLT 1 and BOLT 9: whether two nodes can talk, by their {@code init} messages. */
public sealed interface InitNegotiation {
  /**
   * They can.
   *
   * @param remote what the remote offers or demands, both fields together
   */
  record Accepted(Features remote) implements InitNegotiation {}

  /**
   * They cannot.
   *
   * @param reason in words fit for the remote and for a log
   */
  record Refused(String reason) implements InitNegotiation {}

  /** BOLT 9, the column of dependencies, but for those on what all nodes are assumed to have. */
  Map<Feature, Feature> DEPENDENCIES = Map.of(Feature.ZEROCONF, Feature.SCID_ALIAS, Feature.SIMPLE_CLOSE, Feature.SHUTDOWN_ANYSEGWIT);

  /** Bits named in a refusal; a hostile peer may set half a million. */
  int MAX_LISTED = 8;

  /**
   * Compares two init messages. What this node demands need not be offered in return: our compulsory features are those that BOLT 9 assumes
   * of everyone, whether they say so or not.
   *
   * @param local ours
   * @param remote theirs
   */
  static InitNegotiation of(Init local, Init remote) {
    Features theirs = remote.allFeatures();
    List<Integer> unmet = theirs.unmetDemands(local.allFeatures());
    if (!unmet.isEmpty()) {
      return new Refused("this node does not support the features " + listed(unmet) + " that yours demands");
    }
    for (Feature feature : Feature.values()) {
      Feature needed = DEPENDENCIES.get(feature);
      if (needed != null && theirs.supports(feature) && !theirs.supports(needed)) {
        return new Refused(feature.boltName() + " without " + needed.boltName() + ", which it depends on");
      }
    }
    List<ByteVector32> chains = remote.networks();
    if (!chains.isEmpty() && Collections.disjoint(chains, local.networks())) {
      return new Refused("no common network");
    }
    return new Accepted(theirs);
  }

  private static String listed(List<Integer> bits) {
    String first = bits.stream().limit(MAX_LISTED).map(String::valueOf).collect(Collectors.joining(", "));
    return bits.size() > MAX_LISTED ? first + " and " + (bits.size() - MAX_LISTED) + " more" : first;
  }
}
