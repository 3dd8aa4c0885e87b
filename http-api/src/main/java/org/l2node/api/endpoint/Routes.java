package org.l2node.api.endpoint;

import static org.l2node.api.endpoint.Route.Access.ADMIN;
import static org.l2node.api.endpoint.Route.Access.OPEN;
import static org.l2node.api.endpoint.Route.Method.GET;
import static org.l2node.api.endpoint.Route.Method.POST;
import static org.l2node.api.endpoint.Route.Method.PUT;

import java.util.List;
import org.l2node.api.service.IdempotencyStore;
import org.l2node.api.service.NodeService;

/**
 * Every route of the API. Names, paths and statuses stay for good; {@code openapi.json} and {@code docs/api.md} say the same, which tests
 * check.
 */
public final class Routes {

  private Routes() {}

  /** @param keys where idempotency keys are kept */
  public static List<Route> of(NodeService node, IdempotencyStore keys) {
    Idempotency once = new Idempotency(keys);
    Waiting waiting = new Waiting();
    NodeEndpoints nodes = new NodeEndpoints(node, once);
    ChannelEndpoints channels = new ChannelEndpoints(node, once);
    PaymentEndpoints payments = new PaymentEndpoints(node, once, waiting);
    List<String> none = List.of();
    List<String> paged = List.of("limit", "cursor");
    List<String> wait = List.of("wait");
    return List.of(
        new Route(GET, "/v1/node", ADMIN, none, 200, nodes::info),
        new Route(GET, "/v1/node/balances", ADMIN, none, 200, nodes::balances),
        new Route(POST, "/v1/node/stop", ADMIN, none, 202, nodes::stop),
        new Route(POST, "/v1/wallet/addresses", ADMIN, none, 201, nodes::newAddress),
        new Route(GET, "/v1/wallet/balance", ADMIN, none, 200, nodes::walletBalance),
        new Route(GET, "/v1/wallet/sweeps", ADMIN, List.of("limit", "cursor", "channel_id"), 200, channels::sweeps),
        new Route(PUT, "/v1/peers/{node_id}", ADMIN, none, 200, channels::connectPeer),
        new Route(GET, "/v1/peers", ADMIN, paged, 200, channels::listPeers),
        new Route(POST, "/v1/channels", ADMIN, none, 202, channels::open),
        new Route(GET, "/v1/channels", ADMIN, paged, 200, channels::list),
        new Route(GET, "/v1/channels/{channel_id}", ADMIN, none, 200, channels::get),
        new Route(POST, "/v1/channels/{channel_id}/close", ADMIN, none, 202, channels::close),
        new Route(POST, "/v1/channels/{channel_id}/close/bump", ADMIN, none, 202, channels::bump),
        new Route(POST, "/v1/invoices", ADMIN, none, 201, payments::createInvoice),
        new Route(GET, "/v1/invoices/{payment_hash}", ADMIN, wait, 200, payments::getInvoice),
        new Route(POST, "/v1/payments", ADMIN, wait, 202, payments::pay),
        new Route(GET, "/v1/payments", ADMIN, paged, 200, payments::listPayments),
        new Route(GET, "/v1/payments/{payment_id}", ADMIN, wait, 200, payments::getPayment),
        new Route(POST, "/v1/decode", ADMIN, none, 200, payments::decode),
        new Route(GET, "/v1/health/live", OPEN, none, 200, nodes::live),
        new Route(GET, "/v1/health/ready", OPEN, none, 200, nodes::ready),
        new Route(GET, "/openapi.json", OPEN, none, 200, _ -> new Answer(200, OpenApi.document())));
  }
}
