package io.keyturn.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ThrottleTest {

  private static final Duration LATENCY = Duration.ofMillis(100);

  private final Throttle throttle = new Throttle();

  @BeforeEach
  void contosoIsThrottled() {
    throttle.begin(Set.of("contoso"));
  }

  @Test
  void anOrganizationThatIsLeftAloneLongEnoughAnswersAgain() {
    assertThat(refusesAt(0)).isTrue();
    assertThat(refusesAt(5_200)).isFalse();
    assertThat(refusesAt(5_201)).isFalse();

    assertThat(throttle.early()).isZero();
    assertThat(throttle.refused()).isEqualTo(1);
  }

  @Test
  void whoeverComesBeforeTheAnnouncedTimeIsCountedAndWaitsAnew() {
    refusesAt(0);

    assertThat(refusesAt(4_000)).isTrue();
    assertThat(throttle.early()).isEqualTo(1);
    assertThat(refusesAt(6_000)).as("only two seconds alone").isTrue();
  }

  @Test
  void aCallThatWasUnderWayWhenThe429LeftIsNobodysFault() {
    refusesAt(0);
    refusesAt(300);

    assertThat(throttle.early()).isZero();
  }

  @Test
  void theOthersAreNotThrottled() {
    assertThat(throttle.refuses("fabrikam", 0, LATENCY)).isFalse();
    assertThat(throttle.refused()).isZero();
  }

  private boolean refusesAt(long milliseconds) {
    return throttle.refuses("contoso", milliseconds * 1_000_000, LATENCY);
  }
}
