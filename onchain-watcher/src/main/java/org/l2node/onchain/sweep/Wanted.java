package org.l2node.onchain.sweep;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.resolution.Claim;
import org.l2node.channels.units.FeeratePerKw;

/**
 * A transaction that should be made.
 *
 * @param claims what it spends; not empty
 * @param feerate what it should pay, for a parent too where it has one
 * @param earlier the attempt that it replaces, of the same claims; null where it is new
 */
record Wanted(List<OpenClaim> claims, FeeratePerKw feerate, @Nullable Attempt earlier) {
  Wanted {
    claims = List.copyOf(claims);
  }

  List<Claim> plainClaims() {
    return claims.stream().map(OpenClaim::claim).toList();
  }
}
