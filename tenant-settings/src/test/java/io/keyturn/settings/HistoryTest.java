package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.settings.Installation.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class HistoryTest {

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();

  @Test
  void whatIsRecordedIsForPeopleAndNotForProgrammers() {
    tenant.connectedTo("history-words").application();

    assertThat(tenant.get("/history").json().path("items"))
        .extracting(it -> it.path("detail").asString())
        .isNotEmpty()
        .noneMatch(it -> it.contains("["))
        .anyMatch(
            it -> it.contains("secret=https://contoso.vault.azure.net/secrets/billing-secret"));
  }

  @Test
  @DisplayName("R-21: what an account did can be looked through")
  void eachActorsChangesCanBeReadAlone() {
    UUID service = UUID.randomUUID();
    String token = installation.entra.token(tenant.id, service, "Rotation.TenantAdmin");
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    for (int i = 0; i < 3; i++) {
      installation.call(
          token, "PUT", tenant.path("/devops-settings"), Tenant.SERVICE_PRINCIPAL_MODE);
    }

    assertThat(actions("/history?actor=" + service))
        .containsExactly("devops-settings.saved", "devops-settings.saved", "devops-settings.saved");
    assertThat(actions("/history")).hasSize(4);
    assertThat(actions("/history?actor=" + UUID.randomUUID())).isEmpty();
  }

  @Test
  void itTellsEveryChangeNewestFirstAndInParts() {
    tenant.connectedTo("told");
    UUID application = tenant.application();
    Answer bound =
        tenant.post(
            "/applications/" + application + "/bindings",
            Tenant.binding("told", UUID.randomUUID()));
    tenant.delete(
        "/applications/" + application + "/bindings/" + bound.json().path("id").asString());
    tenant.post(
        "/applications/" + application + "/rotations",
        "{\"mode\": \"propagate\", \"reason\": \"told\"}");

    assertThat(actions("/history"))
        .containsExactly(
            "rotation.requested",
            "binding.deleted",
            "binding.created",
            "application.saved",
            "connector.saved",
            "devops-settings.saved");
    assertThat(inParts(2)).isEqualTo(actions("/history"));
  }

  @Test
  void aRefusedChangeIsNone() {
    tenant.put("/devops-settings", "{}");
    tenant.connectedTo("told");
    tenant.post("/connectors", "{\"name\": \"x\", \"organization\": \"told\"}");

    assertThat(actions("/history")).containsExactly("connector.saved", "devops-settings.saved");
  }

  @Test
  void itIsOfOneTenantAndForAdministratorsAndAuditors() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    Tenant other = installation.tenant();

    assertThat(other.get("/history").json().path("items")).isEmpty();
    assertThat(installation.call(tenant.auditor(), "GET", tenant.path("/history"), null).status())
        .isEqualTo(200);
    assertThat(installation.call(tenant.ownerToken(), "GET", tenant.path("/history"), null).code())
        .isEqualTo("access.denied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"actor=ada", "actor=", "after=x", "limit=0"})
  void whatCannotBeAskedIsRefused(String query) {
    assertThat(tenant.get("/history?" + query).status()).isEqualTo(400);
  }

  private List<String> inParts(int limit) {
    List<String> actions = new ArrayList<>();
    String next = "";
    do {
      JsonNode page =
          tenant.get("/history?limit=" + limit + (next.isEmpty() ? "" : "&after=" + next)).json();
      page.path("items").forEach(it -> actions.add(it.path("action").asString()));
      next = page.path("next").asString("");
    } while (!next.isEmpty());
    return actions;
  }

  private List<String> actions(String path) {
    List<String> actions = new ArrayList<>();
    tenant.get(path).json().path("items").forEach(it -> actions.add(it.path("action").asString()));
    return actions;
  }
}
