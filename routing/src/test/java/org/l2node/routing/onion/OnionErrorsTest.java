package org.l2node.routing.onion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.l2node.channels.units.BlockHeight;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.wire.WireWriter;
import org.l2node.routing.TestVectors;
import org.l2node.routing.onion.FailureMessage.IncorrectOrUnknownPaymentDetails;
import org.l2node.routing.onion.FailureMessage.TemporaryNodeFailure;

class OnionErrorsTest {

  private static List<SharedSecret> vectorSecrets(JsonNode vector) {
    List<SharedSecret> secrets = new ArrayList<>();
    for (JsonNode hop : vector.at("/generate/hops")) {
      SharedSecret secret = new SharedSecret(ByteVector32.fromValidHex(hop.get("hop_shared_secret").asText()));
      assertThat(new ByteVector(OnionKeys.ammag(secret)).toHex()).isEqualTo(hop.get("ammag_key").asText());
      secrets.add(secret);
    }
    return secrets;
  }

  @Test
  void errorMatchesBolt4() {
    JsonNode vector = TestVectors.read("bolt04/onion-error-test.json");
    List<SharedSecret> secrets = vectorSecrets(vector);
    assertThat(new ByteVector(OnionKeys.um(secrets.get(4))).toHex()).isEqualTo(vector.at("/generate/hops/4/um_key").asText());
    FailureMessage failure = FailureMessage.read(new ByteVector(vector.at("/generate/failure_message").asText()));
    assertThat(failure).isEqualTo(new TemporaryNodeFailure());

    ByteVector reason = OnionErrors.create(secrets.get(4), failure);
    for (int i = 3; i >= 0; i--) {
      reason = OnionErrors.relay(secrets.get(i), reason);
    }

    assertThat(reason.toHex()).isEqualTo(vector.get("errorpacket").asText());
    assertThat(OnionErrors.decrypt(secrets, reason)).isEqualTo(new OriginFailure.FromHop(4, failure));
  }

  @Test
  void longErrorMatchesBolt4() {
    JsonNode vector = TestVectors.read("bolt04/onion-error-long-test.json");
    List<SharedSecret> secrets = vectorSecrets(TestVectors.read("bolt04/onion-error-test.json"));
    IncorrectOrUnknownPaymentDetails failure = new IncorrectOrUnknownPaymentDetails(new MilliSatoshi(100), new BlockHeight(800_000));
    byte[] filling = new byte[300];
    Arrays.fill(filling, (byte) 128);
    ByteVector withExtension = new WireWriter().bytes(failure.write()).bigSize(34001).bigSize(300).raw(filling).toBytes();
    assertThat(withExtension.toHex()).isEqualTo(vector.get("encoded_failure_message").asText());

    ByteVector reason = OnionErrors.create(secrets.get(4), withExtension, vector.get("padded_length").asInt());
    assertThat(reason.toHex()).isEqualTo(vector.at("/error_packets/4").asText());
    for (int i = 3; i >= 0; i--) {
      reason = OnionErrors.relay(secrets.get(i), reason);
      assertThat(reason.toHex()).isEqualTo(vector.at("/error_packets/" + i).asText());
    }
    assertThat(OnionErrors.decrypt(secrets, reason)).isEqualTo(new OriginFailure.FromHop(4, failure));
  }

  private static SharedSecret randomSecret(Random random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return new SharedSecret(new ByteVector32(bytes));
  }

  @Test
  void everyHopIsFound() {
    Random random = new Random(5);
    for (int length = 1; length <= 27; length++) {
      List<SharedSecret> secrets = new ArrayList<>();
      for (int i = 0; i < length; i++) {
        secrets.add(randomSecret(random));
      }
      int erring = random.nextInt(length);
      ByteVector reason = OnionErrors.create(secrets.get(erring), new TemporaryNodeFailure());
      assertThat(reason.size()).isEqualTo(32 + 2 + 2 + 256);
      for (int i = erring - 1; i >= 0; i--) {
        reason = OnionErrors.relay(secrets.get(i), reason);
      }
      assertThat(OnionErrors.decrypt(secrets, reason)).isEqualTo(new OriginFailure.FromHop(erring, new TemporaryNodeFailure()));
    }
  }

  @Tag("V51")
  @Test
  void errorFromBeyondTheRouteIsNobodys() {
    Random random = new Random(6);
    List<SharedSecret> route = List.of(randomSecret(random), randomSecret(random));
    ByteVector beyond = OnionErrors.create(randomSecret(random), new TemporaryNodeFailure());
    beyond = OnionErrors.relay(route.get(0), OnionErrors.relay(route.get(1), beyond));
    assertThat(OnionErrors.decrypt(route, beyond)).isEqualTo(new OriginFailure.Unreadable());
    // made with the secret that the origin node uses for hops that are not there
    ByteVector dummy = OnionErrors.create(new SharedSecret(ByteVector32.One), new TemporaryNodeFailure());
    dummy = OnionErrors.relay(route.get(0), OnionErrors.relay(route.get(1), dummy));
    assertThat(OnionErrors.decrypt(route, dummy)).isEqualTo(new OriginFailure.Unreadable());
    assertThat(OnionErrors.decrypt(List.of(), dummy)).isEqualTo(new OriginFailure.Unreadable());
  }

  @Tag("V51")
  @Test
  void garbageIsUnreadable() {
    Random random = new Random(7);
    List<SharedSecret> route = List.of(randomSecret(random), randomSecret(random));
    for (int length : new int[]{0, 1, 31, 32, 33, 292, 65_000}) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      assertThat(OnionErrors.decrypt(route, new ByteVector(bytes))).isEqualTo(new OriginFailure.Unreadable());
      assertThat(OnionErrors.relay(route.get(0), new ByteVector(bytes)).size()).isEqualTo(length);
    }
  }

  @Tag("V51")
  @Test
  void authenticGarbageIsTheHopsFault() {
    SharedSecret hop = new SharedSecret(new ByteVector32("11".repeat(32)));
    for (String message : new String[]{"", "00", "0000", "ffff", "0001ff", "000540"}) {
      byte[] hmac = OnionKeys.hmac(OnionKeys.um(hop), new ByteVector(message));
      ByteVector reason = OnionErrors.relay(hop, new WireWriter().raw(hmac).bytes(new ByteVector(message)).toBytes());
      assertThat(OnionErrors.decrypt(List.of(hop), reason)).isInstanceOfSatisfying(
          OriginFailure.FromHop.class,
          f -> assertThat(f.failure()).isInstanceOf(FailureMessage.Unknown.class));
    }
  }
}
