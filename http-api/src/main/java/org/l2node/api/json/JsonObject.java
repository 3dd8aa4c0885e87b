package org.l2node.api.json;

import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object: names and values in order. A value is a {@link String}, {@link Long}, {@link BigInteger}, {@link Fraction},
 * {@link Boolean}, {@link JsonObject}, a {@link List} of those, or null.
 */
public final class JsonObject {
  /** A number with a fraction or an exponent, as it was written; this API has none, so it is only kept to be refused or shown. */
  public record Fraction(String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  private final Map<String, @Nullable Object> members;

  JsonObject(Map<String, @Nullable Object> members) {
    this.members = Collections.unmodifiableMap(members);
  }

  /** An empty object to put values in. */
  public static Builder builder() {
    return new Builder();
  }

  /** The names, in order. */
  public Set<String> names() {
    return members.keySet();
  }

  public boolean has(String name) {
    return members.containsKey(name);
  }

  /** The value; null if it is JSON's null or there is none of that name. */
  public @Nullable Object get(String name) {
    return members.get(name);
  }

  /** The text of that name; empty where there is none or it is something else. */
  public String text(String name) {
    return members.get(name) instanceof String text ? text : "";
  }

  /** The whole number of that name; zero where there is none or it is something else. */
  public long number(String name) {
    return members.get(name) instanceof Long number ? number : 0;
  }

  /** The truth value of that name; false where there is none or it is something else. */
  public boolean flag(String name) {
    return Boolean.TRUE.equals(members.get(name));
  }

  /** The object of that name; an empty one where there is none or it is something else. */
  public JsonObject object(String name) {
    return members.get(name) instanceof JsonObject object ? object : new JsonObject(Map.of());
  }

  /** The objects in the list of that name; empty where there is none or it is something else. */
  public List<JsonObject> objects(String name) {
    return members.get(name) instanceof List<?> list
        ? list.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast).toList()
        : List.of();
  }

  /** The texts in the list of that name; empty where there is none or it is something else. */
  public List<String> texts(String name) {
    return members.get(name) instanceof List<?> list
        ? list.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }

  /** As JSON text in one line. */
  @Override
  public String toString() {
    return JsonText.write(this);
  }

  /** Collects the values of an object; a name put twice is a bug. */
  public static final class Builder {
    private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

    private Builder() {}

    public Builder put(String name, @Nullable String text) {
      return add(name, text);
    }

    public Builder put(String name, long number) {
      return add(name, number);
    }

    public Builder put(String name, Fraction number) {
      return add(name, number);
    }

    public Builder put(String name, boolean flag) {
      return add(name, flag);
    }

    public Builder put(String name, @Nullable JsonObject object) {
      return add(name, object);
    }

    /** @param list of values as the class names them */
    public Builder put(String name, List<?> list) {
      return add(name, List.copyOf(list));
    }

    /** The number, or JSON's null. */
    public Builder putNumberOrNull(String name, @Nullable Long number) {
      return add(name, number);
    }

    public JsonObject build() {
      return new JsonObject(new LinkedHashMap<>(members));
    }

    private Builder add(String name, @Nullable Object value) {
      if (members.containsKey(name)) {
        throw new IllegalStateException("put twice: " + name);
      }
      members.put(name, value);
      return this;
    }
  }
}
