package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.settings.verification.PreflightCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tenant-settings needs, there and broken. */
class PreflightCommandTest {

  private final Installation installation = Installation.shared();

  @Test
  void whatIsThereIsFine() {
    String told = run(1); // there is no Azure behind this installation

    assertThat(told)
        .containsPattern("OK +postgresql ")
        .containsPattern("OK +migrations .* all are applied")
        .containsPattern("OK +kafka +rotation-events ")
        .containsPattern("OK +kafka +rotation-output ")
        .containsPattern("OK +signing-keys ")
        .containsPattern("FAILED +azure-devops +localhost:1 ")
        .doesNotContain(Installation.KEY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spring.datasource.url          | jdbc:postgresql://127.0.0.1:1/keyturn | postgresql +127.0.0.1:1",
        "spring.kafka.bootstrap-servers | 127.0.0.1:1  | kafka +127.0.0.1:1",
        "spring.security.oauth2.resourceserver.jwt.jwk-set-uri | http://127.0.0.1:1/keys | signing-keys +127.0.0.1:1",
        "keyturn.identity.client-id     | $(CLIENT_ID) | settings +keyturn.identity.client-id",
      })
  void whatIsBrokenIsNamed(String setting, String value, String named) {
    assertThat(run(1, "--" + setting + "=" + value)).containsPattern("FAILED +" + named);
  }

  private String run(int status, String... otherwise) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String[] all = java.util.Arrays.copyOf(otherwise, otherwise.length + 3);
    all[otherwise.length] = "--azure.devops-url=https://localhost:1";
    all[otherwise.length + 1] = "--azure.devops-identity-url=https://localhost:1";
    all[otherwise.length + 2] = "--azure.authority-host=https://localhost:1";
    int ended =
        PreflightCommand.run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            installation.arguments(" none ", all));
    String told = out.toString(StandardCharsets.UTF_8);
    assertThat(ended).as(told).isEqualTo(status);
    return told;
  }
}
