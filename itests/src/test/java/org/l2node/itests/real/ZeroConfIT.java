package org.l2node.itests.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.ChannelInfo;
import org.l2node.api.service.ChannelStatus;
import org.l2node.api.service.CreateInvoiceCommand;
import org.l2node.api.service.OpenChannelCommand;
import org.l2node.api.service.PageRequest;
import org.l2node.api.service.PayCommand;
import org.l2node.api.service.PaymentStatus;
import org.l2node.api.service.PeerAddress;
import org.l2node.api.service.ProblemCode;
import org.l2node.channels.machine.ChannelPolicy;
import org.l2node.channels.units.ChannelId;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.Satoshi;
import org.l2node.node.L2Node;
import org.l2node.node.config.AcceptPolicy;
import org.l2node.node.config.HostPort;
import org.l2node.node.config.NodeConfig;
import org.l2node.onchain.chain.Addresses;
import org.l2node.onchain.chain.Network;
import org.l2node.onchain.regtest.RegtestChain;

/** Bob trusts alice: the channel that she opens carries payments both ways before any block has its funding transaction. */
class ZeroConfIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String MINER = "bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202";

  @TempDir
  Path folder = Path.of("");
  private final RegtestChain chain = new RegtestChain(Instant::now);
  private final Map<String, L2Node> nodes = new LinkedHashMap<>();

  @AfterEach
  void stop() {
    nodes.values().forEach(L2Node::close);
  }

  private static void eventually(String what, Callable<Boolean> holds) {
    await(what).atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(holds);
  }

  private L2Node start(String name, Set<NodeId> trusted) throws IOException {
    HostPort anyPort = new HostPort("127.0.0.1", 0);
    NodeConfig config = new NodeConfig(folder.resolve(name), Network.REGTEST, anyPort, Optional.empty(), anyPort, name, null,
        new Satoshi(20_000), ChannelPolicy.MOST_FUNDING, new AcceptPolicy(Set.of(), Set.of(), AcceptPolicy.Kind.ANY, trusted), false, 1, 30,
        new MilliSatoshi(1_000), 100, new CltvExpiryDelta(80));
    L2Node node = L2Node.start(config, chain);
    nodes.put(name, node);
    return node;
  }

  private L2Node restart(String name, Set<NodeId> trusted) throws IOException {
    nodes.get(name).close();
    return start(name, trusted);
  }

  private void mine(int count) {
    chain.mine(count, Addresses.toScript(Network.REGTEST, MINER));
    int height = chain.tip().block().height().value();
    eventually("all are at block " + height, () -> nodes.values().stream()
        .allMatch(node -> node.service().info().blockHeight().value() == height && node.service().info().syncedToChain()));
  }

  private static void connect(L2Node from, L2Node to) {
    from.service().connectPeer(to.nodeId(), new PeerAddress("127.0.0.1", to.peerAddress().getPort()));
  }

  private static ChannelInfo channel(L2Node node, ChannelId id) {
    return node.service().channel(id).orElseThrow();
  }

  private void usable(ChannelId id) {
    eventually("both sides can use it", () -> nodes.values().stream().allMatch(node -> {
      ChannelInfo channel = channel(node, id);
      return channel.state() == ChannelStatus.NORMAL && !channel.detail().contains("not connected")
          && !channel.detail().contains("channel_reestablish");
    }));
  }

  private static void pay(L2Node from, L2Node to, long sat) throws InterruptedException {
    String invoice = to.service().createInvoice(new CreateInvoiceCommand(new MilliSatoshi(sat * 1000), "tea", Duration.ofHours(1)))
        .invoice();
    var ordered = from.service().pay(new PayCommand(invoice, null, null));
    assertThat(from.service().awaitPayment(ordered.paymentId(), LIMIT).orElseThrow()).satisfies(
        payment -> assertThat(payment.status()).as("%s", payment.failure()).isEqualTo(PaymentStatus.SUCCEEDED));
  }

  private L2Node funded(String name) throws IOException {
    L2Node alice = start(name, Set.of());
    chain.mine(1, Addresses.toScript(Network.REGTEST, alice.service().newWalletAddress()));
    mine(100);
    return alice;
  }

  @Test
  void paysBothWaysBeforeAnyBlockOverARestartAndAfterIt() throws IOException, InterruptedException {
    L2Node alice = funded("alice");
    Set<NodeId> trusted = Set.of(alice.nodeId());
    L2Node bob = start("bob", trusted);
    mine(1);
    connect(alice, bob);
    ChannelId id = alice.service()
        .openChannel(new OpenChannelCommand(bob.nodeId(), new Satoshi(1_000_000), new MilliSatoshi(0), true, true)).channelId();
    usable(id);
    assertThat(channel(alice, id).shortChannelId()).isNull();
    assertThat(channel(bob, id).detail()).contains("only as safe as the peer is honest");
    assertThat(channel(bob, id).localAlias()).isNotNull().isEqualTo(channel(alice, id).remoteAlias());
    pay(alice, bob, 100_000);
    pay(bob, alice, 40_000);

    alice = restart("alice", Set.of());
    bob = restart("bob", trusted);
    connect(alice, bob);
    usable(id);
    assertThat(channel(alice, id).shortChannelId()).isNull();
    pay(alice, bob, 5_000);
    // Nobody knows of it yet: what bob is to be paid by others goes by alice's alias.
    L2Node payee = bob;
    ChannelInfo bobs = channel(bob, id);
    eventually("bob's invoices name the alias",
        () -> payee.service().decode(payee.service().createInvoice(new CreateInvoiceCommand(new MilliSatoshi(1_000), "hint",
            Duration.ofHours(1))).invoice()).routeHints().stream().flatMap(hint -> hint.stream())
            .anyMatch(hop -> hop.shortChannelId().equals(bobs.remoteAlias())));

    mine(1);
    L2Node opener = alice;
    eventually("the chain has given it a name",
        () -> channel(opener, id).shortChannelId() != null && channel(payee, id).shortChannelId() != null
            && channel(payee, id).detail().isEmpty());
    pay(alice, bob, 6_000);
    mine(5);
    eventually("it is announced", () -> opener.knownChannels() == 1 && payee.knownChannels() == 1);
    pay(bob, alice, 7_000);
    assertThat(channel(bob, id).local().msat()).isEqualTo(64_000_000);
  }

  @Test
  void whoDoesNotTrustRefusesAndSaysSo() throws IOException {
    L2Node alice = funded("alice");
    L2Node bob = start("bob", Set.of());
    mine(1);
    connect(alice, bob);
    assertThatThrownBy(() -> alice.service()
        .openChannel(new OpenChannelCommand(bob.nodeId(), new Satoshi(1_000_000), new MilliSatoshi(0), true, true)))
        .isInstanceOfSatisfying(ApiProblem.class, problem -> {
          assertThat(problem.code()).isEqualTo(ProblemCode.PEER_REFUSED);
          assertThat(problem.getMessage()).contains("does not trust you");
        });
    assertThat(bob.service().channels(PageRequest.first()).items()).isEmpty();
  }
}
