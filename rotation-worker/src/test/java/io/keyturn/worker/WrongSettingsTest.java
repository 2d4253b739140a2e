package io.keyturn.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.embedded.postgres.EmbeddedDatabase;
import io.keyturn.preflight.start.WrongSettings;
import io.keyturn.worker.contoso.WholeWorker;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** A setting that cannot be right stops the start, with a sentence in place of a stack trace. */
class WrongSettingsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "azure.devops-url            | http://dev.azure.com  | https, host",
        "azure.authority-host        | http://login.example  | https",
        "azure.ca-certificate        | /nowhere/ca.pem       | /nowhere/ca.pem",
        "keyturn.identity.client-id  | $(CLIENT_ID)          | keyturn.identity.client-id must be",
        "keyturn.tenant-settings.url | localhost:8080        | keyturn.tenant-settings.url must be",
        "keyturn.rotation.in-flight  | 0                     | keyturn.rotation.in-flight must be",
        "keyturn.limit.patience      | 2s                    | keyturn.limit.patience must be"
      })
  void aWrongSettingIsNamed(String setting, String value, String named) {
    String database = EmbeddedDatabase.shared().createDatabase();
    Throwable stopped =
        catchThrowable(
            () -> WholeWorker.start("127.0.0.1:1", database, Map.of(setting, value)).close());

    assertThat(stopped).as("it must not start").isNotNull();
    FailureAnalysis told = Objects.requireNonNull(new WrongSettings(asNamed()).analyze(stopped));
    assertThat(told.getDescription())
        .startsWith("rotation-worker cannot start with these settings: ")
        .contains(named);
    assertThat(told.getAction()).contains("docs/configuration.md");
  }

  private static Environment asNamed() {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource("named", Map.of("spring.application.name", "rotation-worker")));
    return environment;
  }
}
