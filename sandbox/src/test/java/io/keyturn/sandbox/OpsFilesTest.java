package io.keyturn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** That what is looked for in rules and dashboards is found; whether it exists, see StoryTest. */
class OpsFilesTest {

  @Test
  void everyMetricOfAnExpressionIsFoundAndNothingElse() {
    assertThat(
            OpsFiles.metricsIn(
                "histogram_quantile(0.95, sum by (step, le) (rate(keyturn_step_seconds_bucket{a=\"b\"}[5m])))"
                    + " > 10 and on (x) absent(made_up) or max(keyturn_nothing offset 5m) > bool 1e3"))
        .containsExactly("keyturn_nothing", "keyturn_step_seconds_bucket", "made_up");
    assertThat(OpsFiles.expressionsOfRules()).hasSameSizeAs(OpsFiles.alerts()).isNotEmpty();
    assertThat(OpsFiles.expressionsOfDashboard()).hasSizeGreaterThan(20);
  }

  @Test
  void everyAlertIsTriedAndExplained() {
    String tried = OpsFiles.read(OpsFiles.RULE_TESTS);
    String explained = OpsFiles.read(Path.of("..", "docs", "operations.md"));

    assertThat(OpsFiles.alerts())
        .allSatisfy(alert ->
            assertThat(tried).contains("'" + alert + " fires'", "'" + alert + " is silent'"))
        .allSatisfy(alert -> assertThat(explained).contains("| `" + alert + "` |"));
  }
}
