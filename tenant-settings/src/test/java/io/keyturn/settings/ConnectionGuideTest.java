package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.azuredevops.Scopes;
import io.keyturn.contracts.api.ConnectionGuide;
import io.keyturn.contracts.api.ConnectionGuide.Input;
import io.keyturn.contracts.api.ConnectionGuide.Step;
import io.keyturn.contracts.api.ConnectionGuide.Way;
import io.keyturn.contracts.api.Connector;
import io.keyturn.settings.Installation.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The guide is followed as it stands: what it tells to enter is entered, and it has to work. */
class ConnectionGuideTest {

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();
  private final String organization = "guide-" + tenant.id.toString().substring(0, 8);
  private final ConnectionGuide guide = guide();

  @Test
  @DisplayName("R-09, Z-04: what a way calls required is enough to connect, by itself")
  void whatIsRequiredIsEnough() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    for (Way way : guide.ways()) {
      Answer saved = enter(way, way.inputs().stream().filter(Input::required).toList());

      assertThat(saved.status()).as(way.kind() + " " + saved.text()).isEqualTo(201);
      Tenant.must(tenant.delete("/connectors/" + organization), 204);
    }
  }

  @Test
  @DisplayName(
      "R-09: each required value that is left out is asked for, and the optional ones count")
  void whatIsRequiredIsRequired() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    for (Way way : guide.ways()) {
      Tenant.must(enter(way, way.inputs()), 201);
      assertThat(tenant.get("/connectors/" + organization).json().path("defaultProject").asString())
          .isEqualTo("Payments");
      Tenant.must(tenant.delete("/connectors/" + organization), 204);
      for (Input left : way.inputs().stream().filter(Input::required).toList()) {
        Answer refused = enter(way, way.inputs().stream().filter(it -> it != left).toList());

        assertThat(refused.status()).as(way.kind() + " without " + left.field()).isEqualTo(422);
        assertThat(refused.fieldCode(left.field())).as(refused.text()).isNotEmpty();
      }
    }
  }

  @Test
  @DisplayName("R-02: the role that the guide asks for is the one without which nothing is saved")
  void theRoleThatIsAskedForIsNeeded() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    String body = "{\"name\": \"abc\", \"organization\": \"%s\"}".formatted(organization);

    assertThat(guide.before())
        .anyMatch(it -> it.contains("Rotation.TenantAdmin"))
        .anyMatch(it -> it.contains("reach the organization"))
        .anyMatch(it -> it.contains("personal access token") && it.contains("policy"));
    for (String role : List.of("ApplicationOwner", "Auditor", "Worker")) {
      String token = installation.entra.token(tenant.id, UUID.randomUUID(), "Rotation." + role);
      assertThat(installation.call(token, "POST", tenant.path("/connectors"), body).status())
          .as(role)
          .isEqualTo(403);
    }
    Tenant.must(tenant.post("/connectors", body), 201);
  }

  @Test
  @DisplayName("R-06, D-05: the guide asks for the scopes that the code asks for, and no others")
  void theScopesAreThoseOfTheCode() {
    assertThat(way(Connector.Kind.PERSONAL_ACCESS_TOKEN).scopes())
        .extracting(ConnectionGuide.Scope::api)
        .containsExactlyElementsOf(Scopes.NEEDED.stream().map(Scopes.Scope::api).toList())
        .noneMatch(it -> it.contains("code") || it.contains("work") || it.contains("build"));
  }

  @Test
  @DisplayName(
      "R-08: the token is copied when it is made, before it is entered; nobody shows it again")
  void theTokenIsCopiedWhenItIsMade() {
    List<String> steps =
        way(Connector.Kind.PERSONAL_ACCESS_TOKEN).steps().stream().map(Step::what).toList();
    int made = indexOf(steps, "New Token");
    int copied = indexOf(steps, "Copy the token before you close the page");
    int entered = indexOf(steps, "Enter the values");
    assertThat(List.of(made, copied, entered)).isSorted().doesNotContain(-1);

    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    Answer saved =
        tenant.post(
            "/connectors",
            "{\"name\": \"abc\", \"organization\": \"%s\", \"signIn\": {\"kind\":"
                    .formatted(organization)
                + " \"personalAccessToken\", \"personalAccessToken\": \"canary-shown-once\"}}");
    Tenant.must(saved, 201);
    for (String path : List.of("/connectors/abc", "/connectors", "/history", "/devops-settings")) {
      assertThat(tenant.get(path).text()).as(path).doesNotContain("canary-shown-once");
    }
    assertThat(saved.text()).doesNotContain("canary-shown-once");
  }

  @Test
  @DisplayName("D-04, D-05, R-04: the grants are membership, one group and one role, per project")
  void theGrantsAreTheLeastThatIsNeeded() {
    assertThat(guide.grants()).hasSize(3);
    assertThat(guide.grants().getFirst().where()).endsWith("/" + organization + "/_settings/users");
    assertThat(guide.grants().getFirst().what())
        .contains("Basic access", "to no other", "a role on an Azure subscription does not count");
    assertThat(guide.grants().get(1).where()).endsWith("Endpoint Administrators");
    assertThat(guide.grants().get(2).what()).contains("Administrator role at organization level");
  }

  @Test
  @DisplayName(
      "Z-10: without a public address federation is refused, and what goes instead is said")
  void whatIsNotPublicGoesAnotherWay() {
    assertThat(way(Connector.Kind.WORKLOAD_IDENTITY_FEDERATION).when())
        .contains("public internet", "managed identity", "metadata service");
    try (var closed = installation.startWithout("issuer")) {
      Answer refused =
          installation.callAt(
              closed, tenant.admin(), "GET", tenant.path("/federated-credential"), null);

      assertThat(refused.code()).isEqualTo("federation.not-configured");
      assertThat(refused.json().path("remedy").asString())
          .contains("keyturn.federation.issuer", "public internet", "managed identity");
    }
  }

  @Test
  @DisplayName("R-06: the operators' handbook names the same scopes")
  void theHandbookNamesTheSameScopes() throws IOException {
    String handbook = Files.readString(Path.of("../docs/operations.md")).replaceAll("\\s+", " ");

    for (Scopes.Scope scope : Scopes.NEEDED) {
      assertThat(handbook).contains("*" + scope.portal() + "*");
    }
  }

  @Test
  void anOrganizationIsItsName() {
    assertThat(tenant.get("/connection-guide?organization=https://dev.azure.com/x").code())
        .isEqualTo("parameter.invalid");
    assertThat(tenant.get("/connection-guide").text()).contains("/<organization>/_settings/users");
  }

  private ConnectionGuide guide() {
    Answer answer = tenant.get("/connection-guide?organization=" + organization);
    Tenant.must(answer, 200);
    return JsonMapper.shared().readValue(answer.text(), ConnectionGuide.class);
  }

  private Way way(Connector.Kind kind) {
    return guide.ways().stream().filter(it -> it.kind() == kind).findFirst().orElseThrow();
  }

  private static int indexOf(List<String> steps, String words) {
    return steps.stream()
        .filter(it -> it.contains(words))
        .findFirst()
        .map(steps::indexOf)
        .orElse(-1);
  }

  /** What somebody would type who has these fields in front of them. */
  private Answer enter(Way way, List<Input> inputs) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.withObjectProperty("signIn").set("kind", JsonMapper.shared().valueToTree(way.kind()));
    for (Input input : inputs) {
      ObjectNode at = body;
      List<String> path = List.of(input.field().split("\\."));
      for (String level : path.subList(0, path.size() - 1)) {
        at = at.withObjectProperty(level);
      }
      boolean copied = input.field().toLowerCase(Locale.ROOT).endsWith("accesstoken");
      at.put(path.getLast(), copied ? "0123456789abcdef" : input.example());
    }
    return tenant.post("/connectors", body.toString());
  }
}
