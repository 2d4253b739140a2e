package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.preflight.start.WrongSettings;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** A setting that cannot be right stops the start, with a sentence in place of a stack trace. */
class WrongSettingsTest {

  private final Installation installation = Installation.shared();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "azure.devops-url=http://dev.azure.com             | https, host",
        "azure.devops-identity-url=vssps.dev.azure.com     | vssps.dev.azure.com",
        "azure.authority-host=http://login.example         | https",
        "azure.ca-certificate=/nowhere/ca.pem              | /nowhere/ca.pem",
        "keyturn.encryption.keys.k1=c2hvcnQ=               | keyturn.encryption.keys.k1 must be 32 bytes",
        "keyturn.encryption.current-key=k9                 | keyturn.encryption.keys.k9 is not set",
        "keyturn.identity.client-id=$(CLIENT_ID)           | keyturn.identity.client-id must be",
        "keyturn.worker-door.tenant-id=contoso.example     | keyturn.worker-door.tenant-id must be the GUID",
        "keyturn.worker-door.client-ids=worker             | keyturn.worker-door.client-ids must list",
        "keyturn.console.client-id=keyturn                 | keyturn.console.client-id must be",
        "keyturn.federation.issuer=http://keyturn.example  | keyturn.federation.issuer must be an https",
        "keyturn.tenants.admitted=contoso.example          | keyturn.tenants.admitted must list"
      })
  void aWrongSettingIsNamed(String setting, String named) {
    String[] settings =
        installation.arguments(" none ", "--azure.authority-host=https://login.example");
    String[] withTheWrongOne =
        Stream.concat(
                Arrays.stream(settings)
                    .filter(it -> !it.startsWith("--" + setting.replaceFirst("=.*", "="))),
                Stream.of("--" + setting))
            .toArray(String[]::new);
    Throwable stopped =
        catchThrowable(() -> TenantSettingsApplication.application().run(withTheWrongOne).close());

    assertThat(stopped).as("it must not start with " + setting).isNotNull();
    FailureAnalysis told = Objects.requireNonNull(new WrongSettings(asNamed()).analyze(stopped));
    assertThat(told.getDescription())
        .startsWith("tenant-settings cannot start with these settings: ")
        .contains(named);
    assertThat(told.getAction()).contains("docs/configuration.md");
  }

  private static Environment asNamed() {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource("named", Map.of("spring.application.name", "tenant-settings")));
    return environment;
  }
}
