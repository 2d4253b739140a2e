package io.keyturn.sandbox;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a migration must not do while processes of the version before still run: take away what they
 * use, refuse what they write, or keep them waiting.
 */
final class MigrationRules {

  /** By name; each is matched against one statement in lower case, without comments. */
  private static final Map<String, Pattern> ALWAYS = new LinkedHashMap<>();

  /** The same, for tables that were there before. */
  private static final Map<String, Pattern> OF_OLD_TABLES = new LinkedHashMap<>();

  static {
    ALWAYS.put(
        "drop",
        Pattern.compile("\\bdrop\\s+(?!(index|constraint|default|not\\s+null|policy|trigger)\\b)"));
    ALWAYS.put("rename", Pattern.compile("\\brename\\b"));
    ALWAYS.put(
        "type", Pattern.compile("\\balter\\s+(column\\s+)?\\w+\\s+(set\\s+data\\s+)?type\\b"));
    ALWAYS.put("truncate", Pattern.compile("\\btruncate\\b"));
    OF_OLD_TABLES.put("set not null", Pattern.compile("\\bset\\s+not\\s+null\\b"));
    OF_OLD_TABLES.put(
        "not null without default",
        Pattern.compile(
            "\\badd\\s+(column\\s+)?(?!constraint)(?![^,;]*\\bdefault\\b)[^,;]*\\bnot\\s+null\\b"));
    OF_OLD_TABLES.put(
        "constraint",
        Pattern.compile(
            "\\badd\\s+(constraint\\s+\\w+\\s+)?(check|unique|foreign\\s+key|primary\\s+key|exclude)\\b"
                + "(?!.*\\bnot\\s+valid\\b)"));
    OF_OLD_TABLES.put(
        "index", Pattern.compile("\\bcreate\\s+(unique\\s+)?index\\s+(?!concurrently\\b)"));
    OF_OLD_TABLES.put("unique index", Pattern.compile("\\bcreate\\s+unique\\s+index\\b"));
  }

  private static final Pattern CREATED =
      Pattern.compile("\\bcreate\\s+table\\s+(?:if\\s+not\\s+exists\\s+)?(\\w+)");
  private static final Pattern TOUCHED =
      Pattern.compile(
          "\\b(?:alter\\s+table\\s+(?:if\\s+exists\\s+)?(?:only\\s+)?|\\bon\\s+)(\\w+)");

  private MigrationRules() {}

  /** The names of the rules that it breaks. */
  static Set<String> broken(String sql) {
    Set<String> broken = new TreeSet<>();
    Set<String> made = new HashSet<>();
    for (String statement : statements(sql)) {
      Matcher created = CREATED.matcher(statement);
      if (created.find()) {
        made.add(created.group(1));
        continue;
      }
      collect(ALWAYS, statement, broken);
      Matcher touched = TOUCHED.matcher(statement);
      if (!touched.find() || !made.contains(touched.group(1))) {
        collect(OF_OLD_TABLES, statement, broken);
      }
    }
    return broken;
  }

  private static void collect(Map<String, Pattern> rules, String statement, Set<String> broken) {
    rules.forEach((name, pattern) -> {
      if (pattern.matcher(statement).find()) {
        broken.add(name);
      }
    });
  }

  private static List<String> statements(String sql) {
    String bare =
        sql.replaceAll("(?s)/\\*.*?\\*/", " ")
            .replaceAll("--[^\n]*", " ")
            .replaceAll("'(?:[^']|'')*'", "''")
            .replaceAll("\\s+", " ")
            .toLowerCase(Locale.ROOT);
    return List.of(bare.split(";"));
  }
}
