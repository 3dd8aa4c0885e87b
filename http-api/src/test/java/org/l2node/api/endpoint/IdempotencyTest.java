package org.l2node.api.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.l2node.api.endpoint.Idempotency.AfterCrash;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.IdempotencyStore;
import org.l2node.api.service.ProblemCode;

class IdempotencyTest {
  private final Map<String, IdempotencyStore.Claim.Known> keys = new HashMap<>();
  private final Idempotency once = new Idempotency(new Store());
  private int made;

  private final class Store implements IdempotencyStore {
    @Override
    public Claim claim(String key, ByteVector32 requestHash) {
      Claim.Known known = keys.putIfAbsent(key, new Claim.Known(requestHash, null));
      return known == null ? new Claim.Fresh() : known;
    }

    @Override
    public void bind(String key, String result) {
      keys.computeIfPresent(key, (_, known) -> new Claim.Known(known.requestHash(), result));
    }

    @Override
    public void release(String key) {
      keys.remove(key);
    }
  }

  private static ApiRequest request(@Nullable String key, String path, String body) {
    return new ApiRequest("POST", path, Map.of(), Map.of(), new ByteVector(body.getBytes(StandardCharsets.UTF_8)), key,
        new ParametersTest.Present());
  }

  private String make() {
    made++;
    return "made " + made;
  }

  @Test
  void withoutAKeyEveryRequestIsDone() {
    assertThat(once.once(request(null, "/p", "{}"), AfterCrash.REFUSE, this::make)).isEqualTo("made 1");
    assertThat(once.once(request(null, "/p", "{}"), AfterCrash.REFUSE, this::make)).isEqualTo("made 2");
  }

  @Test
  void withAKeyItIsDoneOnce() {
    assertThat(once.once(request("k", "/p", "{}"), AfterCrash.REFUSE, this::make)).isEqualTo("made 1");
    assertThat(once.once(request("k", "/p", "{}"), AfterCrash.REFUSE, this::make)).isEqualTo("made 1");
    assertThat(once.once(request("other", "/p", "{}"), AfterCrash.REFUSE, this::make)).isEqualTo("made 2");
  }

  @Test
  void anotherRequestWithTheKeyIsRefused() {
    once.once(request("k", "/p", "{}"), AfterCrash.REPEAT, this::make);
    refused(request("k", "/p", "{\"a\":1}"), AfterCrash.REPEAT, ProblemCode.IDEMPOTENCY_CONFLICT);
    refused(request("k", "/q", "{}"), AfterCrash.REPEAT, ProblemCode.IDEMPOTENCY_CONFLICT);
    assertThat(made).isEqualTo(1);
  }

  @Test
  void aRefusedRequestLeavesTheKeyFree() {
    assertThatThrownBy(() -> once.once(request("k", "/p", "{}"), AfterCrash.REFUSE, () -> {
      throw ApiProblem.of(ProblemCode.INSUFFICIENT_FUNDS, "no");
    })).isInstanceOf(ApiProblem.class);
    assertThat(once.once(request("k", "/p", "{}"), AfterCrash.REFUSE, this::make)).isEqualTo("made 1");
  }

  /** A channel whose opening took too long may still be opened: the same key must not open a second one. */
  @Test
  void aRequestOfUnknownOutcomeKeepsTheKey() {
    assertThatThrownBy(() -> once.once(request("k", "/p", "{}"), AfterCrash.REFUSE, () -> {
      throw ApiProblem.ofUnknownOutcome(ProblemCode.NOT_READY, "it takes long");
    })).isInstanceOf(ApiProblem.class);
    refused(request("k", "/p", "{}"), AfterCrash.REFUSE, ProblemCode.IDEMPOTENCY_UNFINISHED);
    assertThat(made).isZero();
  }

  @Test
  void whatWasCutOffIsDoneAgainOnlyWhereThatIsHarmless() {
    assertThatThrownBy(() -> once.once(request("k", "/p", "{}"), AfterCrash.REFUSE, () -> {
      throw new IllegalStateException("as if the process had died");
    })).isInstanceOf(IllegalStateException.class);

    refused(request("k", "/p", "{}"), AfterCrash.REFUSE, ProblemCode.IDEMPOTENCY_UNFINISHED);
    assertThat(once.once(request("k", "/p", "{}"), AfterCrash.REPEAT, this::make)).isEqualTo("made 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "\u00e9", "a\n"})
  void refusesOddKeys(String key) {
    refused(request(key, "/p", "{}"), AfterCrash.REPEAT, ProblemCode.INVALID_VALUE);
  }

  @Test
  void refusesLongKeys() {
    assertThat(once.once(request("k".repeat(255), "/p", "{}"), AfterCrash.REPEAT, this::make)).isEqualTo("made 1");
    refused(request("k".repeat(256), "/p", "{}"), AfterCrash.REPEAT, ProblemCode.INVALID_VALUE);
  }

  private void refused(ApiRequest request, AfterCrash afterCrash, ProblemCode code) {
    assertThatThrownBy(() -> once.once(request, afterCrash, this::make)).isInstanceOfSatisfying(ApiProblem.class,
        p -> assertThat(p.code()).isEqualTo(code));
  }
}
