package org.l2node.itests.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import org.l2node.api.auth.AdminToken;
import org.l2node.api.http.ApiServer;
import org.l2node.api.json.JsonObject;
import org.l2node.api.json.JsonText;

/** A running API with a scripted node behind it, and a client that has the token. */
final class ApiHarness implements AutoCloseable {
  static final ApiServer.Limits SMALL = new ApiServer.Limits(4, 50, Duration.ofSeconds(1), Duration.ofSeconds(1));

  final ScriptedNode node = new ScriptedNode();
  final AdminToken token = AdminToken.generate(new SecureRandom());
  final ApiServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  ApiHarness(ApiServer.Limits limits) throws IOException {
    this.server = ApiServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), token, node, new MemoryKeys(), limits);
  }

  ApiHarness() throws IOException {
    this(ApiServer.Limits.DEFAULT);
  }

  /** What came back. */
  record Reply(int status, String contentType, String text, HttpResponse<String> response) {
    JsonObject json() {
      try {
        return JsonText.readObject(text.getBytes(StandardCharsets.UTF_8));
      } catch (JsonText.Malformed e) {
        throw new AssertionError(e.text() + ": " + text, e);
      }
    }

    String code() {
      return json().text("code");
    }
  }

  Reply get(String path) throws IOException, InterruptedException {
    return send("GET", path, null);
  }

  Reply post(String path, String body) throws IOException, InterruptedException {
    return send("POST", path, body);
  }

  Reply send(String method, String path, String body, String... headers) throws IOException, InterruptedException {
    HttpRequest.Builder request = request(method, path, body).header("Authorization", "Bearer " + token.secretText());
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpRequest.Builder request(String method, String path, String body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.address().getPort() + path))
        .timeout(Duration.ofSeconds(20))
        .version(HttpClient.Version.HTTP_1_1)
        .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
  }

  Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Reply(response.statusCode(), response.headers().firstValue("Content-Type").orElse(""), response.body(), response);
  }

  Socket connect() throws IOException {
    return new Socket(server.address().getAddress(), server.address().getPort());
  }

  /** Sends bytes as they are and reads until the server closes the connection. */
  String raw(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  String authorization() {
    return "Authorization: Bearer " + token.secretText() + "\r\n";
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
