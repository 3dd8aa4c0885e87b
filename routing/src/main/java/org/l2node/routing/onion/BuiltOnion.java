package org.l2node.routing.onion;

import fr.acinq.bitcoin.ByteVector;
import java.util.List;

/**
 * An onion as its origin node made it.
 *
 * @param packet the 1,366 bytes for the first hop
 * @param sharedSecrets one per hop, in the order of the route: what errors are read with
 */
public record BuiltOnion(ByteVector packet, List<SharedSecret> sharedSecrets) {
  public BuiltOnion {
    sharedSecrets = List.copyOf(sharedSecrets);
  }
}
