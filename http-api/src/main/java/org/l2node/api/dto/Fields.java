package org.l2node.api.dto;

import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.l2node.api.json.JsonObject;
import org.l2node.api.json.JsonText;
import org.l2node.api.json.Suggestion;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.ProblemCode;
import org.l2node.channels.units.MilliSatoshi;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.Satoshi;

/**
 * Reads the fields of a request's body, each strictly of its type. Every method throws {@link ApiProblem} that names the field. JSON's null
 * counts as absent.
 */
final class Fields {
  private final JsonObject object;

  private Fields(JsonObject object) {
    this.object = object;
  }

  /**
   * Reads a body.
   *
   * @param body empty counts as an object without fields
   * @param known every field that the endpoint has
   */
  static Fields read(byte[] body, String... known) {
    JsonObject object;
    try {
      object = body.length == 0 ? JsonObject.builder().build() : JsonText.readObject(body);
    } catch (JsonText.Malformed e) {
      throw ApiProblem.of(ProblemCode.MALFORMED_JSON, "The body is not the JSON that is expected: " + e.text() + ".");
    }
    List<String> names = List.of(known);
    for (String name : object.names()) {
      if (!names.contains(name)) {
        throw unknown(name, names);
      }
    }
    return new Fields(object);
  }

  private static ApiProblem unknown(String name, List<String> known) {
    String hint = Suggestion.of(name, known)
        .map(s -> "did you mean \"" + s + "\"?")
        .orElse(known.isEmpty() ? "this endpoint takes no fields." : "the fields are " + String.join(", ", known) + ".");
    String shown = Shown.text(name);
    return ApiProblem.of(ProblemCode.UNKNOWN_FIELD, "There is no field \"" + shown + "\" here; " + hint, shown);
  }

  String text(String name) {
    String text = optionalText(name);
    if (text == null) {
      throw missing(name);
    }
    return text;
  }

  @Nullable
  String optionalText(String name) {
    return switch (object.get(name)) {
      case null -> null;
      case String text -> text;
      case Object other -> throw wrong(name, "must be a text in quotes, not " + kind(other));
    };
  }

  boolean optionalFlag(String name, boolean otherwise) {
    return switch (object.get(name)) {
      case null -> otherwise;
      case Boolean flag -> flag;
      case Object other -> throw wrong(name, "must be true or false, not " + kind(other));
    };
  }

  NodeId nodeId(String name) {
    return parsed(name, text(name), "must be a node id: 66 hexadecimal digits, a compressed public key", NodeId::fromHex);
  }

  Satoshi satoshi(String name) {
    Long sat = optionalNumber(name, Satoshi.MAX.sat(), "satoshi");
    if (sat == null) {
      throw missing(name);
    }
    return Satoshi.sat(sat);
  }

  @Nullable
  MilliSatoshi optionalMilliSatoshi(String name) {
    Long msat = optionalNumber(name, MilliSatoshi.MAX.msat(), "millisatoshi");
    return msat == null ? null : MilliSatoshi.msat(msat);
  }

  /** @param max the most it may be; at least is 0 */
  @Nullable
  Long optionalNumber(String name, long max, String unit) {
    return switch (object.get(name)) {
      case null -> null;
      case Long number when number < 0 -> throw wrong(name, "must not be negative");
      case Long number when number > max -> throw tooLarge(name, max, unit);
      case Long number -> number;
      case BigInteger number -> throw number.signum() < 0 ? wrong(name, "must not be negative") : tooLarge(name, max, unit);
      case Object other -> throw wrong(name, "must be a whole number of " + unit + ", not " + kind(other));
    };
  }

  /** Reads a text by a function that throws IllegalArgumentException where it does not fit. */
  static <T> T parsed(String name, String text, String must, Function<String, T> read) {
    try {
      return read.apply(text);
    } catch (IllegalArgumentException e) {
      throw wrong(name, must);
    }
  }

  static ApiProblem wrong(String name, String what) {
    return ApiProblem.of(ProblemCode.INVALID_VALUE, name + " " + what + ".", name);
  }

  private static ApiProblem missing(String name) {
    return ApiProblem.of(ProblemCode.MISSING_FIELD, "The field \"" + name + "\" is missing.", name);
  }

  private static ApiProblem tooLarge(String name, long max, String unit) {
    return wrong(name, "is too large: at most " + max + " " + unit);
  }

  private static String kind(Object value) {
    return switch (value) {
      case String _ -> "a text";
      case Boolean _ -> "true or false";
      case JsonObject.Fraction _ -> "a fraction";
      case Long _, BigInteger _ -> "a number";
      case JsonObject _ -> "an object";
      case List<?> _ -> "a list";
      default -> "something else";
    };
  }
}
