package io.keyturn.embedded.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
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

/**
 * The one HTTPS server of the embedded Azure: gives each request to the {@link Site} with the
 * longest matching prefix and misbehaves as its {@link Faults} say. Every request has a virtual
 * thread of its own.
 */
public final class HttpsServer implements AutoCloseable {

  /** Requests beyond this are answered 413. */
  public static final int BODY_LIMIT = 4 * 1024 * 1024;

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

  /**
   * Told of every exchange that reached a site or a fault, on the thread that serves it, before the
   * answer leaves: whoever has an answer finds its exchange recorded.
   */
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
      Optional<Site> site = siteFor(exchange.getRequestURI().getRawPath());
      if (body.length > BODY_LIMIT) {
        Reply.write(exchange, Answer.empty(413).with("Connection", "close"));
      } else if (site.isEmpty()) {
        Reply.write(exchange, Answer.empty(404));
      } else {
        reply(exchange, site.get(), body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void reply(HttpExchange exchange, Site site, byte[] body)
      throws IOException, InterruptedException {
    Request request;
    try {
      request = request(exchange, site.prefix(), body);
    } catch (IllegalArgumentException e) {
      // A query that is not percent-encoded.
      Reply.write(exchange, Answer.empty(400));
      return;
    }
    Reply reply =
        new Reply(
            exchange,
            site,
            request,
            result -> listeners.forEach(listener -> listener.accept(result)));
    Optional<Effect> effect = faults.take(request.method(), exchange.getRequestURI().getRawPath());
    if (effect.isPresent()) {
      reply.badly(effect.get());
    } else {
      reply.well();
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
}
