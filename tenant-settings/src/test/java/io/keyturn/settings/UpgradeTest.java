package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.WorkerSignIn;
import io.keyturn.contracts.secret.SealingKey;
import io.keyturn.embedded.postgres.EmbeddedDatabase;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A database that an older version has written, upgraded by the first process that starts on it.
 */
class UpgradeTest {

  private static final String OLDER = "20";
  private static final String TOKEN = "pat-of-the-older-version";

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();
  private final UUID application = UUID.randomUUID();
  private final UUID rotation = UUID.randomUUID();

  @Test
  void whatAnOlderVersionKeptIsReadShownAndGivenToTheWorker() {
    String database = EmbeddedDatabase.shared().createDatabase();
    asTheOlderVersionLeftIt(database, tokenAsItIsStored());

    try (var upgraded =
        installation.start(
            "--spring.datasource.url=" + database, "--spring.kafka.listener.auto-startup=false")) {
      JsonNode shown = get(upgraded, "/applications/" + application);
      assertThat(shown.path("name").asString()).isEqualTo("billing");
      assertThat(shown.at("/schedule/every").asString()).isEqualTo("PT720H");
      JsonNode bindings = get(upgraded, "/applications/" + application + "/bindings");
      assertThat(bindings.at("/items/0/state").asString()).isEqualTo("READY");
      assertThat(get(upgraded, "/rotations/" + rotation).path("state").asString())
          .isEqualTo("FAILED");
      assertThat(get(upgraded, "/rotations/" + rotation + "/output").toString())
          .contains("It was away.");
      assertThat(get(upgraded, "/overview").at("/attention/0/applicationName").asString())
          .isEqualTo("billing");
      assertThat(get(upgraded, "/applications?q=bill").path("items")).hasSize(1);

      assertThat(tokenToldTo(SealingKey.generate(), upgraded)).isEqualTo(TOKEN);

      assertThat(
              installation
                  .callAt(
                      upgraded,
                      tenant.admin(),
                      "PUT",
                      tenant.path("/applications/" + application),
                      tenant.application("billing two", true))
                  .status())
          .isEqualTo(200);
    }
  }

  private JsonNode get(ServletWebServerApplicationContext process, String path) {
    Installation.Answer answer =
        installation.callAt(process, tenant.admin(), "GET", tenant.path(path), null);
    Tenant.must(answer, 200);
    return answer.json();
  }

  private String tokenToldTo(SealingKey worker, ServletWebServerApplicationContext process) {
    String token =
        installation.entra.token(Installation.WORKERS_TENANT, UUID.randomUUID(), "Rotation.Worker");
    Installation.Answer answer =
        installation.callAt(
            process,
            token,
            "GET",
            "/api/v1/worker/tenants/"
                + tenant.id
                + "/applications/"
                + application
                + "/rotation-settings",
            null,
            Map.of("Keyturn-Sealing-Key", worker.publicKey()));
    Tenant.must(answer, 200);
    RotationSettings settings =
        JsonMapper.shared().readValue(answer.text(), RotationSettings.class);
    if (settings.connectors().getFirst().signIn()
        instanceof WorkerSignIn.PersonalAccessToken(var sealed)) {
      return worker.open(sealed, tenant.id + "|contoso").reveal();
    }
    throw new AssertionError(answer.text());
  }

  /** How a token is encrypted has not changed since, so the present version may do it. */
  private String tokenAsItIsStored() {
    Tenant.must(tenant.put("/devops-settings", Tenant.PAT_MODE.formatted(TOKEN)), 200);
    return installation
        .sql
        .sql("select personal_access_token from tenant where tenant_id = ?")
        .param(tenant.id)
        .query(String.class)
        .single();
  }

  /** With the statements of that version: no column that came later. */
  private void asTheOlderVersionLeftIt(String database, String token) {
    Flyway.configure()
        .dataSource(database, null, null)
        .locations("classpath:db/tenant-settings")
        .schemas("tenant_settings")
        .defaultSchema("tenant_settings")
        .target(OLDER)
        .load()
        .migrate();
    SingleConnectionDataSource connection =
        new SingleConnectionDataSource(database + "&currentSchema=tenant_settings", true);
    JdbcClient sql = JdbcClient.create(connection);
    sql.sql("select set_config('keyturn.tenant', 'every', false)").query(String.class).single();
    sql.sql(
            """
            insert into tenant (tenant_id, integration_enabled, use_service_principal,
                include_home_tenant_organizations, personal_access_token,
                personal_access_token_fingerprint, updated_at, updated_by)
              values (?, true, false, false, ?, 'sha256:0', now(), 'ada')
            """)
        .params(tenant.id, token)
        .update();
    sql.sql(
            """
            insert into connector (id, tenant_id, name, organization, sign_in_kind, status,
                status_message, checked_at, updated_at, updated_by, verified_at)
              values (?, ?, 'main', 'contoso', 'TENANT_DEFAULT', 'CONNECTED', 'It works.', now(),
                now(), 'ada', now())
            """)
        .params(UUID.randomUUID(), tenant.id)
        .update();
    sql.sql(
            """
            insert into application (tenant_id, application_id, name, integration_enabled, vault_url,
                vault_name, secret_name, updated_at, updated_by, schedule_kind, schedule_value)
              values (?, ?, 'billing', true, 'https://contoso.vault.azure.net', 'contoso', 'billing',
                now(), 'ada', 'interval', 'PT720H')
            """)
        .params(tenant.id, application)
        .update();
    sql.sql("insert into application_owner values (?, ?, ?)")
        .params(tenant.id, application, tenant.owner)
        .update();
    sql.sql(
            """
            insert into binding (id, tenant_id, application_id, organization, project_id,
                project_name, connection_id, connection_name, created_at, created_by)
              values (?, ?, ?, 'contoso', ?, 'Shop', ?, 'prod', now(), 'ada')
            """)
        .params(UUID.randomUUID(), tenant.id, application, UUID.randomUUID(), UUID.randomUUID())
        .update();
    sql.sql(
            """
            insert into rotation (tenant_id, rotation_id, application_id, state, since, ended_at,
                reason, message, last_sequence)
              values (?, ?, ?, 'FAILED', now(), now(), 'TIMED_OUT', 'See the lines above.', 1)
            """)
        .params(tenant.id, rotation, application)
        .update();
    sql.sql(
            """
            insert into rotation_output (tenant_id, rotation_id, sequence, application_id, at, step,
                outcome, message)
              values (?, ?, 1, ?, now(), 'UPDATE', 'FAILED', 'It was away.')
            """)
        .params(tenant.id, rotation, application)
        .update();
    connection.destroy();
  }
}
