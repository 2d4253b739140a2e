package io.keyturn.azuredevops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A real server on this machine that answers as a test says and remembers what it was asked. */
final class ScriptedServer implements AutoCloseable {

  private final HttpServer server;
  private final String scheme;
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private volatile Function<Seen, Scripted> script = request -> Scripted.json(404, "{}");

  /** A request as it arrived. */
  record Seen(String method, URI uri, Map<String, String> headers, String body) {
    String path() {
      return uri.getPath();
    }

    String query() {
      return uri.getQuery() == null ? "" : uri.getQuery();
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /** An answer to give. */
  record Scripted(int status, Map<String, String> headers, byte[] body) {
    static Scripted json(int status, String body) {
      return new Scripted(
          status,
          Map.of("Content-Type", "application/json; charset=utf-8; api-version=7.1"),
          body.getBytes(StandardCharsets.UTF_8));
    }

    static Scripted html(int status) {
      return new Scripted(
          status,
          Map.of("Content-Type", "text/html; charset=utf-8"),
          "<html><title>Azure DevOps Services | Sign In</title></html>"
              .getBytes(StandardCharsets.UTF_8));
    }

    static Scripted empty(int status) {
      return new Scripted(status, Map.of(), new byte[0]);
    }

    Scripted with(String header, String value) {
      Map<String, String> more = new TreeMap<>(headers);
      more.put(header, value);
      return new Scripted(status, more, body);
    }
  }

  private ScriptedServer(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  static ScriptedServer http() {
    try {
      return new ScriptedServer(HttpServer.create(loopback(), 1000), "http");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ScriptedServer https(SSLContext identity) {
    try {
      HttpsServer server = HttpsServer.create(loopback(), 1000);
      server.setHttpsConfigurator(new HttpsConfigurator(identity));
      return new ScriptedServer(server, "https");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  void answer(Function<Seen, Scripted> script) {
    this.script = script;
  }

  void answer(Scripted always) {
    this.script = request -> always;
  }

  List<Seen> seen() {
    return seen;
  }

  Seen only() {
    if (seen.size() != 1) {
      throw new AssertionError("expected one request, saw " + seen);
    }
    return seen.getFirst();
  }

  URI url(String path) {
    return URI.create(scheme + "://localhost:" + server.getAddress().getPort() + path);
  }

  /** Azure DevOps under one server; Entra elsewhere. */
  AzureUrls urls(@Nullable URI authority) {
    return new AzureUrls(
        url("/devops"),
        url("/identity/"),
        url("/accounts"),
        authority == null ? URI.create("https://localhost:1/") : authority,
        url("/graph"),
        url("/management"));
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
      Seen request =
          new Seen(
              exchange.getRequestMethod(),
              exchange.getRequestURI(),
              headers,
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      seen.add(request);
      Scripted answer = script.apply(request);
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(
          answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
