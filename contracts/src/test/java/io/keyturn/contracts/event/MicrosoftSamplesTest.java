package io.keyturn.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.keyturn.contracts.event.NewsData.VaultSecretChanged;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Key Vault's published samples, read as they are. Skipped where the samples are not at hand. */
class MicrosoftSamplesTest {

  @ParameterizedTest
  @ValueSource(strings = {"keyvault-cloudevents-schema.json", "keyvault-eventgrid-schema.json"})
  void bothSchemasAreReadAloneAndInAnArray(String sample) throws Exception {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolve("shared/azure-devops/samples"))) {
      folder = folder.getParent();
    }
    assumeTrue(folder != null, "skipped: no folder shared/azure-devops/samples above this one");
    Path file = folder.resolve("shared/azure-devops/samples").resolve(sample);
    JsonNode event = JsonMapper.shared().readTree(Files.readAllBytes(file)).get("event");

    for (String json : new String[] {event.toString(), "[" + event + "]"}) {
      NewsReader.Reading reading =
          NewsReader.read(new RecordHeaders(), json.getBytes(StandardCharsets.UTF_8));

      assertThat(reading.flaws()).isEmpty();
      RotationNews news = reading.news().getFirst();
      assertThat(news.id()).isEqualTo("00eccf70-95a7-4e7c-8299-2eb17ee9ad64");
      VaultSecretChanged changed = (VaultSecretChanged) news.data();
      assertThat(changed.vaultName()).isEqualTo("sample-kv");
      assertThat(changed.secret())
          .isEqualTo(
              new SecretVersion(
                  "https://sample-kv.vault.azure.net",
                  "newsecret",
                  "ee059b2bb5bc48398a53b168c6cdcb10"));
    }
  }
}
