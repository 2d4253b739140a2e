package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.settings.Installation.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every endpoint with every role, of the own and of a foreign tenant. */
class AuthorizationTest {

  private static final String SETTINGS = Tenant.SERVICE_PRINCIPAL_MODE;
  private static final String CONNECTOR = "{\"name\": \"abc\", \"organization\": \"abc\"}";
  private static final String ROTATION = "{\"mode\": \"propagate\", \"reason\": \"test\"}";

  private static final String CHANNEL =
      "{\"kind\": \"teams\", \"url\": \"https://example.invalid/hook\"}";
  private static final String REASON = "{\"reason\": \"test\"}";

  // The columns: tenant admin, owner of this application, another owner, auditor.
  private static final List<Row> ROWS =
      List.of(
          new Row("GET", "/devops-settings", null, "yes no  no  yes"),
          new Row("PUT", "/devops-settings", SETTINGS, "yes no  no  no"),
          new Row("GET", "/connectors", null, "yes no  no  yes"),
          new Row("POST", "/connectors", CONNECTOR, "yes no  no  no"),
          new Row("POST", "/connectors/review", CONNECTOR, "yes no  no  no"),
          new Row("GET", "/connectors/{name}", null, "yes no  no  yes"),
          new Row("PUT", "/connectors/{name}", CONNECTOR, "yes no  no  no"),
          new Row("DELETE", "/connectors/{name}", null, "yes no  no  no"),
          new Row("POST", "/connectors/{name}/verify", null, "yes no  no  no"),
          new Row("POST", "/connectors/delete", "{\"names\": [\"a-b\"]}", "yes no  no  no"),
          new Row("POST", "/preflight", null, "yes no  no  no"),
          new Row("GET", "/federated-credential", null, "yes no  no  yes"),
          new Row("GET", "/connection-guide", null, "yes no  no  yes"),
          new Row("GET", "/organizations", null, "yes yes yes no"),
          new Row("GET", "/organizations/{organization}/projects", null, "yes yes yes no"),
          new Row(
              "GET",
              "/organizations/{organization}/projects/{projectId}/service-connections",
              null,
              "yes yes yes no"),
          new Row("GET", "/applications", null, "yes yes yes yes"),
          new Row("GET", "/applications/{applicationId}", null, "yes yes no  yes"),
          new Row("PUT", "/applications/{applicationId}", "{}", "yes yes no  no"),
          new Row("DELETE", "/applications/{applicationId}", null, "yes no  no  no"),
          new Row("GET", "/applications/{applicationId}/bindings", null, "yes yes no  yes"),
          new Row("POST", "/applications/{applicationId}/bindings", "{}", "yes yes no  no"),
          new Row(
              "DELETE",
              "/applications/{applicationId}/bindings/{bindingId}",
              null,
              "yes yes no  no"),
          new Row("GET", "/applications/{applicationId}/rotations", null, "yes yes no  yes"),
          new Row("POST", "/applications/{applicationId}/rotations", ROTATION, "yes yes no  no"),
          new Row("POST", "/applications/{applicationId}/inspect", null, "yes yes no  no"),
          new Row("GET", "/drift", null, "yes yes yes yes"),
          new Row("GET", "/expiring", null, "yes yes yes yes"),
          new Row("GET", "/notification-channels", null, "yes no  no  yes"),
          new Row("GET", "/notification-channels/{name}", null, "yes no  no  yes"),
          new Row("PUT", "/notification-channels/{name}", CHANNEL, "yes no  no  no"),
          new Row("DELETE", "/notification-channels/{name}", null, "yes no  no  no"),
          new Row("POST", "/notification-channels/{name}/test", null, "yes no  no  no"),
          new Row("GET", "/rotations", null, "yes yes yes yes"),
          new Row("GET", "/overview", null, "yes yes yes yes"),
          new Row("GET", "/rotations/{rotationId}", null, "yes yes no  yes"),
          new Row("GET", "/rotations/{rotationId}/output", null, "yes yes no  yes"),
          new Row("POST", "/rotations/{rotationId}/resume", REASON, "yes yes no  no"),
          new Row("POST", "/rotations/{rotationId}/abandon", REASON, "yes yes no  no"),
          new Row("POST", "/rotations/{rotationId}/approve", REASON, "yes yes no  no"),
          new Row("POST", "/rotations/{rotationId}/reject", REASON, "yes yes no  no"),
          new Row("POST", "/applications/{applicationId}/plan", ROTATION, "yes yes no  no"),
          new Row("POST", "/plan", ROTATION, "yes yes yes no"),
          new Row("GET", "/rotations/{rotationId}/plan", null, "yes yes no  yes"),
          new Row("GET", "/history", null, "yes no  no  yes"));

  // For no person: whatever their roles, in their own tenant or another's.
  private static final List<String> WORKERS_DOOR =
      List.of(
          "GET /api/v1/worker/tenants/{tenantId}/applications/{applicationId}/rotation-settings",
          "GET /api/v1/worker/applications",
          "POST /api/v1/worker/inspections/claim",
          "POST /api/v1/worker/inspections");

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();
  private final Tenant foreign = installation.tenant();

