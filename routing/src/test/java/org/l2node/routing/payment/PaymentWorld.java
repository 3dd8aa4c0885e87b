package org.l2node.routing.payment;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.PrivateKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.l2node.channels.channel.Settlement;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.CltvExpiryDelta;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.PaymentPreimage;
import org.l2node.channels.units.PaymentSecret;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.units.UInt64;
import org.l2node.channels.wire.ChannelUpdate;
import org.l2node.routing.graph.DirectedChannel;
import org.l2node.routing.graph.ForwardingTerms;
import org.l2node.routing.onion.FailureMessage;
import org.l2node.routing.onion.FinalPayload;
import org.l2node.routing.onion.InvalidPayloadException;
import org.l2node.routing.onion.OnionErrors;
import org.l2node.routing.onion.PeeledOnion;
import org.l2node.routing.onion.RelayPayload;
import org.l2node.routing.onion.SharedSecret;
import org.l2node.routing.onion.Sphinx;
import org.l2node.routing.path.LocalChannel;
import org.l2node.routing.path.TestNetwork;

/**
 * Alice pays; bob, carol, dave and erin have keys, so that they can read onions and answer with errors. Two ways lead to carol: by bob, and
 * a dearer one by dave.
 */
final class PaymentWorld {
  static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
  static final PaymentPreimage PREIMAGE = new PaymentPreimage(hash("preimage"));

  static final NodeId ALICE = id("alice");
  static final NodeId BOB = id("bob");
  static final NodeId CAROL = id("carol");
  static final NodeId DAVE = id("dave");
  static final NodeId ERIN = id("erin");

  private static final Map<NodeId, PrivateKey> KEYS = new TreeMap<>();

  static {
    for (String name : List.of("alice", "bob", "carol", "dave", "erin")) {
      KEYS.put(id(name), key(name));
    }
  }

  private PaymentWorld() {}

  static ByteVector32 hash(String text) {
    return new ByteVector32(Crypto.sha256(text.getBytes(StandardCharsets.UTF_8)));
  }

  static PrivateKey key(String name) {
    return new PrivateKey(hash(name));
  }

  static NodeId id(String name) {
    return new NodeId(key(name).publicKey());
  }

  static MilliSatoshi msat(long amount) {
    return new MilliSatoshi(amount);
  }

  /** Alice's channels 1 to bob and 4 to dave; 2 bob-carol; 3 carol-dave; 5 carol-erin. */
  static TestNetwork network() {
    ForwardingTerms cheap = TestNetwork.terms(1_000, 100, 40);
    ForwardingTerms dear = TestNetwork.terms(3_000, 1_000, 40);
    return new TestNetwork().channel(1, ALICE, BOB, cheap, cheap).channel(2, BOB, CAROL, cheap, cheap).channel(3, CAROL, DAVE, dear, dear)
        .channel(4, ALICE, DAVE, dear, dear).channel(5, CAROL, ERIN, cheap, cheap);
  }

  static PaymentEnv env(LocalChannel... channels) {
    return env(network(), NOW, channels);
  }

  static PaymentEnv env(TestNetwork network, Instant now, LocalChannel... channels) {
    return new PaymentEnv(ALICE, hash("chain"), network.graph(), List.of(channels), channels.length == 0 ? "1 is opening" : "",
        new TreeMap<>(), new BlockHeight(1_000), now);
  }

  static PaymentEnv env() {
    return env(toBob(), toDave());
  }

  static LocalChannel toBob() {
    return TestNetwork.local(1, BOB, 500_000_000);
  }

  static LocalChannel toDave() {
    return TestNetwork.local(4, DAVE, 500_000_000);
  }

  static PaymentRequest request(NodeId payee, long amount) {
    return new PaymentRequest(PREIMAGE.hash(), payee, msat(amount), new PaymentSecret(hash("payment secret")), new ByteVector("cafe"),
        new CltvExpiryDelta(18), NOW.plusSeconds(3_600), List.of(), "lnbcrt1...");
  }

  static PaymentOrder order(PaymentRequest request) {
    return new PaymentOrder(7, request, PaymentOrder.defaultMaxFee(request.amount()), NOW.plusSeconds(60), seed(0));
  }

