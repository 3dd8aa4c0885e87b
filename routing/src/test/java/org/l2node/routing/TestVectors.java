package org.l2node.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The test vectors of the BOLTs, carried over as JSON into the test resources. */
public final class TestVectors {
  private TestVectors() {}

  public static JsonNode read(String resource) {
    try (InputStream in = Objects.requireNonNull(TestVectors.class.getResourceAsStream("/" + resource), resource)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
