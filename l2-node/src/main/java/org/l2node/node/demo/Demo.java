package org.l2node.node.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.l2node.api.json.JsonObject;
import org.l2node.onchain.chain.Network;
import org.l2node.onchain.wallet.Branch;
import org.l2node.onchain.wallet.KeyLocation;
import org.l2node.onchain.wallet.WalletKeys;

/**
 * Alice pays carol through bob. Everything is done over the nodes' APIs, and at the end every balance, off chain and on chain, is what it
 * must be to the satoshi; anything else ends in a {@link DemoFailure}.
 */
public final class Demo {
  private static final long CAPACITY_SAT = 1_000_000;
  private static final long PAYMENT_MSAT = 25_000_000;
  private static final int MATURITY = 100;
  private static final int ANNOUNCE_DEPTH = 6;

  private final DemoChain chain;
  private final List<DemoNode> nodes;
  private final DemoNode alice;
  private final DemoNode bob;
  private final DemoNode carol;
  private final PrintStream out;
  private final DemoNetwork network;
  private final long startedNanos = System.nanoTime();
  private long aliceFundingFee;
  private long bobFundingFee;
  private long closingFee;

  /** @param out where the steps are told */
  public Demo(DemoChain chain, List<DemoNode> nodes, PrintStream out) {
    this.chain = chain;
    this.nodes = List.copyOf(nodes);
    this.alice = nodes.get(0);
    this.bob = nodes.get(1);
    this.carol = nodes.get(2);
    this.out = out;
    this.network = new DemoNetwork(chain, nodes);
  }

  /** Where the rewards go that nobody in the demo is to have. */
  public static String throwAwayAddress() {
    byte[] seed = new byte[64];
    java.util.Arrays.fill(seed, (byte) 7);
    return WalletKeys.fromSeed(seed, Network.REGTEST).address(new KeyLocation(Branch.RECEIVE, 0)).address();
  }

  /** Runs it. @return what {@code --json} prints */
  public JsonObject run() throws IOException {
    for (DemoNode node : nodes) {
      say("%s runs: %s@%s", node.name(), node.id(), node.address());
    }
    fund(alice);
    fund(bob);
    network.mine(MATURITY);
    aliceFundingFee = open(alice, bob);
    bobFundingFee = open(bob, carol);
    network.mine(ANNOUNCE_DEPTH - 1);
    DemoNetwork.await("gossip to reach everyone", () -> nodes.stream().allMatch(node -> node.node().knownChannels() == 2));
    say("gossip: all three know both channels");
    JsonObject payment = pay();
    JsonObject closed = closeFirstChannel();
    JsonObject balances = checkBalances(payment);
    long elapsed = (System.nanoTime() - startedNanos) / 1_000_000;
    say("all balances are right to the satoshi; %d ms", elapsed);
    return JsonObject.builder()
        .put("ok", true)
        .put("chain", chain.name())
        .put(
            "payment",
            JsonObject.builder()
                .put("status", payment.text("status"))
                .put("amount_msat", payment.number("amount_msat"))
                .put("fee_msat", payment.number("fee_msat"))
                .put("hops", 2)
                .build())
        .put("channels_opened", 2)
        .put("closed", closed)
        .put("nodes", balances)
        .put("elapsed_ms", elapsed)
        .build();
  }

  private void say(String format, Object... arguments) {
    out.printf(Locale.ROOT, format + "%n", arguments);
    out.flush();
  }

  private void fund(DemoNode node) throws IOException {
    String address = network.fund(node);
    say("%s is funded: %,d sat to %s", node.name(), DemoNetwork.REWARD_SAT, address);
  }

  private long open(DemoNode from, DemoNode to) throws IOException {
    DemoNetwork.Opened opened = network.open(from, to, CAPACITY_SAT);
    say("%s opens a channel of %,d sat to %s: funding transaction %s", from.name(), CAPACITY_SAT, to.name(), opened.fundingTxid());
    say("  confirmed as %s, fee %,d sat", opened.shortChannelId(), opened.fundingFee());
    return opened.fundingFee();
  }

