package org.l2node.node.demo;

import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.l2node.api.json.JsonObject;

/** Demo nodes on their chain: funded, connected, followed to the tip. */
public final class DemoNetwork {
  /** What a miner gets for a block at the start of regtest. */
  static final long REWARD_SAT = 5_000_000_000L;

  private static final int MATURITY = 100;
  private static final int ANNOUNCE_DEPTH = 6;
  private static final long LIMIT_MILLIS = 60_000;

  private final DemoChain chain;
  private final List<DemoNode> nodes;
  private final String miner = Demo.throwAwayAddress();

  public DemoNetwork(DemoChain chain, List<DemoNode> nodes) {
    this.chain = chain;
    this.nodes = List.copyOf(nodes);
  }

  /** Funds every node but the last and opens a channel of {@code capacitySat} from each to the next; returns when all know all of them. */
  public void line(long capacitySat) throws IOException {
    for (int i = 0; i + 1 < nodes.size(); i++) {
      fund(nodes.get(i));
    }
    mine(MATURITY);
    for (int i = 0; i + 1 < nodes.size(); i++) {
      open(nodes.get(i), nodes.get(i + 1), capacitySat);
    }
    mine(ANNOUNCE_DEPTH - 1);
    await("gossip to reach everyone", () -> nodes.stream().allMatch(node -> node.node().knownChannels() == nodes.size() - 1));
  }

  /** Lets a node have money that it can spend. */
  public void prepare(DemoNode node) throws IOException {
    fund(node);
    mine(MATURITY);
  }

  /** Lets a block's reward go to a node; it can be spent 100 blocks later. @return the address */
  String fund(DemoNode node) throws IOException {
    String address = node.post("/v1/wallet/addresses", JsonObject.builder().build()).text("address");
    chain.mine(1, address);
    return address;
  }

  /** Makes blocks and waits until every node has followed them. @return the fees in them */
  public long mine(int count) throws IOException {
    long fees = chain.mine(count, miner);
    int height = chain.height();
    await("all nodes to be at height " + height, () -> nodes.stream().allMatch(node -> {
      JsonObject info = node.get("/v1/node");
      return info.number("block_height") == height && info.flag("synced_to_chain");
    }));
    return fees;
  }

  /** Makes blocks until one holds a transaction: it may still be on its way to the mempool. @return its fee */
  long mineUntilPaid() throws IOException {
    for (int i = 0; i < 20; i++) {
      long fee = mine(1);
      if (fee > 0) {
        return fee;
      }
    }
    throw new DemoFailure("no transaction came into 20 blocks");
  }

  /**
   * A channel that was opened.
   *
   * @param fundingFee in satoshi
   */
  record Opened(String channelId, String fundingTxid, String shortChannelId, long fundingFee) {}

  /** Opens an announced channel, confirms it and waits until both sides can use it. */
  Opened open(DemoNode from, DemoNode to, long capacitySat) throws IOException {
    connect(from, to);
    String id = from
        .post("/v1/channels", JsonObject.builder().put("node_id", to.id()).put("amount_sat", capacitySat).put("announce", true).build())
        .text("channel_id");
    long fee = mineUntilPaid();
    await("the channel to be usable on both sides", () -> isNormal(from, id) && isNormal(to, id));
    JsonObject channel = channel(from, id);
    return new Opened(id, channel.text("funding_txid"), channel.text("short_channel_id"), fee);
  }

  /** Connects one to the other. */
  public void connect(DemoNode from, DemoNode to) {
    from.call("PUT", "/v1/peers/" + to.id(), JsonObject.builder().put("address", to.address()).build());
  }

  static JsonObject channel(DemoNode node, String id) {
    return node.get("/v1/channels/" + id);
  }

  private static boolean isNormal(DemoNode node, String id) {
    return node.get("/v1/channels").objects("channels").stream()
        .anyMatch(c -> c.text("channel_id").equals(id) && c.text("state").equals("normal"));
  }

  /** Waits for a condition, at most a minute. @throws DemoFailure if it does not come to hold */
  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT_MILLIS * 1_000_000;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new DemoFailure("waited " + LIMIT_MILLIS / 1000 + " s in vain for " + what);
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DemoFailure("interrupted while waiting for " + what);
      }
    }
  }
}
