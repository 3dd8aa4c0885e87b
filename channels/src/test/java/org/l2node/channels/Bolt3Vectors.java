package org.l2node.channels;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The values of BOLT 3's vectors; each file names the specification's commit that it was taken from. */
public final class Bolt3Vectors {
  private Bolt3Vectors() {}

  /** The content of {@code bolt3/name.json}. */
  public static JsonNode read(String name) {
    try (InputStream in = Bolt3Vectors.class.getResourceAsStream("/bolt3/" + name + ".json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The elements of a JSON array. */
  public static List<JsonNode> list(JsonNode array) {
    return array.valueStream().toList();
  }
}
