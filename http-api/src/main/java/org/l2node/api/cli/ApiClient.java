package org.l2node.api.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.l2node.api.auth.AdminToken;
import org.l2node.api.auth.ApiAddress;
import org.l2node.api.json.JsonObject;
import org.l2node.api.json.JsonText;

/**
 * Asks a node's API, found by the files of its data directory. Uses HttpURLConnection and not java.net.http: that one sets up TLS at its
 * start even where there is none, which takes half a second, more than all the rest of a command.
 */
public final class ApiClient {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  /** Beyond what the request itself may take: opening a channel waits for the peer. */
  private static final Duration ANSWER = Duration.ofSeconds(90);

  static {
    // By default a POST whose connection breaks is sent again: never with orders that move money.
    System.setProperty("sun.net.http.retryPost", "false");
  }

  private final String address;
  private final AdminToken token;

  private ApiClient(String address, AdminToken token) {
    this.address = address;
    this.token = token;
  }

  /**
   * An answer.
   *
   * @param text as it came, without the line end
   */
  public record Reply(int status, JsonObject body, String text) {
    public boolean isOk() {
      return status < 400;
    }
  }

  /** @throws RuntimeException with a text for people if no node runs on that directory, or its token cannot be read */
  public static ApiClient of(Path dataDirectory) {
    if (!Files.isDirectory(dataDirectory)) {
      throw new CliFailure(ExitCode.NOT_REACHABLE, "There is no data directory " + dataDirectory
          + ": no node was started with it. Start one with \"l2 start --datadir " + dataDirectory
          + "\", or name another with --datadir.");
    }
    try {
      return new ApiClient(ApiAddress.read(dataDirectory), AdminToken.read(dataDirectory));
    } catch (NoSuchFileException e) {
      boolean noAddress = e.getFile() != null && e.getFile().endsWith(ApiAddress.FILE_NAME);
      throw new CliFailure(ExitCode.NOT_REACHABLE, noAddress
          ? "No node runs on " + dataDirectory + "; start it with \"l2 start --datadir " + dataDirectory
              + "\", or name another with --datadir."
          : "The file " + dataDirectory.resolve(AdminToken.FILE_NAME) + " is missing; start the node again to have it written.");
    } catch (IOException e) {
      throw new CliFailure(ExitCode.ERROR, "Cannot read the data directory: " + e.getMessage());
    }
  }

  /**
   * Sends a request.
   *
   * @param body null for none
   * @throws RuntimeException with a text for people if there is no answer
   */
  public Reply send(String method, String path, @Nullable JsonObject body) {
    try {
      HttpURLConnection connection = (HttpURLConnection) URI.create("http://" + address + path).toURL().openConnection(Proxy.NO_PROXY);
      connection.setRequestMethod(method);
      connection.setConnectTimeout((int) CONNECT.toMillis());
      connection.setReadTimeout((int) ANSWER.toMillis());
      connection.setInstanceFollowRedirects(false);
      connection.setRequestProperty("Authorization", "Bearer " + token.secretText());
      connection.setRequestProperty("Connection", "close");
      if (body != null) {
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
          out.write(body.toString().getBytes(StandardCharsets.UTF_8));
        }
      }
      return read(connection);
    } catch (ConnectException e) {
      throw new CliFailure(ExitCode.NOT_REACHABLE, "The node does not answer on " + address + ": it has stopped, or was killed.");
    } catch (SocketTimeoutException e) {
      throw new CliFailure(ExitCode.NOT_REACHABLE, "The node on " + address + " did not answer in time.");
    } catch (IOException e) {
      throw new CliFailure(ExitCode.NOT_REACHABLE, "The connection to the node on " + address + " broke before the answer came.");
    }
  }

  private Reply read(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    InputStream stream = status < 400 ? connection.getInputStream() : connection.getErrorStream();
    byte[] bytes = new byte[0];
    if (stream != null) {
      try (stream) {
        bytes = stream.readAllBytes();
      }
    }
    try {
      return new Reply(status, JsonText.readObject(bytes), new String(bytes, StandardCharsets.UTF_8).strip());
    } catch (JsonText.Malformed e) {
      throw new CliFailure(ExitCode.ERROR, "What answers on " + address + " is no node: status " + status + " without JSON.");
    }
  }
}
