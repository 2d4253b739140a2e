package io.keyturn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Migrations go forward only, are never edited, and leave the version before at work: an upgrade
 * replaces one process after the other, and the first new one migrates.
 */
class MigrationsTest {

  private static final Path RECORDED =
      Path.of("src/test/resources/io/keyturn/sandbox/migrations.csv");
  private static final Pattern NAME = Pattern.compile("V(\\d+)__\\w+\\.sql");

  @ParameterizedTest
  @ValueSource(strings = {"rotation-worker", "tenant-settings"})
  void whatWasCarriedOutSomewhereIsNotEdited(String module) throws IOException {
    Map<String, String> recorded = recorded(module);
    Map<String, String> now = new TreeMap<>();
    for (Path file : migrations(module)) {
      if (recorded.containsKey(file.getFileName().toString())) {
        now.put(file.getFileName().toString(), sha256(file));
      }
    }

    assertThat(recorded).isNotEmpty();
    assertThat(now).isEqualTo(recorded);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rotation-worker", "tenant-settings"})
  void whatIsNewComesLastAndLeavesTheVersionBeforeAtWork(String module) throws IOException {
    Map<String, String> recorded = recorded(module);
    int newest = recorded.keySet().stream().mapToInt(MigrationsTest::version).max().orElseThrow();
    for (Path file : migrations(module)) {
      String name = file.getFileName().toString();
      if (!recorded.containsKey(name)) {
        assertThat(version(name)).as(name).isGreaterThan(newest);
        assertThat(MigrationRules.broken(Files.readString(file)))
            .as("what %s does to the version before", name)
            .allMatch(rule -> isAllowed(module, name, rule));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "drop table rotation | drop",
        "alter table rotation drop column reason | drop",
        "alter table rotation drop reason | drop",
        "alter table rotation rename column a to b | rename",
        "alter table rotation alter column attempt type bigint | type",
        "alter table rotation alter attempt set data type bigint | type",
        "truncate outbox | truncate",
        "alter table rotation alter column reason set not null | set not null",
        "alter table rotation add column a text not null | not null without default",
        "alter table rotation add a text, add b integer not null | not null without default",
        "alter table rotation add constraint a check (b > 0) | constraint",
        "alter table rotation add unique (a) | constraint",
        "create index a on rotation (b) | index",
        "create unique index concurrently a on rotation (b) | unique index",
        "create table a (b int); create index c on rotation (b) | index"
      })
  void whatTheVersionBeforeWouldFeelIsSeen(String sql, String rule) {
    assertThat(MigrationRules.broken(sql)).containsExactly(rule);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create table a (b int not null); create index c on a (b); alter table a add check (b > 0)",
        "alter table rotation add column a text",
        "alter table rotation add column a boolean not null default false",
        "alter table rotation drop constraint a",
        "alter table rotation alter column reason drop not null",
        "alter table rotation add constraint a check (b > 0) not valid",
        "create index concurrently a on rotation (b)",
        "-- drop table a\ninsert into a values ('rename; drop table b')"
      })
  void whatItWouldNotFeelPasses(String sql) {
    assertThat(MigrationRules.broken(sql)).isEmpty();
  }

  @Test
  void eachExceptionNamesAMigrationThatNeedsIt() throws IOException {
    for (String[] row : rows()) {
      if (row[0].equals("allowed")) {
        assertThat(row).as("allowed;module;file;rule;why").hasSize(5);
        assertThat(MigrationRules.broken(Files.readString(folder(row[1]).resolve(row[2]))))
            .contains(row[3]);
      }
    }
  }

  private static boolean isAllowed(String module, String file, String rule) {
    return rows().stream()
        .anyMatch(row ->
            row[0].equals("allowed")
                && row[1].equals(module)
                && row[2].equals(file)
                && row[3].equals(rule));
  }

  private static Map<String, String> recorded(String module) {
    Map<String, String> recorded = new TreeMap<>();
    rows().stream()
        .filter(row -> row[0].equals(module))
        .forEach(row -> recorded.put(row[1], row[2]));
    return recorded;
  }

  private static List<String[]> rows() {
    try {
      return Files.readAllLines(RECORDED).stream()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .map(line -> line.split(";"))
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<Path> migrations(String module) throws IOException {
    try (Stream<Path> files = Files.list(folder(module))) {
      return files.sorted().toList();
    }
  }

  private static Path folder(String module) {
    return Path.of("..", module, "src/main/resources/db", module);
  }

  private static int version(String name) {
    Matcher matcher = NAME.matcher(name);
    assertThat(matcher.matches()).as("%s goes forward", name).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private static String sha256(Path file) throws IOException {
    try {
      // Git may have put other line ends there.
      String text = Files.readString(file).replace("\r\n", "\n");
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
