package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.keyturn.contracts.event.Topics;
import io.keyturn.contracts.secret.SealingKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Tokens with a telltale name go in, and must not be found anywhere else. */
class SecrecyTest {

  private static final String CANARY = "canary-" + UUID.randomUUID();

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();
  private final List<String> answers = new ArrayList<>();

  @Test
  @DisplayName("A-07, S-25: a PAT is in no answer, log, row or event")
  void aTokenStaysWhereItIs() {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Logger web = (Logger) LoggerFactory.getLogger("org.springframework");
    Logger own = (Logger) LoggerFactory.getLogger("io.keyturn");
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    root.addAppender(logged);
    web.setLevel(Level.DEBUG);
    own.setLevel(Level.TRACE);
    try {
      useTheTokenEverywhere();
    } finally {
      web.setLevel(null);
      own.setLevel(null);
      root.detachAppender(logged);
    }

    assertThat(logged.list).isNotEmpty();
    assertThat(logged.list.stream().map(SecrecyTest::all)).noneMatch(it -> it.contains(CANARY));
    assertThat(answers).hasSizeGreaterThan(10).noneMatch(it -> it.contains(CANARY));
    assertThat(rows()).hasSizeGreaterThan(5).noneMatch(it -> it.contains(CANARY));
    assertThat(installation.records(Topics.ROTATION_EVENTS))
        .isNotEmpty()
        .noneMatch(it -> new String(it.value(), StandardCharsets.UTF_8).contains(CANARY));
  }

  private void useTheTokenEverywhere() {
    put("/devops-settings", Tenant.PAT_MODE.formatted(CANARY + "-tenant"));
    put("/devops-settings", "{\"personalAccessToken\": \"" + CANARY + " x\"}");
    put("/devops-settings", "{\"personalAccessToken\": \"" + CANARY + "\"");
    put("/devops-settings", "{\"personalAccessToken\": [\"" + CANARY + "\"]}");
    String own =
        "{\"name\": \"abc\", \"organization\": \"%s\", \"signIn\":"
            + " {\"kind\": \"personalAccessToken\", \"personalAccessToken\": \""
            + CANARY
            + "-own\"}}";
    answers.add(tenant.post("/connectors", own.formatted("secrecy")).text());
    answers.add(tenant.post("/connectors", own.formatted("-bad-")).text());
    put("/connectors/abc", own.formatted("secrecy"));
    get("/connectors");
    get("/connectors/abc");
    get("/devops-settings");
    get("/history");
    UUID application = tenant.application();
    answers.add(
        tenant
            .post(
                "/applications/" + application + "/bindings",
                Tenant.binding("secrecy", UUID.randomUUID()))
            .text());
    answers.add(
        tenant
            .post(
                "/applications/" + application + "/rotations",
                "{\"mode\": \"propagate\", \"reason\": \"secrecy\"}")
            .text());
    answers.add(
        installation
            .call(
                installation.entra.token(
                    Installation.WORKERS_TENANT, UUID.randomUUID(), "Rotation.Worker"),
                "GET",
                "/api/v1/worker/tenants/"
                    + tenant.id
                    + "/applications/"
                    + application
                    + "/rotation-settings",
                null,
                Map.of("Keyturn-Sealing-Key", SealingKey.generate().publicKey()))
            .text());
    assertThat(answers.getLast()).contains("personalAccessToken");
  }

  private void put(String path, String body) {
    answers.add(tenant.put(path, body).text());
  }

  private void get(String path) {
    answers.add(tenant.get(path).text());
  }

  private static String all(ILoggingEvent event) {
    StringBuilder all = new StringBuilder(event.getFormattedMessage());
    if (event.getKeyValuePairs() != null) {
      all.append(event.getKeyValuePairs());
    }
    for (var cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
      all.append(cause.getMessage());
    }
    return all.toString();
  }

  private List<String> rows() {
    List<String> rows = new ArrayList<>();
    for (Object table :
        installation
            .sql
            .sql("select tablename from pg_tables where schemaname = 'tenant_settings'")
            .query()
            .singleColumn()) {
      installation
          .sql
          .sql("select t::text from " + table + " t")
          .query()
          .singleColumn()
          .forEach(row -> rows.add(String.valueOf(row)));
    }
    return rows;
  }
}
