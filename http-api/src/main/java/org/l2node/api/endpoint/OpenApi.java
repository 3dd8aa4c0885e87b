package org.l2node.api.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.l2node.api.json.JsonObject;
import org.l2node.api.json.JsonText;

/** The description of the API for programs (OpenAPI 3.1): the file {@code openapi.json} beside this class. */
public final class OpenApi {

  private OpenApi() {}

  public static JsonObject document() {
    return Holder.DOCUMENT;
  }

  private static final class Holder {
    static final JsonObject DOCUMENT = load();

    private static JsonObject load() {
      try (InputStream in = OpenApi.class.getResourceAsStream("openapi.json")) {
        if (in == null) {
          throw new IllegalStateException("openapi.json is missing from the build");
        }
        return JsonText.readObject(in.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (JsonText.Malformed e) {
        throw new IllegalStateException("openapi.json: " + e.text(), e);
      }
    }
  }
}
