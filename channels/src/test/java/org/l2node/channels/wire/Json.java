package org.l2node.channels.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.Stream;

/** Test vectors from the resources. */
final class Json {
  private Json() {}

  static JsonNode read(String resource) {
    try (var in = Objects.requireNonNull(Json.class.getResourceAsStream(resource), resource)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<JsonNode> elements(String resource, String field) {
    JsonNode array = read(resource).get(field);
    if (array.isEmpty()) {
      throw new IllegalStateException("no vectors in " + resource);
    }
    return array.valueStream();
  }
}
