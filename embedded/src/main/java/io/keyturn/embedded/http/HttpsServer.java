package io.keyturn.embedded.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one HTTPS server of the embedded Azure: gives each request to the {@link Site} with the
 * longest matching prefix and misbehaves as its {@link Faults} say. Every request has a virtual
 * thread of its own.
 */
public final class HttpsServer implements AutoCloseable {

  /** Requests beyond this are answered 413. */
  public static final int BODY_LIMIT = 4 * 1024 * 1024;

  private static final Logger log = LoggerFactory.getLogger(HttpsServer.class);
  private static final int BACKLOG = 4096;

  static {
    // Read once, when the JDK's server is first used. Its defaults close all but 200 idle
    // connections and leave Nagle's algorithm on, 40 ms per answer on a kept connection.
    ask("sun.net.httpserver.nodelay", "true");
    ask("sun.net.httpserver.maxIdleConnections", "20000");
    ask("sun.net.httpserver.idleInterval", "120");
  }

  private final com.sun.net.httpserver.HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Site> sites;
  private final Faults faults;
  private final List<Consumer<Exchange>> listeners = new CopyOnWriteArrayList<>();

  private HttpsServer(com.sun.net.httpserver.HttpsServer server, List<Site> sites, Faults faults) {
    this.server = server;
    this.sites = sites;
    this.faults = faults;
  }

