package io.keyturn.sandbox.crash;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.api.WorkerSignIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** Plays the door that tenant-settings has for the worker, for as many applications as wanted. */
final class WorkerDoor implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Pattern SETTINGS =
      Pattern.compile("/api/v1/worker/tenants/([^/]+)/applications/([^/]+)/rotation-settings");

  private final HttpServer server;
  private final Map<String, Shop> shops;
  private final AtomicInteger failures = new AtomicInteger();

  WorkerDoor(List<Shop> shops) {
    this.shops = shops.stream().collect(Collectors.toMap(Shop::clientId, Function.identity()));
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** That many of the next questions are answered 503. */
  void failNext(int times) {
    failures.set(times);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Matcher asked = SETTINGS.matcher(exchange.getRequestURI().getPath());
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        send(exchange, 503, "{}");
      } else if (!asked.matches()) {
        send(exchange, 404, "{}");
      } else if (shops.get(asked.group(2)) instanceof Shop shop) {
        send(exchange, 200, JSON.writeValueAsString(settings(shop)));
      } else {
        send(exchange, 404, "{\"code\":\"application.unknown\"}");
      }
    }
  }

  private static RotationSettings settings(Shop shop) {
    return new RotationSettings(
        Landscape.TENANT,
        shop.clientId(),
        shop.location().name(),
        true,
        true,
        shop.location(),
        shop.bindings(),
        List.of(
            new RotationSettings.Connector(
                "main",
                shop.organization(),
                new WorkerSignIn.ServicePrincipal(
                    Landscape.TENANT,
                    Landscape.DEVOPS,
                    new SecretLocation(Landscape.VAULT_URL, Landscape.DEVOPS_SECRET)))),
        null,
        null);
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
