package io.keyturn.settings;

import io.keyturn.embedded.azure.EmbeddedAzure;
import io.keyturn.embedded.devops.AzureOrganization;
import io.keyturn.embedded.devops.AzureProject;
import io.keyturn.embedded.devops.EmbeddedAzureDevOps;
import io.keyturn.embedded.devops.Member;
import io.keyturn.embedded.devops.RecordedCall;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.entra.Application;
import io.keyturn.embedded.entra.Person;
import io.keyturn.embedded.entra.Tenant;
import io.keyturn.embedded.postgres.EmbeddedDatabase;
import io.keyturn.settings.Installation.Answer;
import io.keyturn.settings.connector.ConnectorVerification;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * A tenant whose people really sign in at Entra, and an Azure DevOps that tells them apart: one
 * tenant-settings of its own on top, shared by the tests of this JVM. Each test makes projects,
 * connections and applications of its own.
 */
final class Contoso {

  static final String TENANT = "c0000000-0000-4000-8000-000000000001";
  static final String HOME = "c0000000-0000-4000-8000-000000000002";
  static final String KEYTURN = "c0000000-0000-4000-8000-0000000000a1";
  static final String API = "api://keyturn-test";
  static final String AZURE_DEVOPS = "499b84ac-1321-427f-aa17-267ca6975798";
  static final String SUBSCRIPTION = "c0000000-0000-4000-8000-0000000000b1";

  private static final AtomicReference<@Nullable Contoso> SHARED = new AtomicReference<>();

  final EmbeddedAzure azure;
  final EmbeddedAzureDevOps devOps;
  final AzureOrganization contoso;
  final AzureOrganization fabrikam;
  final AzureOrganization athome;
  final List<String> exchanges = new CopyOnWriteArrayList<>();
  final ServletWebServerApplicationContext context;
  private final String database = EmbeddedDatabase.shared().createDatabase();
  private final HttpClient http = HttpClient.newHttpClient();

  static synchronized Contoso shared() {
    Contoso known = SHARED.get();
    if (known == null) {
      known = new Contoso();
      SHARED.set(known);
    }
    return known;
  }

