package io.keyturn.worker.contoso;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.keyturn.contracts.api.ApplicationOfSecret;
import io.keyturn.contracts.api.InspectionResult;
import io.keyturn.contracts.api.InspectionResults;
import io.keyturn.contracts.api.InspectionTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/** Plays the door that tenant-settings has for the worker. Remembers how often it was asked. */
public final class SettingsDouble {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Pattern SETTINGS =
      Pattern.compile("/api/v1/worker/tenants/([^/]+)/applications/([^/]+)/rotation-settings");

  private final HttpServer server;
  private final Map<String, Scene> scenes = new ConcurrentHashMap<>();
  private final Queue<InspectionTask> due = new ConcurrentLinkedQueue<>();
  private final List<InspectionResult> found = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile int status = 200;
  private volatile int applicationsStatus = 200;

  SettingsDouble() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public int asked() {
    return asked.get();
  }

  /** Answers this status to everybody from now on; 200 is the way back. */
  public void failWith(int failure) {
    status = failure;
  }

  /** The same to whoever asks whose a secret is. */
  public void failApplicationsWith(int failure) {
    applicationsStatus = failure;
  }

  void knows(Scene scene) {
    scenes.put(scene.clientId(), scene);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestURI().getPath().startsWith("/api/v1/worker/inspections")) {
        inspections(exchange);
        return;
      }
      asked.incrementAndGet();
      if (status != 200) {
        send(exchange, status, "{}");
        return;
      }
      Matcher settings = SETTINGS.matcher(exchange.getRequestURI().getPath());
      if (settings.matches()) {
        settings(exchange, settings.group(1), settings.group(2));
      } else if (applicationsStatus != 200) {
        send(exchange, applicationsStatus, "{}");
      } else {
        applications(exchange);
      }
    }
  }

  /** From now on these bindings are due; whoever claims first gets all of them. */
  public void due(InspectionTask... tasks) {
    due.addAll(List.of(tasks));
  }

  /** What was told of bindings so far. */
  public List<InspectionResult> found() {
    return List.copyOf(found);
  }

  private void inspections(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (exchange.getRequestURI().getPath().endsWith("/claim")) {
      List<InspectionTask> claimed = new ArrayList<>();
      for (InspectionTask task = due.poll(); task != null; task = due.poll()) {
        claimed.add(task);
      }
      send(exchange, 200, JSON.writeValueAsString(claimed));
      return;
    }
    List<InspectionResult> told = JSON.readValue(body, InspectionResults.class).results();
    found.addAll(told);
    send(
        exchange,
        200,
        JSON.writeValueAsString(told.stream().map(InspectionResult::bindingId).toList()));
  }

  private void settings(HttpExchange exchange, String tenantId, String applicationId)
      throws IOException {
    if (!tenantId.equals(Contoso.TENANT)) {
      send(exchange, 404, "{\"code\":\"tenant.unknown\"}");
      return;
    }
    Scene scene = scenes.get(applicationId);
    if (scene == null) {
      send(exchange, 404, "{\"code\":\"application.unknown\"}");
      return;
    }
    String sealingKey = exchange.getRequestHeaders().getFirst("Keyturn-Sealing-Key");
    send(exchange, 200, JSON.writeValueAsString(scene.settings(sealingKey)));
  }

  private void applications(HttpExchange exchange) throws IOException {
    Map<String, String> query = new ConcurrentHashMap<>();
    for (String pair : exchange.getRequestURI().getRawQuery().split("&")) {
      String[] parts = pair.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    List<ApplicationOfSecret> found =
        scenes.values().stream()
            .filter(scene -> scene.secret().name().equalsIgnoreCase(query.get("secretName")))
            .filter(scene ->
                scene.secret().vaultUrl().startsWith("https://" + query.get("vault") + "."))
            .map(scene -> new ApplicationOfSecret(Contoso.TENANT, scene.clientId(), scene.secret()))
            .toList();
    send(exchange, 200, JSON.writeValueAsString(found));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
