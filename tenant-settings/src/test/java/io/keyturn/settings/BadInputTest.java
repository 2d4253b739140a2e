package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.settings.Installation.Answer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in: an answer of 4xx with a stable code, and nothing written. */
class BadInputTest {

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "null",
        "\"text\"",
        "7",
        "{} {}",
        "{\"integrationEnabled\": true, \"integrationEnabled\": false}",
        "\u0000",
        "{\"a\": 1e999999999999}x"
      })
  void whatIsNoJsonObjectIsMalformed(String body) {
    Answer refused = tenant.put("/devops-settings", body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("body.malformed");
    assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
  }

  @Test
  void aDeepBodyIsMalformedAndALongOneTooLarge() {
    assertThat(tenant.put("/devops-settings", "{\"a\":" + "[".repeat(30_000)).code())
        .isEqualTo("body.malformed");
    Answer tooLarge = tenant.put("/devops-settings", " ".repeat(70_000) + "{}");
    assertThat(tooLarge.status()).isEqualTo(413);
    assertThat(tooLarge.code()).isEqualTo("body.too-large");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "integrationEnabled  | {\"useServicePrincipal\": true}                    | field.required",
        "integrationEnabled  | {\"integrationEnabled\": \"yes\"}                  | field.type",
        "integrationEnabled  | {\"integrationEnabled\": 1}                        | field.type",
        "personalAccessToken | {\"personalAccessToken\": 7}                       | field.type",
        "personalAccessToken | {\"personalAccessToken\": \"a b\"}                 |"
            + " field.characters",
        "personalAccessToken | {\"personalAccessToken\": \"\u00e4\"}              |"
            + " field.characters",
        "servicePrincipal    | {\"servicePrincipal\": []}                         | field.type",
        "servicePrincipal.clientId | {\"servicePrincipal\": {\"clientId\": \"1-1-1-1-1\"}} |"
            + " field.guid",
        "servicePrincipal.clientSecret | {\"servicePrincipal\": {}}               | field.required",
        "servicePrincipal.clientId | {\"servicePrincipal\": {\"clientId\": \"$(CLIENT_ID)\"}} |"
            + " field.guid"
      })
  void eachWrongFieldIsNamed(String field, String body, String code) {
    Answer refused = tenant.put("/devops-settings", body);

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.code()).isEqualTo("fields.invalid");
    assertThat(refused.fieldCode(field)).as(refused.text()).isEqualTo(code);
    assertThat(tenant.get("/devops-settings").code()).isEqualTo("tenant.unknown");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "maintenanceWindow | maintenanceWindows | {\"maintenanceWindow\": []}",
        "IntegrationEnabled | integrationEnabled | {\"IntegrationEnabled\": true}",
        "personalAccessTokn | personalAccessToken | {\"personalAccessTokn\": \"canary\"}",
        "approval.timout    | approval.timeout | {\"approval\": {\"timout\": \"PT1H\"}}",
        "maintenanceWindows[1].crn | maintenanceWindows[1].cron |"
            + " {\"maintenanceWindows\": [{}, {\"crn\": \"x\"}]}",
        "nothingLikeIt      | ''                | {\"nothingLikeIt\": {\"approval\": 1}}"
      })
  void aFieldThatIsNotKnownIsNamedWithTheOneThatIsMeant(String field, String meant, String body) {
    Answer refused = tenant.put("/devops-settings", body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("fields.unknown");
    assertThat(refused.fieldCode(field)).as(refused.text()).isEqualTo("field.unknown");
    assertThat(refused.json().at("/errors/0/message").asString())
        .isEqualTo(
            meant.isEmpty() ? "is not known" : "is not known; perhaps " + meant + " is meant");
    assertThat(refused.text()).doesNotContain("canary");
    assertThat(tenant.get("/devops-settings").code()).isEqualTo("tenant.unknown");
  }

  @Test
  void aNameThatNoFieldCanHaveIsNotRepeated() {
    Answer refused =
        tenant.put("/devops-settings", "{\"canary8Q~\": 1, \"%s\": 2}".formatted("k".repeat(52)));

    assertThat(refused.code()).isEqualTo("fields.unknown");
    assertThat(refused.json().path("errors").size()).isEqualTo(2);
    assertThat(refused.text()).doesNotContain("canary").doesNotContain("kkk");
  }

  @Test
  void whatWasReadMayBeSentBackWhole() {
    tenant.connectedTo("whole");
    for (String path : new String[] {"/devops-settings", "/connectors/c-whole"}) {
      String read = tenant.get(path).text();

      Answer saved = tenant.put(path, read);

      assertThat(saved.status()).as(saved.text()).isEqualTo(200);
    }
    String application = "/applications/" + tenant.application();
    assertThat(tenant.put(application, tenant.get(application).text()).status()).isEqualTo(200);
  }

  @Test
  void aRefusedTokenIsNotRepeated() {
    Answer refused =
        tenant.put("/devops-settings", "{\"personalAccessToken\": \"canary with space\"}");
    Answer malformed =
        tenant.put("/devops-settings", "{\"personalAccessToken\": \"canary-broken\" oops");

    assertThat(refused.text()).doesNotContain("canary");
    assertThat(malformed.text()).doesNotContain("canary").doesNotContain("oops");
  }

  @Test
  void addressesMethodsAndTypesThatDoNotExist() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);

    problem(tenant.get("/nothing"), 404, "path.unknown");
    problem(tenant.get("/rotations/" + UUID.randomUUID()), 404, "rotation.unknown");
    problem(tenant.get("/rotations/x"), 404, "rotation.unknown");
    problem(tenant.get("/applications/x"), 404, "application.unknown");
    problem(tenant.get("/connectors/%2e%2e"), 400, "request.malformed");
    problem(tenant.delete("/devops-settings"), 405, "method.not-allowed");
    problem(
        tenant.post("/connectors", "<a/>", Map.of("Content-Type", "text/xml")),
        415,
        "content-type.unsupported");
    problem(
        installation.call(
            tenant.admin(),
            "GET",
            tenant.path("/devops-settings"),
            null,
            Map.of("Accept", "image/png")),
        406,
        "accept.unsupported");
    problem(tenant.post("/connectors?strict=perhaps", "{}"), 400, "request.malformed");
    problem(tenant.put("/applications/x", tenant.application("n", true)), 422, "fields.invalid");
    problem(tenant.get("/connectors/a%00b"), 400, "request.malformed");
    problem(tenant.get("/connectors/a%2Fb"), 400, "request.malformed");
    problem(
        installation.call(tenant.admin(), "TRACE", tenant.path("/x"), null),
        405,
        "method.not-allowed");
  }

  @Test
  void whoAsksForTheMethodsIsToldThemAndNothingElse() {
    Answer methods =
        installation.call(tenant.admin(), "OPTIONS", tenant.path("/devops-settings"), null);

    assertThat(methods.status()).isEqualTo(200);
    assertThat(methods.header("Allow")).contains("GET", "PUT");
    assertThat(methods.text()).isEmpty();
    assertThat(installation.call(null, "OPTIONS", tenant.path("/devops-settings"), null).status())
        .isEqualTo(401);
  }

  @Test
  void aStateThatNoRotationCanBeInIsRefused() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);

    problem(tenant.get("/rotations?state=NOPE"), 400, "parameter.invalid");
    for (String state : new String[] {"REQUESTED", "RUNNING", "FAILED", "WARNING"}) {
      assertThat(tenant.get("/rotations?state=" + state).status()).as(state).isEqualTo(200);
    }
  }

  @Test
  void headersThatAreTooLongAreRefused() {
    Answer refused =
        installation.call(
            tenant.admin(),
            "GET",
            tenant.path("/devops-settings"),
            null,
            Map.of("X-Long", "x".repeat(20_000)));

    assertThat(refused.status()).isIn(400, 431);
  }

  @Test
  void healthTellsNobodyMoreThanWhetherItIsReady() {
    Answer ready = installation.call(null, "GET", "/actuator/health/readiness", null);

    assertThat(ready.status()).isEqualTo(200);
    assertThat(ready.text()).isEqualTo("{\"status\":\"UP\"}");
    assertThat(installation.call(null, "GET", "/actuator/env", null).status()).isEqualTo(401);
    assertThat(installation.call(tenant.admin(), "GET", "/actuator/env", null).status())
        .isEqualTo(404);
  }

  private static void problem(Answer answer, int status, String... codes) {
    assertThat(answer.text()).isNotEmpty();
    assertThat(answer.code()).as(answer.text()).isIn((Object[]) codes);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.status()).isEqualTo(status);
  }
}
