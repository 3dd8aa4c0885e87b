package org.l2node.routing.onion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.PrivateKey;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.wire.WireReader;
import org.l2node.channels.wire.WireWriter;
import org.l2node.routing.TestVectors;

class SphinxTest {
  private static final PaymentHash HASH = new PaymentHash(new ByteVector32("42".repeat(32)));
  private static final PrivateKey BOB = new PrivateKey(new ByteVector32("42".repeat(32)));
  private static final NodeId BOB_ID = new NodeId(BOB.publicKey());

  @Test
  void onionMatchesBolt4() {
    JsonNode vector = TestVectors.read("bolt04/onion-test.json");
    List<OnionHop> hops = new ArrayList<>();
    for (JsonNode hop : vector.at("/generate/hops")) {
      WireReader withLength = new WireReader(ByteVector.fromHex(hop.get("payload").asText()).toByteArray());
      hops.add(new OnionHop(NodeId.fromHex(hop.get("pubkey").asText()), withLength.bytes(withLength.bigSize())));
    }
    PrivateKey sessionKey = PrivateKey.fromHex(vector.at("/generate/session_key").asText());
    PaymentHash associatedData = PaymentHash.fromHex(vector.at("/generate/associated_data").asText());

    BuiltOnion onion = Sphinx.build(sessionKey, hops, associatedData);

    assertThat(onion.packet().toHex()).isEqualTo(vector.get("onion").asText());
    ByteVector packet = onion.packet();
    for (int i = 0; i < hops.size(); i++) {
      PrivateKey nodeKey = PrivateKey.fromHex(vector.get("decode").get(i).asText());
      PeeledOnion peeled = Sphinx.peel(nodeKey, associatedData, packet);
      switch (peeled) {
        case PeeledOnion.Forward(ByteVector payload, ByteVector next, SharedSecret secret) -> {
          assertThat(i).isLessThan(hops.size() - 1);
          assertThat(payload).isEqualTo(hops.get(i).payload());
          assertThat(secret).isEqualTo(onion.sharedSecrets().get(i));
          packet = next;
        }
        case PeeledOnion.Final(ByteVector payload, SharedSecret secret) -> {
          assertThat(i).isEqualTo(hops.size() - 1);
          assertThat(payload).isEqualTo(hops.get(i).payload());
          assertThat(secret).isEqualTo(onion.sharedSecrets().get(i));
        }
        case PeeledOnion.BadLength _, PeeledOnion.Unreadable _ -> throw new AssertionError(peeled);
      }
    }
  }

  @Test
  void everyHopOfARandomRouteFindsItsPayload() {
    Random random = new Random(4);
    for (int round = 0; round < 60; round++) {
      List<PrivateKey> keys = new ArrayList<>();
      List<OnionHop> hops = randomRoute(random, keys);
      BuiltOnion onion = Sphinx.build(randomKey(random), hops, HASH);
      ByteVector packet = onion.packet();
      for (int i = 0; i < hops.size(); i++) {
        assertThat(packet.size()).isEqualTo(Sphinx.PACKET_LENGTH);
        PeeledOnion peeled = Sphinx.peel(keys.get(i), HASH, packet);
        if (i < hops.size() - 1) {
          PeeledOnion.Forward forward = (PeeledOnion.Forward) peeled;
          assertThat(forward.payload()).isEqualTo(hops.get(i).payload());
          assertThat(forward.sharedSecret()).isEqualTo(onion.sharedSecrets().get(i));
          packet = forward.next();
        } else {
          assertThat(peeled).isEqualTo(new PeeledOnion.Final(hops.get(i).payload(), onion.sharedSecrets().get(i)));
        }
      }
    }
  }

  private static List<OnionHop> randomRoute(Random random, List<PrivateKey> keys) {
    int wanted = 1 + random.nextInt(27);
    List<OnionHop> hops = new ArrayList<>();
    while (hops.size() < wanted) {
      PrivateKey key = randomKey(random);
      byte[] payload = new byte[random.nextInt(10) == 0 ? 250 + random.nextInt(60) : 2 + random.nextInt(40)];
      random.nextBytes(payload);
      hops.add(new OnionHop(new NodeId(key.publicKey()), new ByteVector(payload)));
      keys.add(key);
      if (!Sphinx.fits(hops)) {
        hops.removeLast();
        keys.removeLast();
        break;
      }
    }
    return hops;
  }

  private static PrivateKey randomKey(Random random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return new PrivateKey(bytes);
  }

