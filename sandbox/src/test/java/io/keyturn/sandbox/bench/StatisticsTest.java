package io.keyturn.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {

  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
    assertThat(Statistics.of(List.of(9.0, 1.0, 3.0, 4.0))).isEqualTo(new Statistics(3.5, 1, 9));
  }

  @Test
  void oneOutlierDoesNotMoveTheMedian() {
    assertThat(Statistics.of(List.of(100.0, 2.0, 1.0)).median()).isEqualTo(2);
  }

  @Test
  void nothingMeasuredIsZeroAndNotAnError() {
    assertThat(Statistics.of(List.of())).isEqualTo(new Statistics(0, 0, 0));
    assertThat(Statistics.percentile(new double[0], 0.99)).isZero();
  }

  @Test
  void aPercentileIsAValueThatWasMeasured() {
    double[] values = {5, 1, 4, 2, 3};

    assertThat(Statistics.percentile(values, 0.5)).isEqualTo(3);
    assertThat(Statistics.percentile(values, 0.99)).isEqualTo(5);
    assertThat(Statistics.percentile(values, 0)).isEqualTo(1);
    assertThat(values).as("left as it was").containsExactly(5, 1, 4, 2, 3);
  }

  @Test
  void theRoundsThatWereFurthestApartAreShownBesideTheMedian() {
    assertThat(new Statistics(12.34, 11, 13.9).text(1)).isEqualTo("12.3 (11.0 to 13.9)");
  }
}
