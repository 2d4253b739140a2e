package io.keyturn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {

  @Test
  void thePageSaysWhatTheCodeSays() throws Exception {
    String page = ConfigurationPage.text();
    if ("write".equals(System.getProperty("keyturn.docs"))) {
      Files.writeString(ConfigurationPage.FILE, page);
    }

    assertThat(Files.readString(ConfigurationPage.FILE))
        .as("docs/configuration.md is out of date; its first lines say how to write it anew")
        .isEqualTo(page);
  }

  @Test
  void everySettingIsExplainedAndNoneIsForgotten() throws Exception {
    assertThat(ConfigurationPage.settings())
        .hasSizeGreaterThan(80)
        .allSatisfy(setting -> assertThat(setting.description()).as(setting.name()).isNotBlank());
    Set<String> names =
        ConfigurationPage.settings().stream()
            .map(ConfigurationPage.Setting::name)
            .collect(Collectors.toSet());
    assertThat(ConfigurationPage.askedFor()).hasSizeGreaterThan(15).isSubsetOf(names);
  }
}
