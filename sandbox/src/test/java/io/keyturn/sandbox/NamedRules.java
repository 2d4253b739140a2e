package io.keyturn.sandbox;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The ids of rules that a test's source names in a {@code @Tag} or a {@code @DisplayName}. */
final class NamedRules {

  private static final Pattern ANNOTATION =
      Pattern.compile(
          "@(?:Tag|DisplayName)\\(\\s*(\"(?:[^\"\\\\]|\\\\.)*\"(?:\\s*\\+\\s*\"(?:[^\"\\\\]|\\\\.)*\")*)");
  private static final Pattern CLASS =
      Pattern.compile("(?m)^(?:[a-z]+ )*(?:class|interface) (\\w+)");
  private static final Pattern SUBJECT = Pattern.compile("(?:class|interface) \\w+|void (\\w+)\\(");
  // "S-06 to S-08" names those in between, too.
  private static final Pattern RULE =
      Pattern.compile("\\b([ASDZRC])-(\\d{1,2})\\b(?: to \\1-(\\d{1,2})\\b)?");

  private static final Pattern FAULT = Pattern.compile("\\bFAULT-\\d{1,2}\\b");

  private NamedRules() {}

  /** By id the tests that name it: {@code Class.method}, or {@code Class} for all of it. */
  static Map<String, Set<String>> in(String source) {
    return named(source, RULE, NamedRules::ids);
  }

  /** The same of the faults to survive. */
  static Map<String, Set<String>> faults(String source) {
    return named(source, FAULT, fault -> Stream.of(fault.group()));
  }

  private static Map<String, Set<String>> named(
      String source, Pattern name, Function<MatchResult, Stream<String>> ids) {
    Map<String, Set<String>> named = new TreeMap<>();
    Matcher outer = CLASS.matcher(source);
    String test = outer.find() ? outer.group(1) : "?";
    Matcher annotation = ANNOTATION.matcher(source);
    while (annotation.find()) {
      Matcher subject = SUBJECT.matcher(source);
      String method =
          subject.find(annotation.end()) && subject.group(1) != null ? "." + subject.group(1) : "";
      name.matcher(annotation.group(1))
          .results()
          .flatMap(ids)
          .forEach(id -> named.computeIfAbsent(id, _ -> new TreeSet<>()).add(test + method));
    }
    return named;
  }

  private static Stream<String> ids(MatchResult rule) {
    int from = Integer.parseInt(rule.group(2));
    int to = rule.group(3) == null ? from : Integer.parseInt(rule.group(3));
    return IntStream.rangeClosed(from, to)
        .mapToObj(number ->
            rule.group(1).equals("C") ? "C-" + number : "%s-%02d".formatted(rule.group(1), number));
  }
}
