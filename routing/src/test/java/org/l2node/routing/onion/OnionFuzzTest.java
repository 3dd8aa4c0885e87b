package org.l2node.routing.onion;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.PrivateKey;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.CltvExpiry;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.PaymentHash;
import org.l2node.channels.units.PaymentSecret;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.channels.wire.WireWriter;

/** What may stand in an onion, behind a right HMAC too, and in the errors that come back. */
class OnionFuzzTest {
  private static final PrivateKey NODE = new PrivateKey(new ByteVector32("11".repeat(32)));
  private static final PrivateKey SESSION = new PrivateKey(new ByteVector32("22".repeat(32)));
  private static final PaymentHash HASH = new PaymentHash(new ByteVector32("33".repeat(32)));
  private static final SharedSecret SECRET = new SharedSecret(new ByteVector32(Crypto.ecdh(SESSION, NODE.publicKey())));
  private static final FinalPayload FINAL = FinalPayload.of(new MilliSatoshi(10_000), new CltvExpiry(1000),
      new PaymentSecret(new ByteVector32("24".repeat(32))), new ByteVector("abcdef"));
  private static final RelayPayload RELAY = new RelayPayload(new MilliSatoshi(15_000), new CltvExpiry(1500), new ShortChannelId(1));

  static Stream<byte[]> packets() {
    return Stream.of(Sphinx.build(SESSION, List.of(new OnionHop(new NodeId(NODE.publicKey()), FINAL.write())), HASH).packet()
        .toByteArray());
  }

  @MethodSource
  @FuzzTest(maxDuration = "")
  void packets(byte[] bytes) {
    byte[] packet = Arrays.copyOf(bytes, Sphinx.PACKET_LENGTH);
    assertThat(Sphinx.peel(NODE, HASH, new ByteVector(packet))).isNotNull();
  }

  static Stream<byte[]> layers() {
    byte[] hmac = new byte[32];
    Arrays.fill(hmac, (byte) 7);
    return Stream.of(
        new WireWriter().bytes(new ByteVector(new byte[]{(byte) FINAL.write().size()})).bytes(FINAL.write()).toByteArray(),
        new WireWriter().bytes(new ByteVector(new byte[]{(byte) RELAY.write().size()})).bytes(RELAY.write()).raw(hmac).toByteArray());
  }

  /** The first bytes of what the sender has encrypted for this node. */
  @Tag("V43")
  @MethodSource
  @FuzzTest(maxDuration = "")
  void layers(byte[] bytes) {
    byte[] payloads = OnionKeys.xorStream(OnionKeys.rho(SECRET), Arrays.copyOf(bytes, Sphinx.PAYLOADS_LENGTH));
    byte[] hmac = OnionKeys.hmac(OnionKeys.mu(SECRET), new ByteVector(payloads), HASH.value());
    ByteVector packet = new WireWriter().u8(0).point(SESSION.publicKey()).raw(payloads).raw(hmac).toBytes();
    switch (Sphinx.peel(NODE, HASH, packet)) {
      case PeeledOnion.Final(var payload, var _) -> readsOrRefusesFinal(payload);
      case PeeledOnion.Forward(var payload, var next, var _) -> {
        assertThat(next.size()).isEqualTo(Sphinx.PACKET_LENGTH);
        readsOrRefusesRelay(payload);
      }
      case PeeledOnion.BadLength(var secret) -> assertThat(secret).isEqualTo(SECRET);
      case PeeledOnion.Unreadable unreadable -> throw new AssertionError("the HMAC is right: " + unreadable);
    }
  }

  private static void readsOrRefusesFinal(ByteVector payload) {
    try {
      assertThat(FinalPayload.read(payload).write()).isEqualTo(payload);
    } catch (InvalidPayloadException e) {
      assertFailureOfPayload(e, payload);
    }
  }

  private static void readsOrRefusesRelay(ByteVector payload) {
    RelayPayload.startsBlindedRoute(payload);
    try {
      RelayPayload read = RelayPayload.read(payload);
      assertThat(RelayPayload.read(read.write())).isEqualTo(read);
    } catch (InvalidPayloadException e) {
      assertFailureOfPayload(e, payload);
    }
  }

  /** It can be told to the origin node, in an error of the usual length. */
  private static void assertFailureOfPayload(InvalidPayloadException e, ByteVector payload) {
    assertThat(e.failure().offset()).isBetween(0, payload.size());
    ByteVector error = OnionErrors.create(SECRET, e.failure());
    assertThat(OnionErrors.decrypt(List.of(SECRET), error)).isEqualTo(new OriginFailure.FromHop(0, e.failure()));
  }

  static Stream<byte[]> errors() {
    return Stream.of(new FailureMessage.TemporaryNodeFailure().write().toByteArray(),
        new FailureMessage.IncorrectOrUnknownPaymentDetails(new MilliSatoshi(5), new BlockHeight(7)).write()
            .toByteArray());
  }

  /** What an erring hop may say, authentic. */
  @Tag("V51")
  @MethodSource
  @FuzzTest(maxDuration = "")
  void errors(byte[] bytes) {
    ByteVector said = new ByteVector(bytes);
    FailureMessage failure = FailureMessage.read(said);
    assertThat(failure.text()).isNotBlank();
    assertThat(FailureMessage.read(failure.write())).isEqualTo(failure);
    assertThat(OnionErrors.decrypt(List.of(SECRET), said)).isNotNull();
    ByteVector error = OnionErrors.create(SECRET, said, 256);
    assertThat(OnionErrors.decrypt(List.of(SECRET), error)).isEqualTo(new OriginFailure.FromHop(0, failure));
  }
}
