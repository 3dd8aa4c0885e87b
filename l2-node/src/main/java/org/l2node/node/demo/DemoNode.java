package org.l2node.node.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.l2node.api.auth.ApiAddress;
import org.l2node.api.cli.ApiClient;
import org.l2node.api.json.JsonObject;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.Satoshi;
import org.l2node.node.L2Node;
import org.l2node.node.config.AcceptPolicy;
import org.l2node.node.config.HostPort;
import org.l2node.node.config.NodeConfig;
import org.l2node.onchain.chain.ChainSource;
import org.l2node.onchain.chain.Network;

/** A complete node of the demo and its API. */
public final class DemoNode implements AutoCloseable {
  private final String name;
  private final Path datadir;
  private final ChainSource source;
  private final L2Node node;
  private final ApiClient api;

  private DemoNode(String name, Path datadir, ChainSource source, L2Node node) {
    this.name = name;
    this.datadir = datadir;
    this.source = source;
    this.node = node;
    this.api = ApiClient.of(datadir);
  }

  /**
   * @param maxAcceptedHtlcs HTLCs that it takes at once in a channel
   * @param maxChannel the largest channel that it opens or takes
   */
  public static DemoNode start(String name, Path datadir, ChainSource source, int maxAcceptedHtlcs, Satoshi maxChannel)
      throws IOException {
    return start(name, datadir, source, maxAcceptedHtlcs, maxChannel, Set.of());
  }

  /**
   * @param maxAcceptedHtlcs HTLCs that it takes at once in a channel
   * @param maxChannel the largest channel that it opens or takes
   * @param trusted whose channels it uses before they are confirmed
   */
  public static DemoNode start(String name, Path datadir, ChainSource source, int maxAcceptedHtlcs, Satoshi maxChannel, Set<NodeId> trusted)
      throws IOException {
    HostPort anyPort = new HostPort("127.0.0.1", 0);
    NodeConfig config = new NodeConfig(
        datadir,
        Network.REGTEST,
        anyPort,
        Optional.empty(),
        anyPort,
        name,
        null,
        new Satoshi(20_000),
        maxChannel,
        new AcceptPolicy(Set.of(), Set.of(), AcceptPolicy.Kind.ANY, trusted),
        false,
        1,
        maxAcceptedHtlcs,
        new MilliSatoshi(1_000),
        100,
        new CltvExpiryDelta(80));
    return new DemoNode(name, datadir, source, L2Node.start(config, source));
  }

  public String name() {
    return name;
  }

  public Path datadir() {
    return datadir;
  }

  public L2Node node() {
    return node;
  }

  public String id() {
    return node.nodeId().toString();
  }

  /** Where peers reach it, host:port. */
  public String address() {
    return ApiAddress.text(node.peerAddress());
  }

  /** Asks the API. @throws DemoFailure if it refuses */
  public JsonObject get(String path) {
    return call("GET", path, null);
  }

  public JsonObject post(String path, JsonObject body) {
    return call("POST", path, body);
  }

  public JsonObject call(String method, String path, @Nullable JsonObject body) {
    ApiClient.Reply reply = api.send(method, path, body);
    if (!reply.isOk()) {
      throw new DemoFailure(name + " refuses " + method + " " + path + ": " + reply.body().text("detail"));
    }
    return reply.body();
  }

  @Override
  public void close() {
    node.close();
    source.close();
  }
}
