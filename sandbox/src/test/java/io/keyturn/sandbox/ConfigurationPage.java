package io.keyturn.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** docs/configuration.md: every setting as the code has it, with its Javadoc and its default. */
final class ConfigurationPage {

  static final Path FILE = Path.of("..", "docs", "configuration.md");

  private static final List<String> APPLICATIONS = List.of("tenant-settings", "rotation-worker");
  private static final Pattern PLACEHOLDER =
      Pattern.compile("(?:\\$\\{|getProperty\\(\")((?:keyturn|azure)\\.[a-z0-9.-]+[a-z0-9])");

  private static final String HEAD =
      """
      # Settings

      Made from the code: change the Javadoc or the default there, then write this page anew with
      `mvn -pl sandbox -am test -Dtest=ConfigurationPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dkeyturn.docs=write`.

      A setting may be given as an argument (`--keyturn.rotation.in-flight=200`), as an environment variable
      (`KEYTURN_ROTATION_INFLIGHT=200`: dots become underscores, hyphens vanish), or in a file
      (`spring.config.additional-location`). Durations are written `250ms`, `30s`, `15m`, `24h`, `90d`, sizes `64KB`. A wrong
      one stops the start with a sentence that names it; `preflight` tries them all ([operations](operations.md#preflight)).

      | setting | of | default | what it is |
      |---|---|---|---|
      """;

  private ConfigurationPage() {}

  /**
   * @param of which application
   * @param value its default, as somebody would write it
   */
  record Setting(String name, String of, String value, String description) {}

  static String text() throws IOException {
    return settings().stream()
        .map(it ->
            "| `%s` | %s | %s | %s |\n".formatted(it.name(), it.of(), it.value(), it.description()))
        .collect(Collectors.joining("", HEAD, ""));
  }

  /** By name; one that both have alike is there once. */
  static List<Setting> settings() throws IOException {
    Map<String, List<Setting>> byName = new TreeMap<>();
    for (URL url :
        Collections.list(
            ConfigurationPage.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
      for (String application : APPLICATIONS) {
        if (url.toString().contains("/" + application + "/target/")) {
          read(url, application)
              .forEach(setting ->
                  byName.merge(setting.name(), List.of(setting), ConfigurationPage::both));
        }
      }
    }
    return byName.values().stream().flatMap(List::stream).toList();
  }

  private static List<Setting> both(List<Setting> one, List<Setting> other) {
    Setting a = one.getFirst();
    Setting b = other.getFirst();
    return a.value().equals(b.value()) && a.description().equals(b.description())
        ? List.of(new Setting(a.name(), "both", a.value(), a.description()))
        : Stream.concat(one.stream(), other.stream()).toList();
  }

  private static List<Setting> read(URL metadata, String application) throws IOException {
    Properties written = written(application);
    try (InputStream in = metadata.openStream()) {
      return JsonMapper.shared()
          .readTree(in)
          .path("properties")
          .valueStream()
          .map(property ->
              new Setting(
                  property.path("name").stringValue(),
                  application.equals("rotation-worker") ? "worker" : application,
                  value(property, written),
                  description(property.path("description").asString(""))))
          .toList();
    }
  }

  /** What the application's own settings file says goes before what the code says. */
  private static String value(JsonNode property, Properties written) {
    String name = property.path("name").stringValue();
    JsonNode of = property.path("defaultValue");
    String value =
        written.containsKey(name)
            ? String.valueOf(written.get(name))
            : of.isArray()
                ? of.valueStream().map(JsonNode::asString).collect(Collectors.joining(","))
                : of.asString("").replaceAll("^\\[(.*)]$", "$1").replace(", ", ",");
    if (value.isEmpty()) {
      return "none";
    }
    return value.startsWith("none") || value.contains(" with ") || value.startsWith("any ")
        ? value
        : "`" + value + "`";
  }

  private static Properties written(String application) {
    YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
    yaml.setResources(new ClassPathResource(application + ".yml"));
    Properties written = yaml.getObject();
    return written == null ? new Properties() : written;
  }

  private static String description(String javadoc) {
    return javadoc
        .replaceAll("[{]@code ([^{}]*([{][^{}]*[}][^{}]*)*)[}]", "`$1`")
        .replaceAll("[{]@link ([^}]*)[}]", "`$1`")
        .replaceAll("\\s+", " ")
        .replace("|", "\\|")
        .strip();
  }

  /** The names that the code of both applications asks for by itself. */
  static Set<String> askedFor() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String application : APPLICATIONS) {
      try (Stream<Path> files = Files.walk(Path.of("..", application, "src/main/java"))) {
        for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
          PLACEHOLDER
              .matcher(Files.readString(file, StandardCharsets.UTF_8))
              .results()
              .forEach(found -> names.add(found.group(1)));
        }
      }
    }
    return names;
  }
}