  @Test
  @DisplayName("A-09: endpoint × role × own and foreign tenant")
  void theMatrix() {
    tenant.put("/devops-settings", SETTINGS);
    String[] roles = {"TenantAdmin", "ApplicationOwner", "ApplicationOwner", "Auditor"};
    for (Row row : ROWS) {
      for (int column = 0; column < roles.length; column++) {
        UUID application = tenant.application();
        String rotation =
            tenant
                .post("/applications/" + application + "/rotations", ROTATION)
                .json()
                .path("rotationId")
                .asString();
        UUID caller = column == 1 ? tenant.owner : UUID.randomUUID();
        String path = row.path(application, rotation);

        check(row, column, call(row, path, token(tenant.id, caller, roles[column])));
        denied(row, call(row, path, token(foreign.id, caller, roles[column])), "tenant.foreign");
        denied(row, call(row, path, token(tenant.id, caller, "Worker")), "access.denied");
        denied(row, call(row, path, token(tenant.id, caller, "Unknown")), "access.denied");
        Answer nobody = call(row, path, null);
        assertThat(nobody.status()).as(row + " without token").isEqualTo(401);
        assertThat(nobody.code()).isEqualTo("sign-in.required");
      }
    }
    assertThat(foreign.get("/devops-settings").code()).isEqualTo("tenant.unknown");
  }

  @Test
  void theMatrixHasEveryEndpointAndNoOther() {
    List<String> covered = new ArrayList<>(WORKERS_DOOR);
    ROWS.forEach(row -> covered.add(row.method() + " /api/v1/tenants/{tenantId}" + row.path()));

    assertThat(endpoints()).containsExactlyInAnyOrderElementsOf(covered);
  }

  /** As the application itself maps them; a new one that is not in the matrix is found here. */
  private Set<String> endpoints() {
    Set<String> endpoints = new TreeSet<>();
    installation
        .context
        .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .forEach((info, method) -> {
          if (!ErrorController.class.isAssignableFrom(method.getBeanType())
              && info.getPathPatternsCondition() != null) {
            for (String path : info.getPathPatternsCondition().getPatternValues()) {
              info.getMethodsCondition().getMethods().forEach(it -> endpoints.add(it + " " + path));
            }
          }
        });
    // Open to everybody.
    endpoints.removeIf(it -> it.startsWith("GET /api/v1/openapi"));
    endpoints.removeAll(List.of("GET /.well-known/openid-configuration", "GET /.well-known/jwks"));
    return endpoints;
  }

  @Test
  void theWorkersDoorIsForTheWorkerOfItsTenantAlone() {
    tenant.put("/devops-settings", SETTINGS);
    UUID application = tenant.application();
    for (String endpoint : WORKERS_DOOR) {
      String method = endpoint.substring(0, endpoint.indexOf(' '));
      String body = method.equals("GET") ? null : "{\"most\": 0, \"results\": []}";
      String path =
          endpoint
              .substring(endpoint.indexOf(' ') + 1)
              .replace("{tenantId}", tenant.id.toString())
              .replace("{applicationId}", application.toString());
      for (UUID of : List.of(tenant.id, foreign.id, Installation.WORKERS_TENANT)) {
        for (String role : List.of("TenantAdmin", "ApplicationOwner", "Auditor", "Unknown")) {
          Answer answer = installation.call(token(of, tenant.owner, role), method, path, body);
          assertThat(answer.code()).as(role + " " + path).isEqualTo("access.denied");
        }
        boolean worker = of.equals(Installation.WORKERS_TENANT);
        Answer answer =
            installation.call(token(of, UUID.randomUUID(), "Worker"), method, path, body);
        boolean incomplete = !path.contains("tenants") && !path.endsWith("/inspections");
        assertThat(answer.text().isEmpty() ? "" : answer.code())
            .as("worker of " + of + " " + path)
            .isEqualTo(worker ? incomplete ? "query.incomplete" : "" : "access.denied");
      }
      assertThat(installation.call(null, method, path, body).status()).isEqualTo(401);
    }
  }

  @Test
  void anOwnerListsOnlyTheOwn() {
    tenant.put("/devops-settings", SETTINGS);
    UUID mine = tenant.application();
    Tenant.must(
        tenant.put(
            "/applications/" + UUID.randomUUID(),
            tenant
                .application("other", true)
                .replace(tenant.owner.toString(), UUID.randomUUID().toString())),
        200);

    Answer listed =
        installation.call(tenant.ownerToken(), "GET", tenant.path("/applications"), null);

    assertThat(listed.json().path("items")).hasSize(1);
    assertThat(listed.json().at("/items/0/applicationId").asString()).isEqualTo(mine.toString());
  }

  private static void check(Row row, int column, Answer answer) {
    boolean allowed = row.allowed().split(" +")[column].equals("yes");
    String what = row + " column " + column + ": " + answer.text();
    if (allowed) {
      assertThat(answer.status()).as(what).isNotIn(401, 403).isLessThan(500);
    } else {
      denied(row, answer, "access.denied");
    }
  }

  private static void denied(Row row, Answer answer, String code) {
    assertThat(answer.status()).as(row + ": " + answer.text()).isEqualTo(403);
    assertThat(answer.code()).as(row.toString()).isEqualTo(code);
  }

  private Answer call(Row row, String path, @Nullable String token) {
    return installation.call(token, row.method(), tenant.path(path), row.body());
  }

  private String token(UUID tenantId, UUID objectId, String role) {
    return installation.entra.token(tenantId, objectId, "Rotation." + role);
  }

  private record Row(String method, String path, @Nullable String body, String allowed) {
    String path(UUID application, String rotation) {
      return path.replace("{applicationId}", application.toString())
          .replace("{rotationId}", rotation)
          .replace("{bindingId}", UUID.randomUUID().toString())
          .replace("{organization}", "abc")
          .replace("{projectId}", UUID.randomUUID().toString())
          .replace("{name}", "some-name");
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }
}