  private Contoso() {
    AtomicReference<@Nullable EmbeddedAzureDevOps> made = new AtomicReference<>();
    azure =
        EmbeddedAzure.builder()
            .sites(directory -> {
              EmbeddedAzureDevOps site = new EmbeddedAzureDevOps(directory, Clock.systemUTC());
              made.set(site);
              return site.sites();
            })
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(azure::close));
    devOps = java.util.Objects.requireNonNull(made.get());
    azure.listen(exchange -> {
      if (exchange.path().endsWith("/oauth2/v2.0/token")) {
        exchanges.add(exchange.path() + " " + exchange.status());
      }
    });
    directory();
    contoso = devOps.organization("contoso", TENANT);
    fabrikam = devOps.organization("fabrikam-labs", TENANT);
    athome = devOps.organization("athome", HOME);
    context = start();
    must(put(admin(), "/devops-settings", settings(true, false)), 200);
    must(
        post(admin(), "/connectors", "{\"name\": \"contoso\", \"organization\": \"contoso\"}"),
        201);
  }

  private void directory() {
    azure.entra().addTenant(new Tenant(TENANT, "Contoso", "contoso.example"));
    azure.entra().addTenant(new Tenant(HOME, "Home", "home.example"));
    azure
        .entra()
        .addApplication(
            Application.of(TENANT, UUID.randomUUID().toString(), KEYTURN, "Keyturn")
                .withApi(
                    List.of(API),
                    List.of(
                        "Rotation.TenantAdmin", "Rotation.ApplicationOwner", "Rotation.Auditor")));
    azure.entra().addServicePrincipal(HOME, KEYTURN);
    azure.entra().seedSecret(KEYTURN, "canary-registration-secret");
    azure.entra().consent(TENANT, KEYTURN, AZURE_DEVOPS);
    azure.entra().consent(HOME, KEYTURN, AZURE_DEVOPS);
  }

  /** Another process of the same installation. */
  ServletWebServerApplicationContext start() {
    List<String> arguments = new ArrayList<>();
    azure.settings().forEach((name, value) -> arguments.add("--" + name + "=" + value));
    arguments.addAll(
        List.of(
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--spring.datasource.url=" + database,
            "--spring.kafka.bootstrap-servers=" + Installation.shared().bootstrapServers,
            // An installation of its own: it must not take the other one's records.
            "--spring.kafka.consumer.group-id=contoso",
            "--spring.security.oauth2.resourceserver.jwt.jwk-set-uri="
                + azure.origin()
                + "/common/discovery/v2.0/keys",
            "--spring.security.oauth2.resourceserver.jwt.audiences=" + API + "," + KEYTURN,
            "--keyturn.console.client-id=" + KEYTURN,
            "--keyturn.console.client-secret=canary-registration-secret",
            "--keyturn.console.sign-in-tenant=" + TENANT,
            "--keyturn.encryption.current-key=k1",
            "--keyturn.encryption.keys.k1=" + Installation.KEY,
            "--keyturn.worker-door.tenant-id=" + TENANT,
            "--keyturn.discovery.client-id=" + KEYTURN,
            "--keyturn.discovery.client-secret=canary-registration-secret"));
    return (ServletWebServerApplicationContext)
        TenantSettingsApplication.application()
            .initializers(it ->
                ((GenericApplicationContext) it)
                    .registerBean(ConnectorVerification.class, Installation.FakeVerification::new))
            .run(arguments.toArray(String[]::new));
  }

  static String settings(boolean enabled, boolean includeHome) {
    return """
    {"integrationEnabled": %s, "useServicePrincipal": true,
     "includeHomeTenantOrganizations": %s}
    """
        .formatted(enabled, includeHome);
  }

  /** Somebody of the tenant who owns applications. */
  String person(String name) {
    String objectId = UUID.randomUUID().toString();
    azure.entra().addPerson(Person.member(TENANT, objectId, name + "@contoso.example", name));
    azure.entra().assignRole(TENANT, objectId, KEYTURN, "Rotation.ApplicationOwner");
    return objectId;
  }

  /** Somebody of the home tenant who is a guest here; both object ids. */
  String[] guest(String name) {
    String home = UUID.randomUUID().toString();
    String here = UUID.randomUUID().toString();
    azure.entra().addPerson(Person.member(HOME, home, name + "@home.example", name));
    azure.entra().addPerson(new Person(TENANT, here, name + "#EXT#@contoso.example", name, HOME));
    azure.entra().assignRole(TENANT, here, KEYTURN, "Rotation.ApplicationOwner");
    return new String[] {here, home};
  }

  Member member(AzureOrganization organization, String objectId, String name) {
    return organization.user(objectId, name, name + "@contoso.example");
  }

  /** A new sign-in of that person at Keyturn. */
  String token(String objectId) {
    return azure.entra().personToken(objectId, KEYTURN, API, "user_impersonation");
  }

  String admin() {
    String objectId = UUID.randomUUID().toString();
    azure.entra().addPerson(Person.member(TENANT, objectId, "admin@contoso.example", "Admin"));
    azure.entra().assignRole(TENANT, objectId, KEYTURN, "Rotation.TenantAdmin");
    return token(objectId);
  }

  ServiceConnection arm(AzureProject project, String name, UUID application) {
    return project
        .connection(name)
        .azureResourceManager(TENANT, application.toString(), "old", SUBSCRIPTION, "Production");
  }

  UUID application(String owner) {
    UUID application = UUID.randomUUID();
    must(
        put(
            admin(),
            "/applications/" + application,
            """
            {"name": "billing", "integrationEnabled": true, "owners": ["%s"],
             "secret": {"vaultUrl": "https://contoso.vault.azure.net", "name": "billing-%s"}}
            """
                .formatted(owner, application)),
        200);
    return application;
  }

  Answer bind(String token, UUID application, AzureProject project, ServiceConnection connection) {
    return post(
        token,
        "/applications/" + application + "/bindings",
        """
        {"organization": "contoso", "projectId": "%s", "connectionId": "%s"}
        """
            .formatted(project.id(), connection.id()));
  }

  /** The calls that asked for service connections of that project. */
  List<RecordedCall> endpointCalls(AzureProject project) {
    return contoso.calls().stream()
        .filter(call -> call.path().contains(project.id()))
        .filter(call -> call.path().toLowerCase(Locale.ROOT).contains("serviceendpoint"))
        .toList();
  }

  Answer get(String token, String path) {
    return call(token, "GET", path, null, Map.of());
  }

  Answer put(String token, String path, String body) {
    return call(token, "PUT", path, body, Map.of());
  }

  Answer post(String token, String path, String body) {
    return call(token, "POST", path, body, Map.of());
  }

  Answer call(
      String token,
      String method,
      String path,
      @Nullable String body,
      Map<String, String> headers) {
    int port = java.util.Objects.requireNonNull(context.getWebServer()).getPort();
    String full =
        path.startsWith("/api/") || path.startsWith("/console")
            ? path
            : "/api/v1/tenants/" + TENANT + path;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + full))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    try {
      return new Answer(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static void must(Answer answer, int status) {
    if (answer.status() != status) {
      throw new AssertionError(answer.status() + " " + answer.text());
    }
  }
}
