package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.settings.Installation.Answer;
import io.keyturn.settings.isolation.Rows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Overlap, schedule, owners, and finding an application among very many. */
class SecretSettingsTest {

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();

  @BeforeEach
  void settings() {
    Tenant.must(tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE), 200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kind\":\"interval\",\"every\":\"PT720H\"}",
        "{\"kind\":\"cron\",\"expression\":\"0 0 3 1 * *\",\"zone\":\"Europe/Vienna\"}",
        "{\"kind\":\"cron\",\"expression\":\"0 30 2 * * MON-FRI\",\"zone\":\"UTC\"}",
        "{\"kind\":\"beforeExpiry\",\"days\":30}"
      })
  void aScheduleIsStoredAsItIs(String schedule) {
    UUID application = UUID.randomUUID();

    Answer saved = tenant.put("/applications/" + application, with("schedule", schedule));

    assertThat(saved.status()).as(saved.text()).isEqualTo(200);
    JsonNode read = tenant.get("/applications/" + application).json();
    assertThat(read.path("schedule")).isEqualTo(JsonMapper.shared().readTree(schedule));
    assertThat(read.path("overlap").asString()).isEqualTo("PT24H");
    // What was answered may be sent back.
    Answer again = tenant.put("/applications/" + application, read.toString());
    assertThat(again.json().path("schedule")).isEqualTo(read.path("schedule"));
    Answer without = tenant.put("/applications/" + application, with("overlap", "\"PT0S\""));
    assertThat(without.json().path("schedule").isNull()).isTrue();
    assertThat(without.json().path("overlap").asString()).isEqualTo("PT0S");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"kind\":\"sometimes\"} | schedule.kind | schedule.kind",
        "{} | schedule.kind | field.required",
        "[] | schedule | field.type",
        "{\"kind\":\"interval\"} | schedule.every | field.required",
        "{\"kind\":\"interval\",\"every\":\"PT59M\"} | schedule.every | duration.invalid",
        "{\"kind\":\"interval\",\"every\":\"P3000D\"} | schedule.every | duration.invalid",
        "{\"kind\":\"interval\",\"every\":\"-PT2H\"} | schedule.every | duration.invalid",
        "{\"kind\":\"interval\",\"every\":\"monthly\"} | schedule.every | duration.invalid",
        "{\"kind\":\"interval\",\"every\":3600} | schedule.every | field.type",
        "{\"kind\":\"cron\",\"expression\":\"0 0 3 * * *\",\"zone\":\"Mars\"} | schedule.zone | schedule.zone",
        "{\"kind\":\"cron\",\"expression\":\"0 0 3 * * *\"} | schedule.zone | field.required",
        "{\"kind\":\"cron\",\"expression\":\"0 3 * * *\",\"zone\":\"UTC\"} | schedule.expression | schedule.cron",
        "{\"kind\":\"cron\",\"expression\":\"0 0 3 * * 1\",\"zone\":\"UTC\"} | schedule.expression | schedule.cron",
        "{\"kind\":\"cron\",\"expression\":\"0 0 25 * * *\",\"zone\":\"UTC\"} | schedule.expression | schedule.cron",
        "{\"kind\":\"cron\",\"expression\":\"0 */10 * * * *\",\"zone\":\"UTC\"} | schedule.expression | schedule.often",
        "{\"kind\":\"cron\",\"expression\":\"0 0 0 30 2 *\",\"zone\":\"UTC\"} | schedule.expression | schedule.often",
        "{\"kind\":\"beforeExpiry\",\"days\":0} | schedule.days | field.range",
        "{\"kind\":\"beforeExpiry\",\"days\":366} | schedule.days | field.range",
        "{\"kind\":\"beforeExpiry\",\"days\":99999999999} | schedule.days | field.range",
        "{\"kind\":\"beforeExpiry\",\"days\":1.5} | schedule.days | field.type"
      })
  void aScheduleThatNobodyCanMeanIsRefused(String schedule, String field, String code) {
    Answer refused = tenant.put("/applications/" + UUID.randomUUID(), with("schedule", schedule));

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.fieldCode(field)).as(refused.text()).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"P91D\"", "\"-PT1S\"", "\"PT0.5S\"", "\"a day\"", "\"PT99999999999999999999H\""})
  void anOverlapOutOfRangeIsRefused(String overlap) {
    Answer refused = tenant.put("/applications/" + UUID.randomUUID(), with("overlap", overlap));

    assertThat(refused.fieldCode("overlap")).as(refused.text()).isEqualTo("duration.invalid");
  }

  @Test
  @DisplayName("A-09: an application has at least one owner")
  void somebodyOwnsIt() {
    Answer refused = tenant.put("/applications/" + UUID.randomUUID(), with("owners", "[]"));

    assertThat(refused.fieldCode("owners")).isEqualTo("owners.none");
  }

  @Test
  void halfACharacterIsRefused() {
    Answer refused =
        tenant.put("/applications/" + UUID.randomUUID(), with("name", "\"pay\\ud83d\""));
    Answer whole =
        tenant.put("/applications/" + UUID.randomUUID(), with("name", "\"pay\\ud83d\\ude00\""));

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.fieldCode("name")).isEqualTo("field.characters");
    assertThat(whole.status()).isEqualTo(200);
  }

  @Test
  void deletingSaysWhatGoesAlongAndTakesItWhenConfirmed() {
    tenant.connectedTo("goes-along");
    UUID application = tenant.application();
    Tenant.must(
        tenant.post(
            "/applications/" + application + "/bindings",
            Tenant.binding("goes-along", UUID.randomUUID())),
        201);

    Answer asked = tenant.delete("/applications/" + application);
    Answer confirmed = tenant.delete("/applications/" + application + "?withBindings=true");

    assertThat(asked.code()).isEqualTo("application.bound");
    assertThat(asked.json().at("/errors/0/message").asString()).contains("prod");
    assertThat(confirmed.status()).isEqualTo(204);
    assertThat(
            installation
                .sql
                .sql("select count(*) from binding where application_id = ?")
                .param(application)
                .query(Integer.class)
                .single())
        .isZero();
  }

  @Test
  @DisplayName("A-01: while the tenant is off its bindings are neither added to nor taken from")
  void bindingsStayAsTheyAreWhileTheTenantIsOff() {
    tenant.connectedTo("stays-put");
    UUID application = tenant.application();
    String bindings = "/applications/" + application + "/bindings";
    String binding =
        tenant
            .post(bindings, Tenant.binding("stays-put", UUID.randomUUID()))
            .json()
            .path("id")
            .asString();
    assertThat(state(bindings)).isEqualTo("READY");

    tenant.put("/applications/" + application, tenant.application("billing", false));
    assertThat(state(bindings)).isEqualTo("APPLICATION_OFF");
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE.replaceFirst("true", "false"));

    assertThat(tenant.delete(bindings + "/" + binding).code()).isEqualTo("tenant.integration-off");
    assertThat(state(bindings)).isEqualTo("TENANT_OFF");
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    assertThat(tenant.delete(bindings + "/" + binding).status()).isEqualTo(204);
  }

  @Test
  void theListIsSearchedAndFiltered() {
    tenant.connectedTo("filtered");
    UUID bound = tenant.application();
    Tenant.must(
        tenant.post(
            "/applications/" + bound + "/bindings", Tenant.binding("filtered", UUID.randomUUID())),
        201);
    save("100% Payroll_a", true);
    save("Payroll-b", false);

    assertThat(names("search=payroll")).containsExactlyInAnyOrder("100% Payroll_a", "Payroll-b");
    assertThat(names("search=%25")).containsExactly("100% Payroll_a");
    assertThat(names("search=_A")).containsExactly("100% Payroll_a");
    assertThat(names("search=payroll&state=disabled")).containsExactly("Payroll-b");
    assertThat(names("state=bound")).containsExactly("billing");
    assertThat(names("state=unbound")).containsExactlyInAnyOrder("100% Payroll_a", "Payroll-b");
    assertThat(names("state=enabled")).containsExactlyInAnyOrder("100% Payroll_a", "billing");
    assertThat(tenant.get("/applications?state=maybe").code()).isEqualTo("parameter.invalid");
    assertThat(tenant.get("/applications?search=%00").code()).isEqualTo("parameter.invalid");
    assertThat(tenant.get("/applications?search=%ED%A0%80").status()).isLessThan(500);
  }

  @Test
  void aHundredThousandApplicationsAreListedWithoutReadingThemAll() {
    installation
        .sql
        .sql(
            """
            insert into application (tenant_id, application_id, name, integration_enabled,
                vault_url, vault_name, secret_name, updated_at, updated_by)
              select ?, gen_random_uuid(), 'app ' || n, true, 'https://x.vault.azure.net', 'x',
                's-' || n, now(), 'test' from generate_series(1, 100000) n
            """)
        .param(tenant.id)
        .update();
    installation.sql.sql("vacuum analyze application").update();
    String late =
        installation
            .sql
            .sql(
                """
                select application_id::text from application where tenant_id = ?
                  order by application_id offset 99000 limit 1
                """)
            .param(tenant.id)
            .query(String.class)
            .single();

    for (String query :
        List.of(
            "",
            "after=" + late,
            "search=app%209&after=" + late,
            "search=app%2099999",
            "search=nowhere",
            "search=nowhere&state=disabled")) {
      Duration usual = usual(query);
      assertThat(usual).as(query).isLessThan(Duration.ofMillis(400));
    }
    assertThat(tenant.get("/applications?limit=200&after=" + late).json().path("items"))
        .hasSize(200);
    assertThat(String.join("\n", searched("nowhere")))
        .contains("Index Only Scan using application_names");
  }

  /** How PostgreSQL finds the names, behind the wall as in a request. */
  private List<String> searched(String name) {
    JdbcClient application = installation.context.getBean(JdbcClient.class);
    return Rows.ofTenant(
        tenant.id,
        () ->
            application
                .sql(
                    "explain select application_id from application where tenant_id = ?"
                        + " and position(? in name_key) > 0 order by application_id limit 51")
                .params(tenant.id, name)
                .query(String.class)
                .list());
  }

  /** The middle of five. */
  private Duration usual(String query) {
    String admin = tenant.admin();
    List<Duration> taken = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      long start = System.nanoTime();
      Tenant.must(
          installation.call(admin, "GET", tenant.path("/applications?" + query), null), 200);
      taken.add(Duration.ofNanos(System.nanoTime() - start));
    }
    return taken.stream().sorted().toList().get(2);
  }

  private String state(String bindings) {
    return tenant.get(bindings).json().at("/items/0/state").asString();
  }

  private List<String> names(String query) {
    Answer listed = tenant.get("/applications?" + query);
    Tenant.must(listed, 200);
    return listed.json().path("items").valueStream().map(it -> it.path("name").asString()).toList();
  }

  private void save(String name, boolean enabled) {
    Tenant.must(
        tenant.put("/applications/" + UUID.randomUUID(), tenant.application(name, enabled)), 200);
  }

  /** A good body with one field that is different. */
  private String with(String field, String json) {
    ObjectNode body = (ObjectNode) JsonMapper.shared().readTree(tenant.application("x", true));
    // Jackson would mend what shall arrive broken, so the text is put in as it is.
    body.remove(field);
    return String.format(Locale.ROOT, "{\"%s\": %s, %s", field, json, body.toString().substring(1));
  }
}
