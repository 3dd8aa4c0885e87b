package org.l2node.itests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.l2node.api.http.ApiServer;
import org.l2node.api.json.JsonObject;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.ProblemCode;
import org.l2node.itests.api.ApiHarness.Reply;

/** Every error, over a socket: always application/problem+json, never the text of an exception. */
class ApiErrorsIT {
  private static final String CHANNEL = "2222222222222222222222222222222222222222222222222222222222222222";
  private static final String OTHER = "9999999999999999999999999999999999999999999999999999999999999999";
  private static ApiHarness api;

  @BeforeAll
  static void start() throws IOException {
    api = new ApiHarness();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @AfterEach
  void refuseNothing() {
    api.node.refusal = null;
  }

  private static JsonObject problem(Reply reply, int status, String code) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.contentType()).isEqualTo("application/problem+json");
    JsonObject problem = reply.json();
    assertThat(problem.text("code")).isEqualTo(code);
    assertThat(problem.text("type")).isEqualTo("urn:l2:problem:" + code);
    assertThat(problem.number("status")).isEqualTo(status);
    assertThat(problem.text("title")).isNotEmpty();
    assertThat(problem.text("detail")).isNotEmpty();
    assertThat(reply.response().headers().firstValue("X-Request-Id")).contains(problem.text("request_id"));
    return problem;
  }

  @ParameterizedTest
  @CsvSource({"GET,/,404,not_found", "GET,/v1,404,not_found", "GET,/v1/nodes,404,not_found", "GET,/v1/node/,404,not_found",
      "GET,/v1/channels//close,404,not_found", "GET,/V1/node,404,not_found", "DELETE,/v1/node,405,method_not_allowed",
      "POST,/v1/node,405,method_not_allowed", "GET,/v1/decode,405,method_not_allowed", "PATCH,/v1/channels,405,method_not_allowed",
      "OPTIONS,/v1/node,405,method_not_allowed", "GET,/v1/node?x=1,400,unknown_parameter", "GET,/v1/peers?limits=1,400,unknown_parameter",
      "GET,/v1/peers?limit=1&limit=2,400,invalid_value", "GET,/v1/peers?limit=0,400,invalid_value",
      "GET,/v1/peers?limit=501,400,invalid_value",
      "GET,/v1/peers?cursor=zz,400,invalid_value", "GET,/v1/payments/17?wait=30,400,invalid_value", "GET,/v1/payments/x,400,invalid_value",
      "GET,/v1/payments/18,404,unknown_payment", "GET,/v1/invoices/x,400,invalid_value",
      "GET,/v1/invoices/" + OTHER + ",404,unknown_invoice",
      "GET,/v1/invoices/" + OTHER + "?wait=30s,404,unknown_invoice", "GET,/v1/channels/x,400,invalid_value",
      "GET,/v1/channels/" + OTHER + ",404,unknown_channel"})
  void withoutABody(String method, String path, int status, String code) throws Exception {
    problem(api.send(method, path, null), status, code);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"POST|/v1/channels|{|malformed_json", "POST|/v1/channels|''|missing_field",
      "POST|/v1/channels|{\"node_id\":1,\"amount_sat\":5}|invalid_value", "POST|/v1/channels|{\"amount\":5}|unknown_field",
      "POST|/v1/channels/" + CHANNEL + "/close|{\"mode\":\"now\"}|invalid_value", "POST|/v1/channels/x/close|{}|invalid_value",
      "POST|/v1/invoices|{}|missing_field", "POST|/v1/invoices|{\"description\":\"\",\"amount_msat\":-1}|invalid_value",
      "POST|/v1/payments|{\"destination\":5}|invalid_value", "POST|/v1/payments|[]|malformed_json",
      "POST|/v1/payments?wait=x|{\"destination\":\"a\"}|invalid_value",
      "POST|/v1/decode|{\"destination\":\"hello\"}|invoice_invalid", "POST|/v1/decode|{\"text\":\"x\"}|unknown_field",
      "POST|/v1/node/stop|{\"now\":true}|unknown_field", "POST|/v1/wallet/addresses|{\"type\":\"p2tr\"}|unknown_field",
      "PUT|/v1/peers/bob|{}|invalid_value",
      "PUT|/v1/peers/0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798|{\"address\":\"x\"}|invalid_value"})
  void withABody(String method, String path, String body, String code) throws Exception {
    problem(api.send(method, path, body), 400, code);
  }

  @Test
  void aWaitIsCheckedBeforeTheMoneyGoesOut() throws Exception {
    int before = api.node.pays.get();
    problem(api.post("/v1/payments?wait=forever", "{\"destination\":\"lnbcrt1x\"}"), 400, "invalid_value");
    assertThat(api.node.pays).hasValue(before);
  }

  @Test
  void anUnknownChannelIsNotClosed() throws Exception {
    problem(api.post("/v1/channels/" + OTHER + "/close", "{}"), 404, "unknown_channel");
  }

  @Test
  void aMethodThatIsNotAllowedNamesThoseThatAre() throws Exception {
    assertThat(api.send("DELETE", "/v1/channels", null).response().headers().firstValue("Allow").orElse("")).contains("GET")
        .contains("POST");
  }

  @ParameterizedTest
  @EnumSource(ProblemCode.class)
  void everyRefusalOfTheNodeReachesTheClient(ProblemCode code) throws Exception {
    api.node.refusal = ApiProblem.of(code, "Because of \u201cthis\u201d.", "amount_sat");
    JsonObject problem = problem(api.get("/v1/node"), code.status(), code.code());
    assertThat(problem.text("detail")).isEqualTo("Because of \u201cthis\u201d.");
    assertThat(problem.text("title")).isEqualTo(code.title());
    assertThat(problem.text("param")).isEqualTo("amount_sat");
  }

  static Stream<RuntimeException> bugs() {
    return Stream.of(new IllegalStateException("canary-secret"), new IllegalArgumentException("canary-secret"),
        new NullPointerException("canary-secret"), new io.javalin.http.BadRequestResponse("canary-secret"));
  }

  @ParameterizedTest
  @Tag("V74")
  @MethodSource("bugs")
  void aBugIsNotTold(RuntimeException bug) throws Exception {
    api.node.refusal = bug;
    Reply reply = api.get("/v1/node");
    assertThat(reply.contentType()).isEqualTo("application/problem+json");
    assertThat(reply.text()).doesNotContain("canary-secret").doesNotContain("Exception").doesNotContain("org.l2node");
    assertThat(reply.code()).isIn("internal_error", "bad_request");
  }

  @Test
  void tokens() throws Exception {
    Reply none = api.send(api.request("GET", "/v1/node", null));
    problem(none, 401, "unauthorized");
    assertThat(none.response().headers().firstValue("WWW-Authenticate")).contains("Bearer");
    problem(api.send(api.request("GET", "/v1/node", null).header("Authorization", "Bearer " + "0".repeat(64))), 401, "unauthorized");
    problem(api.send(api.request("GET", "/v1/node", null).header("Authorization", "Basic YWRtaW46YWRtaW4=")), 401, "unauthorized");
    // What is not there is not told to those who may not ask.
    problem(api.send(api.request("GET", "/v1/nothing", null)), 401, "unauthorized");
    assertThat(api.get("/v1/node").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"text/plain,415", "multipart/form-data,415", "application/xml,415", "application/json,202",
      "application/json; charset=utf-8,202",
      "APPLICATION/JSON,202", "application/x-www-form-urlencoded,202"})
  void contentTypes(String type, int status) throws Exception {
    Reply reply = api.send("POST", "/v1/payments", "{\"destination\":\"lnbcrt1x\"}", "Content-Type", type);
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    if (status == 415) {
      problem(reply, 415, "unsupported_media_type");
    }
  }

  @Test
  void compressedBodiesAreRefused() throws Exception {
    problem(api.send("POST", "/v1/payments", "{}", "Content-Encoding", "gzip"), 415, "unsupported_media_type");
  }

  @Test
  void pagesOfOtherSitesAreRefused() throws Exception {
    problem(api.send("GET", "/v1/node", null, "Origin", "http://evil.example"), 403, "origin_not_allowed");
    problem(api.send("GET", "/v1/health/live", null, "Origin", "null"), 403, "origin_not_allowed");
    assertThat(api.send("GET", "/v1/node", null, "Origin", "http://localhost:1234").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"GET /v1/node HTTP/1.1~Host: evil.example|403|host_not_allowed",
      "GET /v1/health/live HTTP/1.1~Host: evil.example:9740|403|host_not_allowed",
      "GET /v1/node HTTP/1.1~Host: 127.0.0.1.evil.example|403|host_not_allowed", "GET /v1/node HTTP/1.0|403|host_not_allowed",
      "GET /v1/node HTTP/1.1|400|bad_request", "GARBAGE|400|bad_request", "GET /../v1/node HTTP/1.1~Host: localhost|400|bad_request",
      "GET http://evil.example/v1/node HTTP/1.1~Host: localhost|400|bad_request",
      "TRACE /v1/node HTTP/1.1~Host: localhost|405|method_not_allowed",
      "POST /v1/decode HTTP/1.1~Host: localhost~Content-Length: -5|400|bad_request",
      "POST /v1/decode HTTP/1.1~Host: localhost~Content-Length: 5~Transfer-Encoding: chunked|400|bad_request"})
  void rawRequests(String head, int status, String code) throws Exception {
    String reply = api.raw(head.replace("~", "\r\n") + "\r\n" + api.authorization() + "Connection: close\r\n\r\n");
    assertThat(reply).startsWith("HTTP/1.1 " + status + " ").contains("application/problem+json").contains("\"code\":\"" + code + "\"");
  }

  @Test
  @Tag("V73")
  void theServerListensOnLoopbackOnly() {
    for (String host : new String[]{"0.0.0.0", "::", "192.0.2.1"}) {
      assertThatThrownBy(
          () -> ApiServer.start(new InetSocketAddress(InetAddress.getByName(host), 0), api.token, api.node, new MemoryKeys()))
          .isInstanceOf(IOException.class).hasMessageContaining("loopback").hasMessageContaining("TLS");
    }
    assertThatThrownBy(
        () -> ApiServer.start(InetSocketAddress.createUnresolved("nowhere.invalid", 0), api.token, api.node, new MemoryKeys()))
        .isInstanceOf(IOException.class).hasMessageContaining("nowhere.invalid");
  }

  @Test
  void aPortInUseIsTold() {
    assertThatThrownBy(() -> ApiServer.start(api.server.address(), api.token, api.node, new MemoryKeys()))
        .isInstanceOf(IOException.class).hasMessageContaining("127.0.0.1:" + api.server.address().getPort()).hasMessageContaining("in use");
  }
}
