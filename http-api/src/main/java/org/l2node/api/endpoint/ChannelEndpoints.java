package org.l2node.api.endpoint;

import org.l2node.api.dto.ChannelDto;
import org.l2node.api.dto.NodeDto;
import org.l2node.api.dto.PageDto;
import org.l2node.api.dto.PeerDto;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.ChannelInfo;
import org.l2node.api.service.NodeService;
import org.l2node.api.service.OpenChannelCommand;
import org.l2node.api.service.ProblemCode;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.NodeId;

/** Peers and the channels with them. */
final class ChannelEndpoints {
  private static final String NODE_ID = "must be a node id: 66 hexadecimal digits, a compressed public key";
  private static final String CHANNEL_ID = "must be a channel id: 64 hexadecimal digits";

  private final NodeService node;
  private final Idempotency once;

  ChannelEndpoints(NodeService node, Idempotency once) {
    this.node = node;
    this.once = once;
  }

  Answer connectPeer(ApiRequest request) {
    NodeId nodeId = Parameters.path(request, "node_id", NODE_ID, NodeId::fromHex);
    return new Answer(200, PeerDto.peer(node.connectPeer(nodeId, PeerDto.readConnect(request.body().toByteArray()))));
  }

  Answer listPeers(ApiRequest request) {
    return new Answer(200, PageDto.page("peers", node.peers(Parameters.page(request)), PeerDto::peer));
  }

  Answer open(ApiRequest request) {
    OpenChannelCommand command = ChannelDto.readOpen(request.body().toByteArray());
    String id = once.once(request, Idempotency.AfterCrash.REFUSE, () -> node.openChannel(command).channelId().toString());
    return new Answer(202, ChannelDto.channel(channel(ChannelId.fromHex(id))));
  }

  Answer list(ApiRequest request) {
    return new Answer(200, PageDto.page("channels", node.channels(Parameters.page(request)), ChannelDto::channel));
  }

  Answer get(ApiRequest request) {
    return new Answer(200, ChannelDto.channel(channel(channelId(request))));
  }

  Answer close(ApiRequest request) {
    ChannelId channelId = channelId(request);
    return new Answer(202, ChannelDto.channel(node.closeChannel(ChannelDto.readClose(channelId, request.body().toByteArray()))));
  }

  Answer bump(ApiRequest request) {
    return new Answer(202, ChannelDto.channel(node.bumpClose(ChannelDto.readBump(channelId(request), request.body().toByteArray()))));
  }

  Answer sweeps(ApiRequest request) {
    ChannelId channelId = Parameters.optional(request, "channel_id", CHANNEL_ID, ChannelId::fromHex);
    return new Answer(200, PageDto.page("sweeps", node.sweeps(channelId, Parameters.page(request)), NodeDto::sweep));
  }

  private static ChannelId channelId(ApiRequest request) {
    return Parameters.path(request, "channel_id", CHANNEL_ID, ChannelId::fromHex);
  }

  private ChannelInfo channel(ChannelId channelId) {
    return node.channel(channelId)
        .orElseThrow(() -> ApiProblem.of(ProblemCode.UNKNOWN_CHANNEL, "This node has no channel " + channelId + ".", "channel_id"));
  }
}
