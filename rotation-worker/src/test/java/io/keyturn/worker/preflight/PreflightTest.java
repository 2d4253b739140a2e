package io.keyturn.worker.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.embedded.kafka.EmbeddedKafka;
import io.keyturn.embedded.postgres.EmbeddedDatabase;
import io.keyturn.worker.contoso.Contoso;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each thing that a worker needs, there and broken. */
@Isolated
class PreflightTest {

  private static final EmbeddedKafka KAFKA = EmbeddedKafka.startEphemeral();
  private static final String DATABASE = EmbeddedDatabase.shared().createDatabase();

  static {
    KAFKA.createKeyturnTopics();
  }

  private final Contoso contoso = Contoso.shared();

  @AfterAll
  static void stop() {
    KAFKA.close();
  }

  private record Told(int status, String text) {

    String line(String what) {
      return text.lines()
          .filter(line -> line.length() > 9 && line.substring(9).startsWith(what + " "))
          .findFirst()
          .orElse("");
    }
  }

  @Test
  void withEverythingThereItEndsWithZeroAndTellsNoSecret() {
    contoso.mend();

    Told told = run(Map.of());

    assertThat(told.status()).as(told.text()).isZero();
    assertThat(told.text())
        .contains("rotation-events", "rotation-output", "rotation-events.dead-letter")
        .doesNotContain(contoso.workerSecret());
    assertThat(told.line("postgresql")).startsWith("OK");
    assertThat(told.line("migrations")).contains("are applied when the application starts");
    assertThat(told.line("entra-token")).startsWith("OK");
    assertThat(told.line("tenant-settings")).startsWith("OK");
    assertThat(told.line("microsoft-graph")).startsWith("OK");
    assertThat(told.line("key-vault")).startsWith("SKIPPED");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spring.datasource.url          | jdbc:postgresql://127.0.0.1:1/keyturn | postgresql | 127.0.0.1:1",
        "spring.kafka.bootstrap-servers | 127.0.0.1:1              | kafka           | 127.0.0.1:1",
        "azure.devops-url               | https://localhost:1      | azure-devops    | localhost:1",
        "azure.authority-host           | https://localhost:1      | entra-token     | localhost:1",
        "azure.graph-url                | https://localhost:1      | microsoft-graph | localhost:1",
        "keyturn.tenant-settings.url    | http://localhost:1       | tenant-settings | localhost:1",
        "keyturn.identity.client-secret | wrong                    | entra-token     | AADSTS7000215",
        "keyturn.identity.client-id     | $(CLIENT_ID)             | settings        | keyturn.identity.client-id",
        "azure.devops-url               | http://dev.azure.com     | settings        | https",
        "keyturn.preflight.vault        | https://nobody.example   | key-vault       | azure.key-vault-hosts",
      })
  void whatIsBrokenIsNamedAndEndsWithOne(String setting, String value, String what, String named) {
    contoso.mend();

    Told told = run(Map.of(setting, value));

    assertThat(told.status()).as(told.text()).isEqualTo(1);
    assertThat(told.line(what)).startsWith("FAILED").contains(named);
    assertThat(told.text()).doesNotContain(contoso.workerSecret(), "Exception:");
  }

  @Test
  void aDoorThatIsShutIsTheAppRole() {
    contoso.settings().failWith(403);
    try {
      Told told = run(Map.of());

      assertThat(told.status()).isEqualTo(1);
      assertThat(told.line("tenant-settings"))
          .startsWith("FAILED")
          .contains("403", "Rotation.Worker");
    } finally {
      contoso.mend();
    }
  }

  private Told run(Map<String, String> otherwise) {
    Map<String, String> settings = new LinkedHashMap<>(contoso.azure().settings());
    settings.put("spring.datasource.url", DATABASE);
    settings.put("spring.kafka.bootstrap-servers", KAFKA.bootstrapServers());
    settings.put("keyturn.tenant-settings.url", contoso.settings().url().toString());
    settings.put("keyturn.tenant-settings.scope", Contoso.API_URI + "/.default");
    settings.put("keyturn.identity.tenant-id", Contoso.TENANT);
    settings.put("keyturn.identity.client-id", Contoso.WORKER);
    settings.put("keyturn.identity.client-secret", contoso.workerSecret());
    settings.putAll(otherwise);
    List<String> arguments =
        settings.entrySet().stream().map(it -> "--" + it.getKey() + "=" + it.getValue()).toList();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int status =
        PreflightCommand.run(
            new PrintStream(out, true, StandardCharsets.UTF_8), arguments.toArray(String[]::new));
    return new Told(status, out.toString(StandardCharsets.UTF_8));
  }
}
