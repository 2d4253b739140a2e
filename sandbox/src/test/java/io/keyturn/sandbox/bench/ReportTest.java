package io.keyturn.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {

  private final Figures figures = new Figures(0.9);

  @Test
  void theRatiosAreThoseOfTheMedians() {
    for (double rate : new double[] {300, 100, 200}) {
      figures.add(Bench.WORKER, turn(rate, 3));
    }
    figures.add(Bench.PLAIN, turn(4, 9));
    figures.add(Bench.PARALLEL, turn(390, 2));
    figures.add(Bench.THROTTLED, turn(171, 3));

    assertThat(figures.ratios())
        .containsEntry("fullWorkerOfLimit", 0.5)
        .containsEntry("fullWorkerOverPlainListener", 50.0)
        .containsEntry("fullWorkerCpuOverParallelConsumer", 1.5)
        .containsEntry("healthyUnderThrottling", 0.95)
        .doesNotContainKey("recoveryPollGrowth");
  }

  @Test
  void theJournalsGrowthIsTheLargeOverTheSmallOne() {
    Statistics idle = new Statistics(1, 1, 1);
    figures.add(new JournalGrowth.Cost(10_000, new Statistics(2, 1, 3), idle));
    figures.add(new JournalGrowth.Cost(1_000_000, new Statistics(2.5, 1, 3), idle));

    assertThat(figures.ratios().get("recoveryPollGrowth")).isCloseTo(1.25, within(1e-9));
  }

  @Test
  void theGrowthOfAClaimIsThatOfOneApplication() {
    figures.add(new DueGrowth.Cost(10_000, new Statistics(0.2, 0.1, 0.3), 0.1));
    figures.add(new DueGrowth.Cost(1_000_000, new Statistics(0.25, 0.1, 0.3), 0.1));

    assertThat(figures.ratios().get("dueClaimGrowth")).isCloseTo(1.25, within(1e-9));
  }

  @Test
  void theDocumentHasEveryTurnTheMachineAndNoKeyForWhatWasNotMeasured() {
    figures.add(Bench.WORKER, turn(100, 3));
    figures.peak(Bench.WORKER, 250);

    Report report = new Report(figures, Plan.quick(), "1.2.3");

    JsonNode document = JsonMapper.shared().readTree(report.json());
    assertThat(document.path("product").asString()).isEqualTo("keyturn 1.2.3");
    assertThat(document.path("machine").path("processors").asInt()).isPositive();
    assertThat(document.path("turns").path(Bench.WORKER).path(0).path("perSecond").asDouble())
        .isEqualTo(100);
    assertThat(document.path("ratios").has("lookupGrowth")).isFalse();
    assertThat(List.of(report.table().split("\n")))
        .anySatisfy(line -> assertThat(line).contains("full worker", "100 (100 to 100)", "250"));
  }

  private static Turn turn(double perSecond, double cpu) {
    return new Turn(10, 1, perSecond, 4, 400, 1, 2, cpu, 0, 0, 0, 0, 200, 0, 0, 0, 0, 0, 0);
  }
}
