package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.settings.Installation.Answer;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What is set of renewal by itself and of maintenance windows, and what the worker hears of it. */
class RenewingTest {

  private static final String NEVER_OPEN_NOW =
      """
      [{"cron": "0 0 3 29 FEB *", "duration": "PT30M", "zone": "Europe/Vienna"}]
      """;
  private static final String ALWAYS_OPEN =
      """
      [{"cron": "0 0 0 * * *", "duration": "P2D", "zone": "UTC"}]
      """;

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();

  @BeforeEach
  void settings() {
    Tenant.must(tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE), 200);
  }

  @Test
  void whatIsSetReachesTheWorkerAndTheHistory() {
    UUID application = tenant.application();
    assertThat(told(application).at("/renewal/automatic").booleanValue()).isTrue();
    assertThat(told(application).at("/renewal/validity").asString()).isEqualTo("PT4320H");

    save(application, "\"automatic\": false, \"validity\": \"P90D\"");

    assertThat(told(application).at("/renewal/automatic").booleanValue()).isFalse();
    assertThat(told(application).at("/renewal/validity").asString()).isEqualTo("PT2160H");
    assertThat(tenant.get("/history").json().at("/items/0/detail").asString())
        .contains("automatic=false", "validity=PT2160H");
  }

  @Test
  void whatARequestLeavesOutStaysAsItIs() {
    UUID application = tenant.application();
    save(
        application,
        "\"automatic\": false, \"validity\": \"P90D\", \"maintenanceWindows\": " + ALWAYS_OPEN);
    JsonNode before = tenant.get("/applications/" + application).json();

    Tenant.must(
        tenant.put("/applications/" + application, tenant.application("renamed", true)), 200);

    JsonNode after = tenant.get("/applications/" + application).json();
    for (String field : new String[] {"automatic", "validity", "maintenanceWindows"}) {
      assertThat(after.path(field)).as(field).isEqualTo(before.path(field));
    }
    // What was answered may be sent back.
    Tenant.must(tenant.put("/applications/" + application, after.toString()), 200);
    assertThat(tenant.get("/applications/" + application).json().path("maintenanceWindows"))
        .isEqualTo(before.path("maintenanceWindows"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "validity | \"PT23H\" | validity | duration.invalid",
        "validity | \"P732D\" | validity | duration.invalid",
        "validity | \"-P90D\" | validity | duration.invalid",
        "validity | \"forever\" | validity | duration.invalid",
        "validity | 90 | validity | field.type",
        "automatic | \"yes\" | automatic | field.type",
        "schedule | {\"kind\":\"interval\",\"every\":\"P200D\"} | validity | validity.too-short",
        "schedule | {\"kind\":\"beforeExpiry\",\"days\":180} | validity | validity.too-short",
        "maintenanceWindows | {} | maintenanceWindows | field.type",
        "maintenanceWindows | [7] | maintenanceWindows[0] | field.type",
        "maintenanceWindows | [{}] | maintenanceWindows[0].cron | field.required",
        "maintenanceWindows | [{\"cron\":\"0 22 * * *\",\"duration\":\"PT6H\",\"zone\":\"UTC\"}] | maintenanceWindows[0].cron | window.cron",
        "maintenanceWindows | [{\"cron\":\"0 0 0 30 2 *\",\"duration\":\"PT6H\",\"zone\":\"UTC\"}] | maintenanceWindows[0].cron | window.cron",
        "maintenanceWindows | [{\"cron\":\"0 0 22 * * *\",\"duration\":\"PT29M\",\"zone\":\"UTC\"}] | maintenanceWindows[0].duration | duration.invalid",
        "maintenanceWindows | [{\"cron\":\"0 0 22 * * *\",\"duration\":\"P8D\",\"zone\":\"UTC\"}] | maintenanceWindows[0].duration | duration.invalid",
        "maintenanceWindows | [{\"cron\":\"0 0 22 * * *\",\"duration\":\"PT6H\",\"zone\":\"Mars\"}] | maintenanceWindows[0].zone | window.zone"
      })
  void whatNobodyCanMeanIsRefused(String field, String json, String refused, String code) {
    Answer answer =
        tenant.put("/applications/" + UUID.randomUUID(), with("\"" + field + "\": " + json));

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.fieldCode(refused)).as(answer.text()).isEqualTo(code);
  }

  @Test
  void theWorkerHearsUntilWhenItIsClosedAndWhenTheSecretExpires() {
    UUID application = tenant.application();
    assertThat(told(application).has("closed")).as("no windows").isFalse();

    Tenant.must(
        tenant.put("/devops-settings", settingsWith("\"maintenanceWindows\": " + NEVER_OPEN_NOW)),
        200);
    assertThat(Instant.parse(told(application).at("/closed/until").asString()))
        .isAfter(Instant.now());
    assertThat(told(application).path("closed").has("secretExpiresAt")).isFalse();

    installation
        .sql
        .sql(
            "update application set secret_expires_at = '2027-01-02T03:04:05Z' where application_id = ?")
        .param(application)
        .update();
    assertThat(told(application).at("/closed/secretExpiresAt").asString())
        .isEqualTo("2027-01-02T03:04:05Z");

    // Its own stand in the place of the tenant's.
    save(application, "\"maintenanceWindows\": " + ALWAYS_OPEN);
    assertThat(told(application).has("closed")).isFalse();
    save(application, "\"maintenanceWindows\": []");
    assertThat(told(application).has("closed")).isTrue();

    // Left out they stay, null removes them.
    Tenant.must(tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE), 200);
    assertThat(told(application).has("closed")).isTrue();
    Tenant.must(tenant.put("/devops-settings", settingsWith("\"maintenanceWindows\": null")), 200);
    assertThat(told(application).has("closed")).isFalse();
  }

  private JsonNode told(UUID application) {
    Answer answer =
        installation.call(
            installation.entra.token(
                Installation.WORKERS_TENANT, UUID.randomUUID(), "Rotation.Worker"),
            "GET",
            "/api/v1/worker/tenants/"
                + tenant.id
                + "/applications/"
                + application
                + "/rotation-settings",
            null);
    Tenant.must(answer, 200);
    return answer.json();
  }

  private void save(UUID application, String fields) {
    Tenant.must(tenant.put("/applications/" + application, with(fields)), 200);
  }

  private String with(String fields) {
    String body = tenant.application("billing", true).strip();
    return body.substring(0, body.length() - 1) + ", " + fields + "}";
  }

  private static String settingsWith(String field) {
    String body = Tenant.SERVICE_PRINCIPAL_MODE.strip();
    return body.substring(0, body.length() - 1) + ", " + field + "}";
  }
}