  @Test
  void payloadsThatFillTheOnionExactlyFitAndOneByteMoreDoesNot() {
    OnionHop full = new OnionHop(BOB_ID, new ByteVector(new byte[1300 - 32 - 3]));
    PeeledOnion peeled = Sphinx.peel(BOB, HASH, Sphinx.build(BOB, List.of(full), HASH).packet());
    assertThat(peeled).isInstanceOfSatisfying(PeeledOnion.Final.class, f -> assertThat(f.payload()).isEqualTo(full.payload()));

    List<OnionHop> tooLong = List.of(new OnionHop(BOB_ID, new ByteVector(new byte[1300 - 32 - 2])));
    assertThat(Sphinx.fits(tooLong)).isFalse();
    assertThatThrownBy(() -> Sphinx.build(BOB, tooLong, HASH)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Sphinx.build(BOB, List.of(), HASH)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void versionKeyAndHmacAreTold() {
    ByteVector packet = Sphinx.build(BOB, List.of(new OnionHop(BOB_ID, new ByteVector("0102"))), HASH).packet();
    assertUnreadable(packet.update(0, (byte) 1), 0xc004);
    assertUnreadable(packet.update(1, (byte) 4), 0xc006);
    assertUnreadable(offTheCurve(packet), 0xc006);
    assertUnreadable(packet.update(34, (byte) ~packet.get(34)), 0xc005);
    assertUnreadable(packet.update(1365, (byte) ~packet.get(1365)), 0xc005);
    PeeledOnion otherHash = Sphinx.peel(BOB, new PaymentHash(ByteVector32.One), packet);
    assertThat(otherHash).isEqualTo(new PeeledOnion.Unreadable(0xc005, packet.sha256()));
    PeeledOnion otherNode = Sphinx.peel(new PrivateKey(ByteVector32.One), HASH, packet);
    assertThat(otherNode).isEqualTo(new PeeledOnion.Unreadable(0xc005, packet.sha256()));
  }

  private static ByteVector offTheCurve(ByteVector packet) {
    return packet.take(1).concat(new ByteVector("02" + "ff".repeat(32))).concat(packet.drop(34));
  }

  private static void assertUnreadable(ByteVector packet, int code) {
    assertThat(Sphinx.peel(BOB, HASH, packet)).isEqualTo(new PeeledOnion.Unreadable(code, packet.sha256()));
  }

  /** An onion whose layer is authentic and starts with {@code start} where the payload's length should be. */
  private static ByteVector authenticOnion(ByteVector start) {
    PrivateKey session = new PrivateKey(new ByteVector32("41".repeat(32)));
    SharedSecret secret = new SharedSecret(new ByteVector32(Crypto.ecdh(session, BOB.publicKey())));
    byte[] plain = new WireWriter().bytes(start).raw(new byte[1300 - start.size()]).toByteArray();
    ByteVector payloads = new ByteVector(OnionKeys.xorStream(OnionKeys.rho(secret), plain));
    byte[] hmac = OnionKeys.hmac(OnionKeys.mu(secret), payloads, HASH.value());
    return new WireWriter().u8(0).point(session.publicKey()).bytes(payloads).raw(hmac).toBytes();
  }

  @Tag("V43")
  @ParameterizedTest
  @ValueSource(strings = {"00", "01", "fe00000020", "fd00fc", "feffffffff", "ffffffffffffffffff", "ff8000000000000000", "fd04f2", "fd0514",
      "fd2000"})
  void impossiblePayloadLengthIsTheOriginsFault(String length) {
    assertThat(Sphinx.peel(BOB, HASH, authenticOnion(new ByteVector(length)))).isInstanceOf(PeeledOnion.BadLength.class);
  }

  @Test
  void longestPayloadLengthIsRead() {
    // 3 bytes of length, 1265 of payload, 32 of HMAC
    assertThat(Sphinx.peel(BOB, HASH, authenticOnion(new ByteVector("fd04f1")))).isInstanceOf(PeeledOnion.Final.class);
  }

  @Tag("V43")
  @Test
  void hugePayloadLengthsAllocateNothing() {
    ByteVector bomb = authenticOnion(new ByteVector("feffffffff"));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Sphinx.peel(BOB, HASH, bomb);
    long before = threads.getCurrentThreadAllocatedBytes();
    int rounds = 10_000;
    for (int i = 0; i < rounds; i++) {
      assertThat(Sphinx.peel(BOB, HASH, bomb) instanceof PeeledOnion.BadLength).isTrue();
    }
    assertThat((threads.getCurrentThreadAllocatedBytes() - before) / rounds).isLessThan(40_000);
  }

  @Test
  void packetsOfOtherLengthsAreACallersFault() {
    assertThatThrownBy(() -> Sphinx.peel(BOB, HASH, new ByteVector(new byte[1365]))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void secretsStayOutOfTexts() {
    SharedSecret secret = new SharedSecret(new ByteVector32("ab".repeat(32)));
    assertThat(secret.toString()).doesNotContain("abab");
    assertThat(new PeeledOnion.BadLength(secret).toString()).doesNotContain("abab");
  }
}