  static PaymentEvent.Seed seed(int number) {
    return new PaymentEvent.Seed(key("session " + number), new CltvExpiryDelta(12));
  }

  /** What every node on the way reads in its layer, and the keys that it answers errors with. */
  record Journey(List<RelayPayload> relays, FinalPayload last, List<SharedSecret> secrets) {}

  static Journey travel(PaymentEffect.SendHtlc send, NodeId... nodes) {
    List<RelayPayload> relays = new ArrayList<>();
    List<SharedSecret> secrets = new ArrayList<>();
    ByteVector onion = send.offer().onion();
    for (NodeId node : nodes) {
      PrivateKey key = java.util.Objects.requireNonNull(KEYS.get(node));
      PeeledOnion peeled = Sphinx.peel(key, send.offer().paymentHash(), onion);
      try {
        if (peeled instanceof PeeledOnion.Forward(var payload, var next, var secret)) {
          relays.add(RelayPayload.read(payload));
          secrets.add(secret);
          onion = next;
        } else if (peeled instanceof PeeledOnion.Final(var payload, var secret)) {
          secrets.add(secret);
          return new Journey(relays, FinalPayload.read(payload), secrets);
        } else {
          throw new AssertionError(node + " cannot read its onion: " + peeled);
        }
      } catch (InvalidPayloadException e) {
        throw new AssertionError(e);
      }
    }
    throw new AssertionError("the onion goes further than " + List.of(nodes));
  }

  /** The error of the node at {@code hop} as it reaches alice. */
  static Settlement.Failed error(Journey journey, int hop, FailureMessage failure) {
    ByteVector reason = OnionErrors.create(journey.secrets().get(hop), failure);
    for (int i = hop - 1; i >= 0; i--) {
      reason = OnionErrors.relay(journey.secrets().get(i), reason);
    }
    return new Settlement.Failed(reason);
  }

  static ChannelUpdate update(String from, String to, int channel, ForwardingTerms terms) {
    return update(from, from, to, channel, terms);
  }

  /** @param signer whose key signs it; not always whose it is */
  static ChannelUpdate update(String signer, String from, String to, int channel, ForwardingTerms terms) {
    ShortChannelId scid = TestNetwork.scid(channel);
    ChannelUpdate unsigned = new ChannelUpdate(ByteVector64.Zeroes, hash("chain"), scid, NOW.getEpochSecond(), 1,
        DirectedChannel.of(scid, id(from), id(to)).direction(), terms.cltvExpiryDelta(), new UInt64(terms.htlcMinimum().msat()),
        terms.feeBase().msat(), terms.feeProportionalMillionths(), new UInt64(terms.htlcMaximum().msat()), ByteVector.empty);
    ByteVector64 signature = Crypto.sign(unsigned.signedHash(), key(signer));
    return new ChannelUpdate(signature, unsigned.chainHash(), scid, unsigned.timestamp(), 1, unsigned.channelFlags(),
        unsigned.cltvExpiryDelta(), unsigned.htlcMinimum(), unsigned.feeBase(), unsigned.feeProportionalMillionths(),
        unsigned.htlcMaximum(),
        unsigned.unknown());
  }

  static PaymentTransition started(PaymentStart start) {
    if (start instanceof PaymentStart.Started(PaymentTransition transition)) {
      return transition;
    }
    throw new AssertionError("not started: " + start);
  }

  static PaymentEffect.SendHtlc sent(PaymentTransition transition) {
    return effects(transition, PaymentEffect.SendHtlc.class).findFirst()
        .orElseThrow(() -> new AssertionError("nothing sent: " + transition));
  }

  static <T extends PaymentEffect> Stream<T> effects(PaymentTransition transition, Class<T> kind) {
    return transition.effects().stream().filter(kind::isInstance).map(kind::cast);
  }

  static PaymentFailure failure(PaymentTransition transition) {
    if (transition.next().payment().status() instanceof Payment.Status.Failed(PaymentFailure failure, _)) {
      return failure;
    }
    throw new AssertionError("has not failed: " + transition.next().payment());
  }
}
