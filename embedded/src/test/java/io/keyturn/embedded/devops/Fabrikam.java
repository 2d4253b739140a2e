package io.keyturn.embedded.devops;

import io.keyturn.embedded.azure.TurnedClock;
import io.keyturn.embedded.devops.spec.Exchange;
import io.keyturn.embedded.devops.spec.RecordingSite;
import io.keyturn.embedded.http.Answer;
import io.keyturn.embedded.http.Request;
import io.keyturn.embedded.http.Site;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The organization of most tests: two projects, a worker, some people, one of each connection. */
final class Fabrikam {

  static final String TENANT = "11111111-0000-4000-8000-000000000001";
  static final String CLIENT = "22222222-0000-4000-8000-000000000002";
  static final String SUBSCRIPTION = "33333333-0000-4000-8000-000000000003";
  static final String WORKER = "44444444-0000-4000-8000-000000000004";
  static final String ALICE = "55555555-0000-4000-8000-000000000005";
  static final String OLD = "old-secret";
  static final String NEW = "new-secret~[+@]";

  final List<Exchange> exchanges = new ArrayList<>();
  final TurnedClock clock = new TurnedClock(Instant.parse("2026-03-01T12:00:00Z"));
  final FakeDirectory directory = new FakeDirectory();
  final EmbeddedAzureDevOps devops = new EmbeddedAzureDevOps(directory, clock);
  final AzureOrganization organization = devops.organization("fabrikam", TENANT);
  final AzureProject payments = organization.project("Payments");
  final AzureProject shipping = organization.project("Shipping");
  final Member worker =
      organization.servicePrincipal(WORKER, "66666666-0000-4000-8000-000000000006", "Keyturn");
  final Member alice = organization.user(ALICE, "Alice", "alice@fabrikam.test");
  final ServiceConnection azure =
      payments
          .connection("prod")
          .azureResourceManager(TENANT, CLIENT, OLD, SUBSCRIPTION, "Production");
  final String workerToken =
      directory.token(TENANT, WORKER, "66666666-0000-4000-8000-000000000006", "Keyturn");
  final String aliceToken = directory.token(TENANT, ALICE, "", "Alice");

  Fabrikam() {
    worker.joins(payments.endpointAdministrators());
    alice.joins(payments.contributors());
    azure.organizationAdministrator(worker);
    directory.accepts(CLIENT, OLD).accepts(CLIENT, NEW).reader(CLIENT, SUBSCRIPTION);
  }

  /** A call by the worker with the header that real clients always send. */
  Answer get(String path) {
    return call("GET", path, "");
  }

  Answer call(String method, String path, String body) {
    return call(method, path, body, bearer(workerToken));
  }

  /** The site with that prefix answers; the path begins with the prefix. */
  Answer call(String method, String path, String body, Map<String, String> headers) {
    String[] parts = path.split("\\?", 2);
    Site site =
        devops.sites().stream()
            .filter(s -> parts[0].startsWith(s.prefix()))
            .findFirst()
            .orElseThrow();
    Map<String, String> lower = new HashMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    return new RecordingSite(site, exchanges::add)
        .handle(
            new Request(
                method,
                "https://localhost:19443",
                parts[0].substring(site.prefix().length()),
                parts.length > 1 ? Request.parsePairs(parts[1]) : Map.of(),
                lower,
                body.getBytes(StandardCharsets.UTF_8)));
  }

  static Map<String, String> bearer(String token) {
    return Map.of("Authorization", "Bearer " + token, "X-TFS-FedAuthRedirect", "Suppress");
  }

  static Map<String, String> basic(String password) {
    return Map.of(
        "Authorization",
        "Basic "
            + Base64.getEncoder().encodeToString((":" + password).getBytes(StandardCharsets.UTF_8)),
        "X-TFS-FedAuthRedirect",
        "Suppress");
  }

  String read(ServiceConnection connection) {
    return "/devops/fabrikam/"
        + payments.id()
        + "/_apis/serviceendpoint/endpoints/"
        + connection.id()
        + "?api-version=7.1";
  }

  static String write(ServiceConnection connection) {
    return "/devops/fabrikam/_apis/serviceendpoint/endpoints/"
        + connection.id()
        + "?api-version=7.1";
  }

  /** What the worker does: read, change one parameter, write everything back. */
  ObjectNode readWithSecret(ServiceConnection connection, String secret) {
    ObjectNode document = (ObjectNode) json(get(read(connection)));
    ((ObjectNode) document.path("authorization").path("parameters"))
        .put("serviceprincipalkey", secret);
    return document;
  }

  static JsonNode json(Answer answer) {
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    return World.JSON.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
  }
}
