package org.l2node.api.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.l2node.api.auth.AdminToken;
import org.l2node.api.auth.ApiAddress;
import org.l2node.api.auth.TokenCheck;
import org.l2node.api.dto.ProblemDto;
import org.l2node.api.dto.Shown;
import org.l2node.api.endpoint.Route;
import org.l2node.api.endpoint.Routes;
import org.l2node.api.service.ApiProblem;
import org.l2node.api.service.IdempotencyStore;
import org.l2node.api.service.NodeService;
import org.l2node.api.service.ProblemCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP API, listening. Requests run on virtual threads. */
public final class ApiServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final String REQUEST_ID = "request_id";
  private static final String STARTED_AT = "started_at";
  private static final Duration DRAIN = Duration.ofSeconds(3);
  private static final int REQUEST_HEADER_BYTES = 8 * 1024;

  /**
   * Limits against clients that are slow or too many.
   *
   * @param requests handled at once; more are refused
   * @param connections open at once; more wait to be accepted
   * @param idle a connection without any byte for so long is closed
   * @param arrival a header or a body that takes longer to arrive is refused
   */
  public record Limits(int requests, int connections, Duration idle, Duration arrival) {
    /** What a node runs with. */
    public static final Limits DEFAULT = new Limits(100, 250, Duration.ofSeconds(30), Duration.ofSeconds(10));
  }

  private final Javalin javalin;
  private final ClientWatch watch;
  private final Admission admission;
  private final InetSocketAddress address;

  private ApiServer(Javalin javalin, ClientWatch watch, Admission admission, InetSocketAddress address) {
    this.javalin = javalin;
    this.watch = watch;
    this.admission = admission;
    this.address = address;
  }

  /**
   * Starts to listen, with the limits of a node.
   *
   * @param bind a loopback address; port 0 lets the system choose one
   * @throws IOException if the address is not a loopback one or cannot be listened on; the text says which and why
   */
  public static ApiServer start(InetSocketAddress bind, AdminToken token, NodeService node, IdempotencyStore keys) throws IOException {
    return start(bind, token, node, keys, Limits.DEFAULT);
  }

  /** As {@link #start(InetSocketAddress, AdminToken, NodeService, IdempotencyStore)}, with other limits. */
  public static ApiServer start(InetSocketAddress bind, AdminToken token, NodeService node, IdempotencyStore keys, Limits limits)
      throws IOException {
    if (bind.isUnresolved()) {
      throw new IOException("The API cannot listen on " + Shown.text(bind.getHostString()) + ": there is no such host.");
    }
    if (!bind.getAddress().isLoopbackAddress()) {
      throw new IOException("The API listens on loopback addresses only (127.0.0.1, [::1], localhost), not on " + ApiAddress.hostText(bind)
          + ": without TLS everybody in between could read the token. Reach it from elsewhere through an SSH tunnel: "
          + "ssh -L 8735:127.0.0.1:8735 HOST.");
    }
    // Bound here, before Javalin starts: an address that is taken is an error of ours, told in one line.
    ServerSocketChannel socket = bound(bind);
    ClientWatch watch = new ClientWatch();
    Admission admission = new Admission(limits.requests());
    Javalin javalin = Javalin
        .create(
            config -> configure(config, socket, limits, admission, new Exchange(watch, limits.arrival()), token, Routes.of(node, keys)));
    try {
      javalin.start();
    } catch (RuntimeException e) {
      watch.close();
      javalin.stop();
      socket.close();
      throw new IOException("The API cannot be started: " + e.getMessage(), e);
    }
    return new ApiServer(javalin, watch, admission, new InetSocketAddress(bind.getAddress(), javalin.port()));
  }

  private static ServerSocketChannel bound(InetSocketAddress bind) throws IOException {
    ServerSocketChannel socket = ServerSocketChannel.open();
    try {
      socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      return socket.bind(bind);
    } catch (IOException e) {
      socket.close();
      throw new IOException("The API cannot listen on " + ApiAddress.text(bind) + ": " + (e instanceof BindException
          ? "is the port in use, by another node perhaps? Choose another with --api HOST:PORT."
          : e.getMessage()), e);
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return address;
  }

  /** Lets the requests in hand end, for 3 s at most, and stops. Waits end at once. */
  @Override
  public void close() {
    watch.close();
    admission.drain(DRAIN);
    javalin.stop();
  }

  private static void configure(JavalinConfig config, ServerSocketChannel socket, Limits limits, Admission admission, Exchange exchange,
      AdminToken token,
      List<Route> routes) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    config.http.prefer405over404 = true;
    config.router.ignoreTrailingSlashes = false;
    config.jetty.modifyHttpConfiguration(http -> configureHttp(http, limits));
    config.jetty.addConnector((server, http) -> connector(server, http, socket, limits));
    config.jetty.modifyServer(server -> {
      server.setHandler(admission);
      server.setErrorHandler(new JettyProblems());
      server.addBean(new NetworkConnectionLimit(limits.connections(), server));
      server.setStopAtShutdown(false);
    });
    config.jetty.modifyServletContextHandler(handler -> handler.setErrorHandler(new JettyProblems()));
    config.router.javaLangErrorHandler((response, error) -> {
      LOG.error("the node made a mistake", error);
      response.setStatus(500);
    });
    Gate gate = new Gate(new TokenCheck(token), routes);
    config.routes.before(ctx -> {
      begin(ctx);
      gate.check(ctx, exchange.presence(ctx));
    });
    for (Route route : routes) {
      config.routes.addHttpHandler(handlerType(route.method()), route.path(), ctx -> exchange.run(route, ctx));
    }
    // Javalin has a handler of its own for the second, which only one of exactly that class replaces.
    config.routes.exception(Exception.class, ApiServer::failed);
    config.routes.exception(HttpResponseException.class, ApiServer::failed);
    config.routes.after(ApiServer::log);
  }

  private static void configureHttp(HttpConfiguration http, Limits limits) {
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setRequestHeaderSize(REQUEST_HEADER_BYTES);
    http.setIdleTimeout(limits.idle().toMillis());
  }

  private static Connector connector(Server server, HttpConfiguration http, ServerSocketChannel socket, Limits limits) {
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    try {
      connector.open(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    connector.setIdleTimeout(limits.idle().toMillis());
    connector.addBean(new SlowHeaders(limits.arrival().dividedBy(2)), true);
    return connector;
  }

  private static HandlerType handlerType(Route.Method method) {
    return switch (method) {
      case GET -> HandlerType.GET;
      case PUT -> HandlerType.PUT;
      case POST -> HandlerType.POST;
    };
  }

  private static void begin(Context ctx) {
    String requestId = RequestIds.next();
    ctx.attribute(REQUEST_ID, requestId);
    ctx.attribute(STARTED_AT, System.nanoTime());
    ctx.header(RequestIds.HEADER, requestId);
    ctx.header("Cache-Control", "no-store");
    ctx.header("X-Content-Type-Options", "nosniff");
  }

  private static String requestId(Context ctx) {
    String requestId = ctx.attribute(REQUEST_ID);
    return requestId == null ? RequestIds.next() : requestId;
  }

  private static void failed(Exception e, Context ctx) {
    String requestId = requestId(ctx);
    ApiProblem problem = switch (e) {
      case ApiProblem refused -> refused;
      case HttpResponseException http -> {
        String allowed = http.getDetails().get("availableMethods");
        if (allowed != null) {
          ctx.header("Allow", allowed);
        }
        yield JettyProblems.problem(http.getStatus());
      }
      case EofException _ -> ApiProblem.of(ProblemCode.BAD_REQUEST, "The request ended too early.");
      default -> {
        LOG.error("request_id={} {} {} failed", requestId, ctx.method().name(), ctx.path(), e);
        yield JettyProblems.problem(500);
      }
    };
    if (problem.code() == ProblemCode.BODY_TOO_LARGE || problem.code() == ProblemCode.REQUEST_TIMEOUT) {
      ctx.header("Connection", "close");
    }
    if (problem.code() == ProblemCode.NOT_READY) {
      ctx.header("Retry-After", "5");
    }
    Exchange.write(ctx, problem.code().status(), ProblemDto.CONTENT_TYPE, ProblemDto.problem(problem, requestId));
  }

  /**
   * One line per request; those that change something at INFO, as a record of who ordered what. Neither query nor body nor token is in it.
   */
  private static void log(Context ctx) {
    Long startedAt = ctx.attribute(STARTED_AT);
    long ms = startedAt == null ? 0 : (System.nanoTime() - startedAt) / 1_000_000;
    boolean changes = !ctx.method().name().equals("GET");
    LOG.atLevel(changes ? org.slf4j.event.Level.INFO : org.slf4j.event.Level.DEBUG)
        .log("request_id={} {} {} status={} ms={}", requestId(ctx), ctx.method().name(), Shown.text(ctx.path(), 200), ctx.statusCode(), ms);
  }
}
