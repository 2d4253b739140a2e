package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.outcome.Reason;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PaceTest {

  @ParameterizedTest
  @CsvSource({
    "CANDIDATE_NOT_YET_VALID, PT15M", // Entra takes minutes to know a new secret everywhere
    "SERVER_ERROR_ON_EDIT, PT2M", // most often an edit that is never accepted (FACTS 6)
    "SERVER_ERROR, PT24H",
    "THROTTLED, PT24H",
    "TIMED_OUT, PT24H",
    "UNREACHABLE, PT24H",
    "UPDATE_NOT_CONFIRMED, PT24H",
    "VAULT_UNREACHABLE, PT24H",
    "SETTINGS_UNREACHABLE, PT24H",
    "SIGN_IN_REFUSED, PT24H",
    "FEDERATION_MISMATCH, PT10M", // D-21: a new federated credential takes minutes
    "INTERNAL_ERROR, PT1H",
    "RENEWAL_CONFLICT, PT15M",
    "OVERLAP_NOT_OVER, PT87600H",
    "PROBES_NOT_OVER, PT87600H",
    "RETIREMENT_DEADLINE_AHEAD, PT87600H",
    "WAITING_FOR_WINDOW, PT87600H"
  })
  void eachReasonHasItsPatience(Reason reason, Duration patience) {
    assertThat(Pace.DEFAULT.patienceFor(reason)).isEqualTo(patience);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {
        "CANDIDATE_NOT_YET_VALID",
        "SERVER_ERROR_ON_EDIT",
        "FEDERATION_MISMATCH",
        "INTERNAL_ERROR",
        "RENEWAL_CONFLICT",
        "OVERLAP_NOT_OVER",
        "PROBES_NOT_OVER",
        "RETIREMENT_DEADLINE_AHEAD",
        "WAITING_FOR_WINDOW"
      })
  void everyOtherReasonHasTheGeneralPatience(Reason reason) {
    assertThat(Pace.DEFAULT.patienceFor(reason)).isEqualTo(Pace.DEFAULT.patience());
  }

  @Test
  void patienceWithAnEditIsNeverLongerThanTheGeneralOne() {
    Pace hasty =
        new Pace(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofSeconds(4));

    assertThat(hasty.patienceFor(Reason.SERVER_ERROR_ON_EDIT)).isEqualTo(Duration.ofSeconds(4));
  }

  @ParameterizedTest
  @CsvSource({
    "0, PT0S, PT1S, PT2S",
    "1, PT0S, PT2S, PT4S",
    "5, PT0S, PT32S, PT64S",
    "8, PT0S, PT2M30S, PT5M",
    "1000, PT0S, PT2M30S, PT5M",
    "0, PT17S, PT17S, PT17S", // what the other side asked for is never undercut
    "1000, PT1H, PT1H, PT1H",
    "5, PT1S, PT32S, PT64S"
  })
  void waitDoublesUpToTheLongestAndIsNeverShorterThanAsked(
      int attempt, Duration asked, Duration atLeast, Duration atMost) {
    Random random = new Random(42);
    for (int i = 0; i < 1000; i++) {
      assertThat(Pace.DEFAULT.wait(attempt, asked, random)).isBetween(atLeast, atMost);
    }
  }
}
