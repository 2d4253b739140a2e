package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.settings.Installation.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every endpoint with every role, of the own and of a foreign tenant. */
class AuthorizationTest {

  private static final String SETTINGS = Tenant.SERVICE_PRINCIPAL_MODE;
  private static final String CONNECTOR = "{\"name\": \"abc\", \"organization\": \"abc\"}";
  private static final String ROTATION = "{\"mode\": \"propagate\", \"reason\": \"test\"}";

  // The columns: tenant admin, owner of this application, another owner, auditor.
  private static final List<Row> ROWS =
      List.of(
          new Row("GET", "/devops-settings", null, "yes no  no  yes"),
          new Row("PUT", "/devops-settings", SETTINGS, "yes no  no  no"),
          new Row("GET", "/connectors", null, "yes no  no  yes"),
          new Row("POST", "/connectors", CONNECTOR, "yes no  no  no"),
          new Row("GET", "/connectors/{name}", null, "yes no  no  yes"),
          new Row("PUT", "/connectors/{name}", CONNECTOR, "yes no  no  no"),
          new Row("DELETE", "/connectors/{name}", null, "yes no  no  no"),
          new Row("POST", "/connectors/{name}/verify", null, "yes no  no  no"),
          new Row("POST", "/connectors/delete", "{\"names\": [\"a-b\"]}", "yes no  no  no"),
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
          new Row("GET", "/rotations/{rotationId}", null, "yes yes no  yes"),
          new Row("GET", "/rotations/{rotationId}/output", null, "yes yes no  yes"));

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
  void theMatrixHasEveryEndpoint() {
    List<String> endpoints = new ArrayList<>();
    installation
        .context
        .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .forEach((info, method) -> collect(info.toString(), method, endpoints));

    List<String> covered =
        ROWS.stream()
            .map(row -> row.method() + " /api/v1/tenants/{tenantId}" + row.path())
            .toList();
    assertThat(endpoints).isNotEmpty();
    assertThat(covered).containsAll(endpoints);
  }

  // Spring prints a mapping as "{GET [/path], produces [...]}".
  private static void collect(String info, HandlerMethod method, List<String> endpoints) {
    if (ErrorController.class.isAssignableFrom(method.getBeanType())
        || info.contains("/api/v1/worker/")) {
      return;
    }
    endpoints.add(
        info.substring(1, info.indexOf(' ')) + " " + info.replaceAll(".*\\[(/[^\\]]*)\\].*", "$1"));
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
          .replace("{name}", "some-name");
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }
}
