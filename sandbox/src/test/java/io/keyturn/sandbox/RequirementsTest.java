package io.keyturn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Which test proves which rule, over all modules. A rule that none proves yet stands, with the day
 * it was put there, in {@code not-proven-yet.csv}: a list that only gets shorter.
 */
class RequirementsTest {

  private final Map<String, Rule> rules = rules();
  private final Map<String, LocalDate> notYet = notYet();
  private final Map<String, Set<String>> proofs = proofs();

  @Test
  void everyRuleIsProvenByATestThatNamesIt() {
    print();

    assertThat(rules.values().stream().filter(Rule::kept).map(Rule::id))
        .as("name the id in a @Tag or a @DisplayName of the test that proves it")
        .allMatch(id -> proofs.containsKey(id) || notYet.containsKey(id));
  }

  @Test
  void whatIsProvenIsNoLongerListedAsNotProven() {
    assertThat(notYet.keySet())
        .as("take it out of not-proven-yet.csv")
        .doesNotContainAnyElementsOf(proofs.keySet());
  }

  @Test
  void onlyRulesThatAreKeptWaitForAProof() {
    assertThat(notYet.keySet()).allMatch(id -> rules.containsKey(id) && rules.get(id).kept());
  }

  @Test
  void whatIsNotKeptSaysWhy() {
    assertThat(rules.values()).allMatch(rule -> rule.kept() == rule.whyNot().isBlank());
  }

  @Test
  void noTestNamesARuleThatDoesNotExist() {
    assertThat(proofs.keySet()).allMatch(rules::containsKey);
  }

  private void print() {
    StringBuilder table = new StringBuilder("\nrule   class    proven by\n");
    for (Rule rule : rules.values()) {
      table
          .append("%-6s %-8s ".formatted(rule.id(), rule.kind()))
          .append(
              proofs.containsKey(rule.id())
                  ? String.join(", ", proofs.get(rule.id()))
                  : rule.kept()
                      ? "not yet (" + notYet.getOrDefault(rule.id(), LocalDate.EPOCH) + ")"
                      : "out: " + rule.whyNot())
          .append('\n');
    }
    System.out.println(table);
  }

  private static Map<String, Rule> rules() {
    Map<String, Rule> rules = new LinkedHashMap<>();
    for (String[] row : rows("requirements.csv")) {
      rules.put(row[0], new Rule(row[0], Kind.valueOf(row[1]), row.length > 2 ? row[2] : ""));
    }
    return rules;
  }

  private static Map<String, LocalDate> notYet() {
    Map<String, LocalDate> notYet = new TreeMap<>();
    for (String[] row : rows("not-proven-yet.csv")) {
      notYet.put(row[0], LocalDate.parse(row[1]));
    }
    return notYet;
  }

  private static List<String[]> rows(String name) {
    return TestSources.read(Path.of("src/test/resources/io/keyturn/sandbox", name))
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split(";"))
        .toList();
  }

  private static Map<String, Set<String>> proofs() {
    return TestSources.named(NamedRules::in);
  }

  private enum Kind {
    CORE,
    ADOPT,
    ADAPT,
    DECIDED,
    OUT
  }

  private record Rule(String id, Kind kind, String whyNot) {
    boolean kept() {
      return kind != Kind.OUT;
    }
  }
}
