package org.l2node.api.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON text to {@link JsonObject} and back. Strict: no duplicate names, nothing after the value, bounded depth and lengths. */
public final class JsonText {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_NUMBER_LENGTH = 40;
  private static final int MAX_LENGTH = 64 * 1024 * 1024;

  private static final JsonFactory FACTORY = JsonFactory.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .streamReadConstraints(StreamReadConstraints.builder()
          .maxNestingDepth(MAX_DEPTH)
          .maxNumberLength(MAX_NUMBER_LENGTH)
          .maxNameLength(256)
          .maxStringLength(MAX_LENGTH)
          .build())
      .build();

  private JsonText() {}

  /** What is wrong with a JSON text, for people. */
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String text) {
      super(text, null, false, false);
    }

    /** For people; quotes nothing of the text that was read. */
    public String text() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Reads UTF-8 text that must be one JSON object.
   *
   * @throws Malformed if it is anything else
   */
  public static JsonObject readObject(byte[] utf8) throws Malformed {
    try (JsonParser parser = FACTORY.createParser(utf8)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new Malformed("it is empty, not an object as {\"name\": value}");
      }
      if (first != JsonToken.START_OBJECT) {
        throw new Malformed("it must be an object, as {\"name\": value}");
      }
      JsonObject object = object(parser);
      if (parser.nextToken() != null) {
        throw new Malformed("there is something after the end of the object");
      }
      return object;
    } catch (StreamConstraintsException e) {
      throw new Malformed("it is nested too deeply, or a name or number in it is too long");
    } catch (JsonProcessingException e) {
      throw new Malformed(describe(e));
    } catch (IOException e) {
      // The source is an array: only bytes that are not UTF-8 end here.
      throw new Malformed("it is not UTF-8");
    }
  }

  /** Writes the object in one line. */
  public static String write(JsonObject object) {
    StringWriter out = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      writeValue(generator, object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static String describe(JsonProcessingException e) {
    String original = String.valueOf(e.getOriginalMessage());
    String what = original.startsWith("Duplicate field") ? "a name stands in it twice" : "it is not JSON";
    return e.getLocation() == null ? what : what + ", at line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
  }

  private static JsonObject object(JsonParser parser) throws IOException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      members.put(name, value(parser));
    }
    return new JsonObject(members);
  }

  private static List<@Nullable Object> list(JsonParser parser) throws IOException {
    List<@Nullable Object> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      values.add(value(parser));
    }
    return values;
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> list(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> wholeNumber(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> new JsonObject.Fraction(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> throw new IllegalStateException("no value: " + token);
    };
  }

  private static Object wholeNumber(BigInteger number) {
    return number.bitLength() < Long.SIZE ? (Object) number.longValueExact() : number;
  }

  private static void writeValue(JsonGenerator generator, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> generator.writeNull();
      case String text -> generator.writeString(text);
      case Long number -> generator.writeNumber(number);
      case Integer number -> generator.writeNumber(number);
      case BigInteger number -> generator.writeNumber(number);
      case Boolean flag -> generator.writeBoolean(flag);
      case JsonObject.Fraction fraction -> generator.writeNumber(fraction.text());
      case JsonObject object -> {
        generator.writeStartObject();
        for (String name : object.names()) {
          generator.writeFieldName(name);
          writeValue(generator, object.get(name));
        }
        generator.writeEndObject();
      }
      case List<?> list -> {
        generator.writeStartArray();
        for (Object element : list) {
          writeValue(generator, element);
        }
        generator.writeEndArray();
      }
      default -> throw new IllegalArgumentException("not a JSON value: " + value.getClass());
    }
  }
}