  private JsonObject pay() {
    JsonObject invoice = carol.post(
        "/v1/invoices", JsonObject.builder().put("amount_msat", PAYMENT_MSAT).put("description", "demo").build());
    say("carol asks for %,d sat: %s...", PAYMENT_MSAT / 1000, invoice.text("invoice").substring(0, 40));
    long began = System.nanoTime();
    JsonObject payment = alice.post("/v1/payments?wait=30s", JsonObject.builder().put("destination", invoice.text("invoice")).build());
    require("succeeded".equals(payment.text("status")), "the payment did not succeed: " + payment);
    say(
        "alice pays carol through bob: %,d sat, fee %,d msat, %d ms",
        payment.number("amount_msat") / 1000, payment.number("fee_msat"), (System.nanoTime() - began) / 1_000_000);
    JsonObject paid = carol.get("/v1/invoices/" + invoice.text("payment_hash") + "?wait=30s");
    require("paid".equals(paid.text("status")), "carol's invoice is not paid: " + paid);
    require(paid.text("preimage").equals(payment.text("preimage")), "alice's proof of payment is not carol's preimage");
    long fee = payment.number("fee_msat");
    DemoNetwork.await("bob to have his fee", () -> bob.node().feesEarnedMsat() == fee);
    say("bob earned %,d msat by forwarding it", fee);
    return payment;
  }

  private JsonObject closeFirstChannel() throws IOException {
    String id = alice.get("/v1/channels").objects("channels").getFirst().text("channel_id");
    DemoNetwork.await("no payment to be left in the channel", () -> isEmptyOfHtlcs(alice));
    alice.post("/v1/channels/" + id + "/close", JsonObject.builder().put("mode", "mutual").build());
    DemoNetwork.await("the closing transaction", () -> DemoNetwork.channel(alice, id).get("closing_txid") != null);
    String txid = DemoNetwork.channel(alice, id).text("closing_txid");
    say("alice and bob close their channel: closing transaction %s", txid);
    closingFee = network.mineUntilPaid();
    network.mine(ANNOUNCE_DEPTH - 1);
    DemoNetwork.await("the close to be buried", () -> isClosed(alice, id) && isClosed(bob, id));
    require(txid.equals(DemoNetwork.channel(alice, id).text("closing_txid")), "another transaction closed the channel");
    say("  confirmed, fee %,d sat", closingFee);
    return JsonObject.builder().put("txid", txid).put("confirmed", true).build();
  }

  private static boolean isEmptyOfHtlcs(DemoNode node) {
    JsonObject balances = node.get("/v1/node/balances").object("channels");
    return balances.number("local_msat") + balances.number("remote_msat") == CAPACITY_SAT * 1000;
  }

  private static boolean isClosed(DemoNode node, String id) {
    return "closed".equals(DemoNetwork.channel(node, id).text("state"));
  }

  private JsonObject checkBalances(JsonObject payment) {
    long fee = payment.number("fee_msat");
    long aliceInChannel = CAPACITY_SAT * 1000 - PAYMENT_MSAT - fee;
    long bobInFirst = PAYMENT_MSAT + fee;
    long[] onchain = {
        DemoNetwork.REWARD_SAT - CAPACITY_SAT - aliceFundingFee + aliceInChannel / 1000 - closingFee
            + roundedAway(aliceInChannel, bobInFirst),
        DemoNetwork.REWARD_SAT - CAPACITY_SAT - bobFundingFee + bobInFirst / 1000,
        0
    };
    long[] channels = {0, CAPACITY_SAT * 1000 - PAYMENT_MSAT, PAYMENT_MSAT};
    JsonObject.Builder all = JsonObject.builder();
    say("%-8s %18s %18s", "", "on chain (sat)", "channels (msat)");
    for (int i = 0; i < nodes.size(); i++) {
      DemoNode node = nodes.get(i);
      long confirmed = node.get("/v1/wallet/balance").number("confirmed_sat");
      long local = node.get("/v1/node/balances").object("channels").number("local_msat");
      say("%-8s %,18d %,18d", node.name(), confirmed, local);
      require(confirmed == onchain[i], node.name() + " has " + confirmed + " sat on chain and should have " + onchain[i]);
      require(local == channels[i], node.name() + " has " + local + " msat in channels and should have " + channels[i]);
      all.put(node.name(), JsonObject.builder().put("onchain_sat", confirmed).put("channels_msat", local).build());
    }
    return all.build();
  }

  /** BOLT 3 rounds each side's output down; what is left of both is part of the fee that the block shows. */
  private static long roundedAway(long oneMsat, long otherMsat) {
    return oneMsat % 1000 + otherMsat % 1000 == 0 ? 0 : 1;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new DemoFailure(otherwise);
    }
  }
}
