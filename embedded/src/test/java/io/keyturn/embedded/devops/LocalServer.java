package io.keyturn.embedded.devops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.keyturn.embedded.http.Answer;
import io.keyturn.embedded.http.Request;
import io.keyturn.embedded.http.Site;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The sites on a port of this machine, as little as a client of another language needs. */
final class LocalServer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  LocalServer(List<Site> sites) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    for (Site site : sites) {
      server.createContext(site.prefix() + "/", exchange -> answer(site, exchange));
    }
    server.start();
  }

  String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(Site site, HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new HashMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
      String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
      Answer answer =
          site.handle(
              new Request(
                  exchange.getRequestMethod(),
                  origin(),
                  exchange.getRequestURI().getRawPath().substring(site.prefix().length()),
                  Request.parsePairs(query),
                  headers,
                  exchange.getRequestBody().readAllBytes()));
      answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      boolean bare = answer.body().length == 0 || exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(answer.status(), bare ? -1 : answer.body().length);
      if (!bare) {
        exchange.getResponseBody().write(answer.body());
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
