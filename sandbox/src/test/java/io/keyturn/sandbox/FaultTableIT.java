package io.keyturn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.sandbox.TestResults.End;
import io.keyturn.sandbox.TestResults.Ended;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Which tests bring about which fault, and how they ended in this build. Runs after all other
 * tests, and is only whole after {@code mvn verify} of all modules.
 */
class FaultTableIT {

  private final Map<String, Set<String>> tests = TestSources.named(NamedRules::faults);
  private final TestResults results = TestResults.ofThisBuild();

  @Test
  void everyFaultIsSurvivedInThisBuild() {
    List<String> open = new ArrayList<>();
    StringBuilder table = new StringBuilder("\nfault     result    tests  what happens\n");
    for (String[] row : faults()) {
      List<Ended> ended =
          tests.getOrDefault(row[0], Set.of()).stream()
              .flatMap(test -> results.of(test).stream())
              .distinct()
              .toList();
      long passed = ended.stream().filter(one -> one.end() == End.PASSED).count();
      boolean failed = ended.stream().anyMatch(one -> one.end() == End.FAILED);
      String result = failed ? "FAILED" : passed == 0 ? "NOT RUN" : "survived";
      if (failed || passed == 0) {
        open.add(row[0] + " " + result);
      }
      table.append("%-9s %-9s %5d  %s%n".formatted(row[0], result, passed, row[1]));
    }
    System.out.println(table);

    assertThat(open).as("after mvn verify of all modules").isEmpty();
  }

  @Test
  void noTestNamesAFaultThatIsNotListed() {
    assertThat(faults().stream().map(row -> row[0]).collect(Collectors.toSet()))
        .containsAll(tests.keySet());
  }

  private static List<String[]> faults() {
    return TestSources.read(Path.of("src/test/resources/io/keyturn/sandbox/faults.csv"))
        .lines()
        .map(line -> line.split(";"))
        .toList();
  }
}
