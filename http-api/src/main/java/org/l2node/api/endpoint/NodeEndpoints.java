package org.l2node.api.endpoint;

import org.l2node.api.dto.NodeDto;
import org.l2node.api.dto.RequestBodies;
import org.l2node.api.service.NodeService;
import org.l2node.api.service.Readiness;

/** The node itself, its wallet and its health. */
final class NodeEndpoints {
  private final NodeService node;
  private final Idempotency once;

  NodeEndpoints(NodeService node, Idempotency once) {
    this.node = node;
    this.once = once;
  }

  Answer info(ApiRequest request) {
    return new Answer(200, NodeDto.info(node.info()));
  }

  Answer balances(ApiRequest request) {
    return new Answer(200, NodeDto.balances(node.balances()));
  }

  Answer walletBalance(ApiRequest request) {
    return new Answer(200, NodeDto.walletBalance(node.walletBalance()));
  }

  Answer newAddress(ApiRequest request) {
    RequestBodies.requireNoFields(request.body().toByteArray());
    String address = once.once(request, Idempotency.AfterCrash.REPEAT, node::newWalletAddress);
    return new Answer(201, NodeDto.walletAddress(address));
  }

  Answer stop(ApiRequest request) {
    RequestBodies.requireNoFields(request.body().toByteArray());
    node.stop();
    return new Answer(202, NodeDto.stopping());
  }

  Answer live(ApiRequest request) {
    return new Answer(200, NodeDto.live());
  }

  Answer ready(ApiRequest request) {
    Readiness readiness = node.readiness();
    return new Answer(readiness.ready() ? 200 : 503, NodeDto.readiness(readiness));
  }
}
