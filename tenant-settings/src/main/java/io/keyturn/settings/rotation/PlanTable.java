package io.keyturn.settings.rotation;

import io.keyturn.contracts.api.Plan;
import io.keyturn.contracts.api.Plan.Check;
import io.keyturn.contracts.api.Plan.Step;
import io.keyturn.contracts.api.Plan.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A plan as text for a terminal: one row for each service connection, one for each step. */
final class PlanTable {

  private static final String BETWEEN = "  ";

  private PlanTable() {}

  static String of(Plan plan) {
    List<List<String>> targets = new ArrayList<>();
    targets.add(
        List.of("ORGANIZATION", "PROJECT", "SERVICE CONNECTION", "PARAMETER", "OUTCOME", "CHECKS"));
    plan.targets().forEach(target -> targets.add(row(target)));
    List<List<String>> steps = new ArrayList<>();
    steps.add(List.of("STEP", "OUTCOME", "WHAT"));
    for (Step step : plan.steps()) {
      steps.add(List.of(step.step(), step.outcome(), step.message()));
    }
    return "Plan of "
        + plan.planOf()
        + " for "
        + plan.applicationId()
        + ": "
        + plan.state()
        + "\n"
        + (plan.message() == null ? "" : plan.message() + "\n")
        + "\n"
        + table(targets)
        + "\n"
        + table(steps);
  }

  private static List<String> row(Target target) {
    return List.of(
        target.organization(),
        target.project(),
        target.connection(),
        target.parameter() == null ? "-" : target.parameter(),
        target.outcome(),
        checks(target.checks()));
  }

  private static String checks(List<Check> checks) {
    long passed = checks.stream().filter(check -> check.verdict().equals("PASSED")).count();
    String others =
        checks.stream()
            .filter(check -> !check.verdict().equals("PASSED"))
            .map(check -> check.name() + " " + check.verdict().toLowerCase(java.util.Locale.ROOT))
            .collect(Collectors.joining(", "));
    return passed + " of " + checks.size() + " passed" + (others.isEmpty() ? "" : "; " + others);
  }

  /** Columns as wide as their widest cell; the last one is not filled up. */
  private static String table(List<List<String>> rows) {
    int columns = rows.getFirst().size();
    List<Integer> widths =
        IntStream.range(0, columns)
            .mapToObj(i -> rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
            .toList();
    return rows.stream()
        .map(row ->
            IntStream.range(0, columns)
                .mapToObj(i ->
                    i == columns - 1
                        ? row.get(i)
                        : row.get(i) + " ".repeat(widths.get(i) - row.get(i).length()))
                .collect(Collectors.joining(BETWEEN, "", "\n")))
        .collect(Collectors.joining());
  }
}
