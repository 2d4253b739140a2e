package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.event.Topics;
import io.keyturn.contracts.secret.SealingKey;
import io.keyturn.settings.Installation.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asking what a rotation would do, and reading the answer. */
class PlanTest {

  private static final String PLAN = "{\"mode\": \"renew\", \"reason\": \"before the release\"%s}";

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();
  private final SealingKey worker = SealingKey.generate();

  @Test
  void askingPublishesAnEventOfModePlanAndLeavesARotationToFollow() {
    UUID application = application("plan-asked");

    Answer asked = plan(application, "");

    assertThat(asked.status()).isEqualTo(202);
    String id = asked.json().path("rotationId").asString();
    assertThat(asked.header("Location")).isEqualTo(tenant.path("/rotations/" + id));
    assertThat(asked.json().path("mode").asString()).isEqualTo("plan");
    JsonNode data = published(application).getFirst();
    assertThat(data.path("mode").asString()).isEqualTo("plan");
    assertThat(data.path("planOf").asString()).isEqualTo("renew");
    assertThat(tenant.get("/rotations/" + id + "/plan").json().path("state").asString())
        .isEqualTo("REQUESTED");
  }

  @Test
  void thePlanIsReadAsJsonAndAsATable() {
    UUID application = application("plan-read");
    String id = plan(application, "").json().path("rotationId").asString();
    String binding = UUID.randomUUID().toString();
    tell(
        application,
        id,
        1,
        """
        "step": "UPDATE", "outcome": "PLANNED", "binding": "%s", "planned": {"target":
          {"organization": "plan-read", "projectId": "%s", "project": "Shop", "connectionId": "%s",
           "connection": "prod", "type": "azurerm"}, "parameter": "serviceprincipalkey",
          "checks": [{"name": "CONNECTION_VISIBLE", "verdict": "PASSED", "message": "it is there"},
           {"name": "ADMINISTRATOR", "verdict": "UNKNOWN", "reason": "THROTTLED", "message": "wait"}]},
        """
            .formatted(binding, UUID.randomUUID(), UUID.randomUUID()));
    tell(application, id, 2, "\"step\": \"RENEW\", \"outcome\": \"PLANNED\",");
    tell(application, id, 3, "\"step\": \"CONCLUDE\", \"outcome\": \"PLANNED\",");
    Installation.eventually(() -> read(id).path("state").asString().equals("PLANNED"));

    JsonNode plan = read(id);

    assertThat(plan.path("planOf").asString()).isEqualTo("renew");
    assertThat(plan.path("targets")).hasSize(1);
    assertThat(plan.at("/targets/0/binding").asString()).isEqualTo(binding);
    assertThat(plan.at("/targets/0/organization").asString()).isEqualTo("plan-read");
    assertThat(plan.at("/targets/0/project").asString()).isEqualTo("Shop");
    assertThat(plan.at("/targets/0/connection").asString()).isEqualTo("prod");
    assertThat(plan.at("/targets/0/parameter").asString()).isEqualTo("serviceprincipalkey");
    assertThat(plan.at("/targets/0/checks/1/verdict").asString()).isEqualTo("UNKNOWN");
    assertThat(plan.at("/targets/0/checks/1/reason").asString()).isEqualTo("THROTTLED");
    assertThat(plan.at("/steps/0/step").asString()).isEqualTo("RENEW");
    Answer table =
        installation.call(
            tenant.admin(),
            "GET",
            tenant.path("/rotations/" + id + "/plan"),
            null,
            Map.of("Accept", "text/plain"));
    assertThat(table.text())
        .containsPattern("ORGANIZATION +PROJECT +SERVICE CONNECTION +PARAMETER +OUTCOME +CHECKS")
        .containsPattern(
            "plan-read +Shop +prod +serviceprincipalkey +PLANNED +1 of 2 passed; ADMINISTRATOR"
                + " unknown")
        .containsPattern("RENEW +PLANNED");
  }

  @Test
  void aChangeOfSettingsIsForTheWorkerOfThatPlanAloneAndIsNotStored() {
    UUID application = application("plan-now");
    Tenant.must(
        tenant.post("/connectors", "{\"name\": \"plan-next\", \"organization\": \"plan-next\"}"),
        201);
    Tenant.must(
        tenant.post(
            "/applications/" + application + "/bindings",
            Tenant.binding("plan-now", UUID.randomUUID())),
        201);
    UUID connection = UUID.randomUUID();
    String id =
        plan(
                application,
                """
                , "proposed": {"devOpsSettings": {"integrationEnabled": false},
                 "application": {"integrationEnabled": false, "overlap": "PT2H",
                  "secret": {"vaultUrl": "https://contoso.vault.azure.net", "name": "next"}},
                 "bindings": [%s]}
                """
                    .formatted(Tenant.binding("plan-next", connection)))
            .json()
            .path("rotationId")
            .asString();

    RotationSettings proposed = settings(application, "?plan=" + id);
    RotationSettings now = settings(application, "");

    assertThat(proposed.tenantEnabled()).isFalse();
    assertThat(proposed.applicationEnabled()).isFalse();
    assertThat(proposed.secret().name()).isEqualTo("next");
    assertThat(proposed.renewalOrDefault().overlap()).isEqualTo(Duration.ofHours(2));
    assertThat(proposed.bindings())
        .extracting(RotationSettings.Binding::connectionId)
        .containsExactly(connection);
    assertThat(proposed.connectors())
        .extracting(RotationSettings.Connector::organization)
        .contains("plan-next");
    assertThat(now.tenantEnabled()).isTrue();
    assertThat(now.applicationEnabled()).isTrue();
    assertThat(now.secret().name()).startsWith("billing-secret");
    assertThat(now.bindings())
        .extracting(RotationSettings.Binding::organization)
        .containsExactly("plan-now");
    assertThat(settings(application, "?plan=" + UUID.randomUUID()).secret().name())
        .as("another plan")
        .startsWith("billing-secret");
  }

