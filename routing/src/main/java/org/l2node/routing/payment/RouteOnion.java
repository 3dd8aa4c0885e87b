package org.l2node.routing.payment;

import fr.acinq.bitcoin.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import org.l2node.routing.onion.BuiltOnion;
import org.l2node.routing.onion.FinalPayload;
import org.l2node.routing.onion.OnionHop;
import org.l2node.routing.onion.RelayPayload;
import org.l2node.routing.onion.Sphinx;
import org.l2node.routing.path.Route;

/** The onion of a route. Made from the same session key it is the same onion again, which is how the keys of a returning error are had. */
final class RouteOnion {
  private RouteOnion() {}

  /** Each node is told what to send on: the amount, expiry and channel of the hop after it (BOLT 4, payload format). */
  static List<OnionHop> hops(Route route, PaymentRequest request) {
    List<OnionHop> hops = new ArrayList<>();
    for (int i = 0; i < route.hops().size() - 1; i++) {
      Route.Hop next = route.hops().get(i + 1);
      hops.add(new OnionHop(route.hops().get(i).nodeId(), new RelayPayload(next.amount(), next.expiry(), next.shortChannelId()).write()));
    }
    Route.Hop last = route.hops().getLast();
    hops.add(new OnionHop(last.nodeId(),
        FinalPayload.of(last.amount(), last.expiry(), request.paymentSecret(), request.paymentMetadata()).write()));
    return hops;
  }

  /** Whether the payloads fit: a long payment_metadata on a long route may not. */
  static boolean fits(Route route, PaymentRequest request) {
    return Sphinx.fits(hops(route, request));
  }

  static BuiltOnion build(PrivateKey sessionKey, Route route, PaymentRequest request) {
    return Sphinx.build(sessionKey, hops(route, request), request.paymentHash());
  }
}
