package org.l2node.api.endpoint;

import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Crypto;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.IdempotencyStore;
import org.l2node.api.service.ProblemCode;

/** Makes a request with an {@code Idempotency-Key} happen at most once. */
final class Idempotency {
  private static final int MAX_KEY = 255;

  private final IdempotencyStore store;

  Idempotency(IdempotencyStore store) {
    this.store = store;
  }

  /** What may be done with a key whose first request was cut off, so that nobody knows how far it came. */
  enum AfterCrash {
    /** Do it again: something else already makes that harmless. */
    REPEAT,
    /** Refuse: doing it twice could cost money. */
    REFUSE
  }

  /**
   * Does {@code make}, or answers what it gave when a request with the same key did it.
   *
   * @param make does what is asked and gives the id of what it made
   * @return that id
   * @throws ApiProblem what {@code make} throws; {@code idempotency_conflict}, {@code idempotency_unfinished}, {@code invalid_value}
   */
  String once(ApiRequest request, AfterCrash afterCrash, Supplier<String> make) {
    String key = request.idempotencyKey();
    if (key == null) {
      return make.get();
    }
    if (key.isEmpty() || key.length() > MAX_KEY || !key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw ApiProblem.of(ProblemCode.INVALID_VALUE, "Idempotency-Key must be 1 to " + MAX_KEY + " characters of visible ASCII.",
          "Idempotency-Key");
    }
    ByteVector32 hash = hash(request);
    return switch (store.claim(key, hash)) {
      case IdempotencyStore.Claim.Fresh() -> makeAndBind(key, make);
      case IdempotencyStore.Claim.Known(ByteVector32 first, String _) when !first.equals(hash) ->
        throw ApiProblem.of(ProblemCode.IDEMPOTENCY_CONFLICT,
            "This Idempotency-Key came with another request before. Use a new key for a new request.");
      case IdempotencyStore.Claim.Known(ByteVector32 _, String result) when result != null -> result;
      case IdempotencyStore.Claim.Known _ -> switch (afterCrash) {
        case REPEAT -> makeAndBind(key, make);
        case REFUSE -> throw ApiProblem.of(ProblemCode.IDEMPOTENCY_UNFINISHED,
            "The first request with this Idempotency-Key has not ended, or was cut off. Ask again in a moment; if this stays, look "
                + "whether what it "
                + "asked for has happened before you use a new key.");
      };
    };
  }

  private String makeAndBind(String key, Supplier<String> make) {
    String result;
    try {
      result = make.get();
    } catch (ApiProblem refused) {
      if (refused.isOutcomeKnown()) {
        store.release(key);
      }
      throw refused;
    }
    store.bind(key, result);
    return result;
  }

  private static ByteVector32 hash(ApiRequest request) {
    byte[] line = (request.method() + " " + request.path() + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] body = request.body().toByteArray();
    byte[] all = new byte[line.length + body.length];
    System.arraycopy(line, 0, all, 0, line.length);
    System.arraycopy(body, 0, all, line.length, body.length);
    return new ByteVector32(Crypto.sha256(all));
  }
}