  @Test
  void anOwnerProposesWhatAnOwnerMaySave() {
    UUID application = application("plan-owner");
    Tenant.must(
        tenant.post(
            "/applications/" + application + "/bindings",
            Tenant.binding("plan-owner", UUID.randomUUID())),
        201);
    String binding =
        tenant
            .get("/applications/" + application + "/bindings")
            .json()
            .at("/items/0/id")
            .asString();

    Answer allowed =
        asOwner(
            application,
            ", \"proposed\": {\"application\": {\"overlap\": \"PT0S\"},"
                + " \"bindings\": [{\"bindingId\": \"%s\"}]}".formatted(binding));
    Answer refused =
        asOwner(
            application,
            """
            , "proposed": {"devOpsSettings": {"integrationEnabled": true},
             "application": {"secret": {"vaultUrl": "https://contoso.vault.azure.net", "name": "other"}},
             "bindings": [%s, {"bindingId": "%s"}]}
            """
                .formatted(Tenant.binding("plan-owner", UUID.randomUUID()), UUID.randomUUID()));

    assertThat(allowed.status()).as(allowed.text()).isEqualTo(202);
    for (String field :
        List.of(
            "proposed.devOpsSettings",
            "proposed.application.secret",
            "proposed.bindings[0].connectionId")) {
      assertThat(refused.fieldCode(field)).as(field).isEqualTo("plan.administrators-only");
    }
    assertThat(refused.fieldCode("proposed.bindings[1].bindingId")).isEqualTo("binding.unknown");
  }

  @Test
  void aTenantIsPlannedPartByPartAndAnOwnersPartIsTheOwn() {
    application("plan-tenant");
    for (int i = 0; i < 2; i++) {
      tenant.application();
    }

    Answer first = tenant.post("/plan?limit=2", PLAN.formatted(""));
    Answer rest =
        tenant.post(
            "/plan?limit=2&after=" + first.json().path("next").asString(), PLAN.formatted(""));
    Answer strangers =
        installation.call(
            installation.entra.token(tenant.id, UUID.randomUUID(), "Rotation.ApplicationOwner"),
            "POST",
            tenant.path("/plan"),
            PLAN.formatted(""));
    Answer ofOneOnly = tenant.post("/plan", PLAN.formatted(", \"proposed\": {\"bindings\": []}"));

    assertThat(first.status()).as(first.text()).isEqualTo(202);
    assertThat(first.json().path("items")).hasSize(2);
    assertThat(rest.json().path("items")).hasSize(1);
    assertThat(rest.json().path("next").asString("")).isEmpty();
    assertThat(first.json().at("/items/0/mode").asString()).isEqualTo("plan");
    assertThat(strangers.json().path("items")).isEmpty();
    assertThat(ofOneOnly.fieldCode("proposed.bindings")).isEqualTo("plan.of-one-application");
  }

  @Test
  void aRotationThatIsNoPlanHasNone() {
    UUID application = application("plan-none");
    String id =
        tenant
            .post("/applications/" + application + "/rotations", PLAN.formatted(""))
            .json()
            .path("rotationId")
            .asString();

    assertThat(tenant.get("/rotations/" + id + "/plan").code()).isEqualTo("plan.unknown");
    assertThat(tenant.get("/rotations/" + UUID.randomUUID() + "/plan").code())
        .isEqualTo("plan.unknown");
  }

  private UUID application(String organization) {
    tenant.connectedTo(organization);
    return tenant.application();
  }

  private Answer plan(UUID application, String more) {
    return tenant.post("/applications/" + application + "/plan", PLAN.formatted(more));
  }

  private Answer asOwner(UUID application, String more) {
    return installation.call(
        tenant.ownerToken(),
        "POST",
        tenant.path("/applications/" + application + "/plan"),
        PLAN.formatted(more));
  }

  private JsonNode read(String id) {
    return tenant.get("/rotations/" + id + "/plan").json();
  }

  private RotationSettings settings(UUID application, String query) {
    return JsonMapper.shared()
        .readValue(
            installation
                .call(
                    installation.entra.token(
                        Installation.WORKERS_TENANT, UUID.randomUUID(), "Rotation.Worker"),
                    "GET",
                    "/api/v1/worker/tenants/"
                        + tenant.id
                        + "/applications/"
                        + application
                        + "/rotation-settings"
                        + query,
                    null,
                    Map.of("Keyturn-Sealing-Key", worker.publicKey()))
                .text(),
            RotationSettings.class);
  }

  private void tell(UUID application, String id, int sequence, String fields) {
    installation.tell(
        tenant.id + "/" + application,
        """
        {"rotationId": "%s", "tenantId": "%s", "applicationId": "%s", "sequence": %d,
         "at": "2026-11-21T09:00:00Z", %s "message": "line %d"}
        """
            .formatted(id, tenant.id, application, sequence, fields, sequence));
  }

  private List<JsonNode> published(UUID application) {
    return installation.records(Topics.ROTATION_EVENTS).stream()
        .filter(it -> it.key().equals(tenant.id + "/" + application))
        .map(it -> JsonMapper.shared().readTree(it.value()).path("data"))
        .toList();
  }
}
