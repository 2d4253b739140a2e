package io.keyturn.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is in the folder ops: alert rules and dashboards. */
final class OpsFiles {

  static final Path RULES = Path.of("..", "ops", "prometheus", "alerts.yml");
  static final Path RULE_TESTS = Path.of("..", "ops", "prometheus", "alerts.test.yml");
  static final Path DASHBOARD = Path.of("..", "ops", "grafana", "keyturn.json");

  private static final Pattern ALERT = Pattern.compile("(?m)^ *- alert: (\\w+)$");
  private static final Pattern EXPRESSION = Pattern.compile("(?m)^ *expr: '(.*)'$");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

  private OpsFiles() {}

  static List<String> alerts() {
    return ALERT.matcher(read(RULES)).results().map(found -> found.group(1)).toList();
  }

  static List<String> expressionsOfRules() {
    return EXPRESSION
        .matcher(read(RULES))
        .results()
        .map(found -> found.group(1).replace("''", "'"))
        .toList();
  }

  static List<String> expressionsOfDashboard() {
    return JsonMapper.shared().readTree(read(DASHBOARD)).findValues("expr").stream()
        .map(JsonNode::stringValue)
        .toList();
  }

  /** The metrics that an expression names: what is left without labels, functions and words. */
  static Set<String> metricsIn(String expression) {
    String bare =
        expression
            .replaceAll("\\{[^}]*}", " ")
            .replaceAll("\\[[^\\]]*]", " ")
            .replaceAll("\"[^\"]*\"", " ")
            .replaceAll("\\b(by|without|on|ignoring|group_left|group_right) *\\([^)]*\\)", " ")
            .replaceAll("\\b\\d[\\w.]*", " ");
    Set<String> names = new TreeSet<>();
    NAME.matcher(bare)
        .results()
        .filter(found -> !bare.substring(found.end()).stripLeading().startsWith("("))
        .map(MatchResult::group)
        .filter(name -> !WORDS.contains(name))
        .forEach(names::add);
    return names;
  }

  /** The metrics that a scrape has. */
  static Stream<String> metricsOf(String scrape) {
    return scrape.lines().filter(line -> !line.startsWith("#")).map(line -> line.split("[ {]")[0]);
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
