package org.l2node.onchain.bitcoind;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.l2node.onchain.chain.ChainUnreachableException;
import org.l2node.onchain.chain.ChainUnreachableException.Problem;

/**
 * JSON-RPC 2.0 with Bitcoin Core. One request, one answer, which must carry the request's number (reliability, V28). Numbers with a
 * fraction are read as exact decimals.
 */
public final class JsonRpc {
  /** The full node is still starting. */
  private static final int IN_WARMUP = -28;

  private static final int MAX_STRING = 32_000_000;
  private static final int SHOWN = 200;

  private final RpcTransport transport;
  private final ObjectMapper mapper;
  private final AtomicLong nextId = new AtomicLong(1);

  public JsonRpc(RpcTransport transport) {
    this.transport = transport;
    this.mapper = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
    mapper.getFactory().setStreamReadConstraints(StreamReadConstraints.builder().maxStringLength(MAX_STRING).build());
  }

  /**
   * Calls a method.
   *
   * @param params strings, numbers, booleans, lists and maps of these
   * @return the result, perhaps a JSON null
   * @throws RpcErrorException if the full node answers with an error of the method's own
   */
  public JsonNode call(String method, Object... params) throws ChainUnreachableException, RpcErrorException {
    long id = nextId.getAndIncrement();
    ObjectNode request = mapper.createObjectNode().put("jsonrpc", "2.0").put("id", id).put("method", method);
    request.set("params", mapper.valueToTree(params));
    RpcTransport.Reply reply = send(request.toString());
    if (reply.status() == 401 || reply.status() == 403) {
      throw new ChainUnreachableException(Problem.UNAUTHORIZED,
          "bitcoind refuses the user name and password, or the cookie, that it was given");
    }
    if (reply.status() == 503) {
      throw new ChainUnreachableException(Problem.OVERLOADED, "bitcoind has too much to do");
    }
    JsonNode answer = parse(method, reply);
    if (answer.path("id").asLong(-1) != id) {
      throw badAnswer(method, "an answer to another request");
    }
    JsonNode error = answer.path("error");
    if (error.isObject()) {
      int code = error.path("code").asInt(0);
      String message = shortened(error.path("message").asText(""));
      if (code == IN_WARMUP) {
        throw new ChainUnreachableException(Problem.WARMING_UP, "bitcoind is starting: " + message);
      }
      throw new RpcErrorException(code, message);
    }
    if (!answer.has("result")) {
      throw badAnswer(method, "neither a result nor an error");
    }
    return answer.get("result");
  }

  private RpcTransport.Reply send(String request) throws ChainUnreachableException {
    try {
      return transport.send(request);
    } catch (ConnectException e) {
      throw new ChainUnreachableException(Problem.UNREACHABLE, "bitcoind cannot be reached: nobody listens at its address", e);
    } catch (HttpTimeoutException e) {
      throw new ChainUnreachableException(Problem.UNREACHABLE, "bitcoind did not answer in time", e);
    } catch (IOException e) {
      throw new ChainUnreachableException(Problem.UNREACHABLE,
          "bitcoind cannot be reached: " + Objects.requireNonNullElse(e.getMessage(), "the connection broke"), e);
    }
  }

  private JsonNode parse(String method, RpcTransport.Reply reply) throws ChainUnreachableException {
    try {
      JsonNode answer = mapper.readTree(reply.body());
      if (answer != null && answer.isObject()) {
        return answer;
      }
    } catch (JsonProcessingException _) { // said below
    }
    throw badAnswer(method, "HTTP status " + reply.status() + " and no JSON object; is this bitcoind's RPC address?");
  }

  static ChainUnreachableException badAnswer(String method, String what) {
    return new ChainUnreachableException(Problem.BAD_ANSWER, "bitcoind's answer to " + method + " makes no sense: " + what);
  }

  private static String shortened(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", " ");
    return clean.length() <= SHOWN ? clean : clean.substring(0, SHOWN);
  }
}
