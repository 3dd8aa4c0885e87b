package org.l2node.api.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector32;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.l2node.api.Samples;
import org.l2node.api.dto.ChannelDto;
import org.l2node.api.dto.InvoiceDto;
import org.l2node.api.dto.NodeDto;
import org.l2node.api.dto.PageDto;
import org.l2node.api.dto.PaymentDto;
import org.l2node.api.dto.PeerDto;
import org.l2node.api.dto.ProblemDto;
import org.l2node.api.json.JsonObject;
import org.l2node.api.json.JsonText;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.IdempotencyStore;
import org.l2node.api.service.NodeService;
import org.l2node.api.service.Page;
import org.l2node.api.service.PaymentFailure;
import org.l2node.api.service.PaymentStatus;
import org.l2node.api.service.ProblemCode;
import org.l2node.api.service.Readiness;

/** What openapi.json and docs/api.md say is what the code does. */
class DocumentsTest {
  private static final Path DOCS = Path.of("..", "docs", "api.md");

  /** Routes without a node behind: they are only looked at. */
  private static List<Route> routes() {
    NodeService node = (NodeService) Proxy.newProxyInstance(DocumentsTest.class.getClassLoader(), new Class<?>[]{NodeService.class},
        (_, method, _) -> {
          throw new AssertionError(method);
        });
    return Routes.of(node, new NoKeys());
  }

  private static final class NoKeys implements IdempotencyStore {
    @Override
    public Claim claim(String key, ByteVector32 requestHash) {
      throw new AssertionError();
    }

    @Override
    public void bind(String key, String result) {
      throw new AssertionError();
    }

    @Override
    public void release(String key) {
      throw new AssertionError();
    }
  }

  private static String name(Route route) {
    return route.method() + " " + route.path();
  }

  private static JsonObject operation(Route route) {
    return OpenApi.document().object("paths").object(route.path()).object(route.method().name().toLowerCase(Locale.ROOT));
  }

  private static JsonObject schema(String name) {
    JsonObject schema = OpenApi.document().object("components").object("schemas").object(name);
    assertThat(schema.names()).as(name).isNotEmpty();
    return schema;
  }