  private static void ask(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** On 127.0.0.1. */
  public static HttpsServer start(
      CertificateAuthority authority, int port, List<Site> sites, Faults faults) {
    return start(authority, new InetSocketAddress("127.0.0.1", port), List.of(), sites, faults);
  }

  /**
   * @param address its port may be 0 for any free one
   * @param furtherNames host names the certificate covers besides localhost
   * @param sites a site whose prefix is empty gets what no other wants
   */
  public static HttpsServer start(
      CertificateAuthority authority,
      InetSocketAddress address,
      List<String> furtherNames,
      List<Site> sites,
      Faults faults) {
    List<Site> all = new ArrayList<>(sites);
    all.add(new FaultControl(faults));
    all.sort(Comparator.comparingInt((Site site) -> site.prefix().length()).reversed());
    try {
      var jdk = com.sun.net.httpserver.HttpsServer.create(address, BACKLOG);
      jdk.setHttpsConfigurator(new HttpsConfigurator(authority.serverContext(furtherNames)));
      HttpsServer server = new HttpsServer(jdk, List.copyOf(all), faults);
      jdk.setExecutor(server.threads);
      jdk.createContext("/", server::serve);
      jdk.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("no HTTPS server on " + address, e);
    }
  }

  public InetAddress host() {
    return server.getAddress().getAddress();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** {@code https://localhost:PORT}. */
  public String origin() {
    return "https://localhost:" + port();
  }

  public Faults faults() {
    return faults;
  }

  /** Told of every exchange after it ended, on the thread that served it. */
  public void listen(Consumer<Exchange> listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(BODY_LIMIT + 1);
      String path = exchange.getRequestURI().getRawPath();
      Optional<Site> site = siteFor(path);
      Request request = request(exchange, site.map(Site::prefix).orElse(""), body);
      if (body.length > BODY_LIMIT) {
        deliver(exchange, Answer.empty(413).with("Connection", "close"));
      } else if (site.isEmpty()) {
        deliver(exchange, Answer.empty(404));
      } else {
        Optional<Effect> effect = faults.take(request.method(), path);
        Exchange result =
            effect.isPresent()
                ? misbehave(exchange, site.get(), request, effect.get())
                : delivered(exchange, site.get(), request, ask(site.get(), request));
        listeners.forEach(listener -> listener.accept(result));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Exchange misbehave(HttpExchange exchange, Site site, Request request, Effect effect)
      throws IOException, InterruptedException {
    return switch (effect) {
      case Effect.Status(int status, Map<String, String> headers, String text) ->
          delivered(exchange, site, request, fixed(status, headers, text));
      case Effect.SignInPage() -> delivered(exchange, site, request, signInPage());
      case Effect.Delay(Duration duration) -> {
        Thread.sleep(duration);
        yield delivered(exchange, site, request, ask(site, request));
      }
      case Effect.Reset() -> new Exchange(site.prefix(), request, Optional.empty(), false);
      case Effect.ApplyThenReset() -> undelivered(site, request, ask(site, request));
      case Effect.ApplyThenDelay(Duration duration) -> {
        Answer answer = ask(site, request);
        Thread.sleep(duration);
        yield delivered(exchange, site, request, answer);
      }
      case Effect.ApplyAndAdd(Map<String, String> headers) -> {
        Answer answer = ask(site, request);
        for (var header : headers.entrySet()) {
          answer = answer.with(header.getKey(), header.getValue());
        }
        yield delivered(exchange, site, request, answer);
      }
      case Effect.StallBody(Duration duration) -> {
        Answer answer = ask(site, request);
        stall(exchange, answer, duration);
        yield undelivered(site, request, answer);
      }
    };
  }

  private static Answer fixed(
      int status,
      @org.jspecify.annotations.Nullable Map<String, String> headers,
      @org.jspecify.annotations.Nullable String text) {
    Answer answer = text == null ? Answer.empty(status) : Answer.json(status, text);
    if (headers != null) {
      for (var header : headers.entrySet()) {
        answer = answer.with(header.getKey(), header.getValue());
      }
    }
    return answer;
  }

  private static Answer signInPage() {
    return Answer.html(
        203,
        "<!DOCTYPE html><html><head><title>Azure DevOps Services | Sign In</title></head>"
            + "<body>Sign in to continue</body></html>");
  }

  private static Exchange delivered(
      HttpExchange exchange, Site site, Request request, Answer answer) {
    try {
      deliver(exchange, answer);
      return new Exchange(site.prefix(), request, Optional.of(answer), true);
    } catch (IOException e) {
      // The caller went away, perhaps after its own timeout: what the site did stays done.
      return undelivered(site, request, answer);
    }
  }

  private static Exchange undelivered(Site site, Request request, Answer answer) {
    return new Exchange(site.prefix(), request, Optional.of(answer), false);
  }

  private static Answer ask(Site site, Request request) {
    try {
      return site.handle(request);
    } catch (RuntimeException e) {
      log.error("{} {}{} failed", request.method(), site.prefix(), request.path(), e);
      return Answer.empty(500);
    }
  }

  private Optional<Site> siteFor(String path) {
    return sites.stream()
        .filter(site -> path.equals(site.prefix()) || path.startsWith(site.prefix() + "/"))
        .findFirst();
  }

  private Request request(HttpExchange exchange, String prefix, byte[] body) {
    Map<String, String> headers = new LinkedHashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) ->
            headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
    String query = exchange.getRequestURI().getRawQuery();
    String host = headers.get("host");
    return new Request(
        exchange.getRequestMethod(),
        host == null ? origin() : "https://" + host,
        exchange.getRequestURI().getRawPath().substring(prefix.length()),
        query == null ? Map.of() : Request.parsePairs(query),
        headers,
        body);
  }

  private static void deliver(HttpExchange exchange, Answer answer) throws IOException {
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head && answer.body().length > 0) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(answer.body().length));
    }
    boolean bodyless = head || answer.status() == 204 || answer.status() == 304;
    if (bodyless || answer.body().length == 0) {
      exchange.sendResponseHeaders(answer.status(), -1);
    } else {
      exchange.sendResponseHeaders(answer.status(), answer.body().length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(answer.body());
      }
    }
  }

  // Announces one byte more than it has, so that even an empty body stalls.
  private static void stall(HttpExchange exchange, Answer answer, Duration duration)
      throws IOException, InterruptedException {
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status(), answer.body().length + 1L);
    OutputStream out = exchange.getResponseBody();
    out.write(Arrays.copyOf(answer.body(), answer.body().length / 2));
    out.flush();
    Thread.sleep(duration);
  }
}
