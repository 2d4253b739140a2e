package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** docs/api.md says what the code does. */
class ApiPageTest {

  @Test
  void everyOperationIsListedWithWhoMayAndWhatItDoes() throws Exception {
    String made = ApiPage.with(ApiPage.read(), Installation.shared());
    if ("write".equals(System.getProperty("keyturn.docs"))) {
      Files.writeString(ApiPage.FILE, made);
    }

    assertThat(made).contains("| administrator, owner, auditor | ");
    assertThat(made.lines().filter(it -> it.endsWith("| |") || it.endsWith("|  |"))).isEmpty();
    assertThat(ApiPage.read())
        .as("docs/api.md is out of date; it says itself how its table is written anew")
        .isEqualTo(made);
  }

  @Test
  void everyCodeIsExplainedOnceAndNoOther() throws Exception {
    List<String> explained = ApiPage.codesOf(ApiPage.read());
    Set<String> there = ApiPage.codesOfTheCode();

    assertThat(there).hasSizeGreaterThan(100);
    assertThat(explained).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(explained)).isEqualTo(there);
  }
}