  @Test
  void openApiHasEveryRouteAndNoOther() {
    JsonObject paths = OpenApi.document().object("paths");
    List<String> described = new ArrayList<>();
    for (String path : paths.names()) {
      paths.object(path).names().forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path));
    }
    assertThat(described).containsExactlyInAnyOrderElementsOf(routes().stream().map(DocumentsTest::name).toList());
  }

  @ParameterizedTest
  @MethodSource("routes")
  void openApiKnowsStatusParametersAndAccess(Route route) {
    JsonObject operation = operation(route);
    assertThat(operation.object("responses").names()).as(name(route)).contains(Integer.toString(route.status()), "default");

    Set<String> parameters = new TreeSet<>();
    for (JsonObject parameter : operation.objects("parameters")) {
      String reference = parameter.text("$ref");
      parameters.add(reference.isEmpty() ? "{" + parameter.text("name") + "}" : reference.substring(reference.lastIndexOf('/') + 1));
    }
    parameters.remove("IdempotencyKey");
    Set<String> expected = new TreeSet<>(route.query());
    Matcher matcher = Pattern.compile("\\{[a-z_]+}").matcher(route.path());
    while (matcher.find()) {
      expected.add(matcher.group());
    }
    assertThat(parameters).as(name(route)).isEqualTo(expected);
    assertThat(operation.has("security")).as(name(route)).isEqualTo(route.access() == Route.Access.OPEN);
  }

  /** One of each object that goes out, by the name of its schema. */
  private static Map<String, JsonObject> samples() {
    Map<String, JsonObject> samples = new LinkedHashMap<>();
    samples.put("Node", NodeDto.info(Samples.info()));
    samples.put("Balances", NodeDto.balances(Samples.balances()));
    samples.put("WalletBalance", NodeDto.walletBalance(Samples.balances().onchain()));
    samples.put("Sweep", NodeDto.sweep(Samples.sweep()));
    samples.put("Sweeps", PageDto.page("sweeps", new Page<>(List.of(Samples.sweep()), null), NodeDto::sweep));
    samples.put("WalletAddress", NodeDto.walletAddress("bcrt1q"));
    samples.put("Stopping", NodeDto.stopping());
    samples.put("Live", NodeDto.live());
    samples.put("Readiness", NodeDto.readiness(Readiness.of(List.of(new Readiness.Check("chain", true, "")))));
    samples.put("Peer", PeerDto.peer(Samples.peer()));
    samples.put("Peers", PageDto.page("peers", new Page<>(List.of(Samples.peer()), null), PeerDto::peer));
    samples.put("Channel", ChannelDto.channel(Samples.channel()));
    samples.put("Channels", PageDto.page("channels", new Page<>(List.of(Samples.channel()), null), ChannelDto::channel));
    samples.put("Invoice", InvoiceDto.invoice(Samples.invoice()));
    samples.put("Payment", PaymentDto.payment(Samples.payment(PaymentStatus.FAILED)));
    samples.put("Payments",
        PageDto.page("payments", new Page<>(List.of(Samples.payment(PaymentStatus.PENDING)), null), PaymentDto::payment));
    samples.put("Decoded", InvoiceDto.decoded(Samples.decoded()));
    samples.put("Problem", ProblemDto.problem(ApiProblem.of(ProblemCode.NOT_FOUND, "x", "y"), "z"));
    return samples;
  }

  static Stream<Map.Entry<String, JsonObject>> sampleEntries() {
    return samples().entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("sampleEntries")
  void schemasHaveTheFieldsThatGoOut(Map.Entry<String, JsonObject> sample) {
    assertThat(schema(sample.getKey()).object("properties").names()).containsExactlyElementsOf(sample.getValue().names());
  }

  @ParameterizedTest
  @MethodSource("routes")
  void docsHaveEveryRouteWithAnExampleThatIsTrue(Route route) throws IOException, JsonText.Malformed {
    String docs = Files.readString(DOCS);
    int start = docs.indexOf("\n### " + name(route) + "\n");
    assertThat(start).as("heading of " + name(route)).isNotNegative();
    String section = docs.substring(start + 1);
    int end = section.indexOf("\n##", 1);
    section = end < 0 ? section : section.substring(0, end);

    String curl = block(section, "sh");
    assertThat(curl).startsWith("curl ").contains("$API" + route.path().substring(0, Math.max(route.path().indexOf('{'), 0)));
    assertThat(curl.contains("$AUTH")).isEqualTo(route.access() == Route.Access.ADMIN);
    boolean post = curl.contains("-X POST") || (curl.contains("-d '") && !curl.contains("-X "));
    assertThat(post).isEqualTo(route.method() == Route.Method.POST);

    JsonObject answer = JsonText.readObject(block(section, "json").getBytes(StandardCharsets.UTF_8));
    String reference = operation(route).object("responses").object(Integer.toString(route.status())).object("content")
        .object("application/json")
        .object("schema").text("$ref");
    if (!reference.isEmpty()) {
      assertThat(answer.names())
          .containsExactlyElementsOf(schema(reference.substring(reference.lastIndexOf('/') + 1)).object("properties").names());
    }
  }

  private static String block(String section, String language) {
    int start = section.indexOf("```" + language + "\n");
    assertThat(start).isNotNegative();
    int from = start + language.length() + 4;
    return section.substring(from, section.indexOf("```", from));
  }

  @Test
  void docsListEveryCode() throws IOException {
    String docs = Files.readString(DOCS);
    List<String> rows = docs.lines().filter(l -> l.matches("\\| `[a-z_0-9]+` \\| [0-9]{3} \\|.*")).toList();
    assertThat(rows).containsExactlyElementsOf(Stream.of(ProblemCode.values())
        .map(c -> "| `" + c.code() + "` | " + c.status() + " | " + c.title() + " |").toList());
    Set<String> failures = Stream.of(PaymentFailure.Code.values()).map(c -> "| `" + c.code() + "` | ").collect(Collectors.toSet());
    assertThat(failures).allSatisfy(failure -> assertThat(docs).contains(failure));
  }

  @Test
  void sampleOfEverySchemaOfAnAnswer() {
    Set<String> answers = new TreeSet<>();
    routes().forEach(route -> answers.add(operation(route).object("responses").object(Integer.toString(route.status())).object("content")
        .object("application/json").object("schema").text("$ref").replace("#/components/schemas/", "")));
    answers.remove("");
    assertThat(samples().keySet()).containsAll(answers);
  }
}
