package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.outcome.Reason;
import io.keyturn.embedded.devops.RecordedCall;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** D-24, FAULT-7: an organization is left alone for as long as it asked, and nobody else is. */
class ThrottlingTest {

  private static final Duration QUIET = Duration.ofSeconds(5);

  private final Bench bench = new Bench();
  private final Scene throttled = new Scene(bench.contoso);
  private final ServiceConnection connection = throttled.azurerm("payments-prod");

  @AfterEach
  void mend() {
    bench.contoso.mend();
  }

  @Test
  @DisplayName("D-24, FAULT-7: no call is made before the announced time")
  void noCallBeforeTheAnnouncedTime() {
    UUID id = bench.arrive(throttled, throttled.renew().version());
    throttled.organization().throttle(QUIET);
    Instant begun = bench.contoso.clock().instant();

    for (int i = 0; i < 60 && !bench.state(id).isFinished(); i++) {
      bench.worker.run();
      bench.turn(Duration.ofMillis(500));
    }

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(calls(429)).as("an early call would be blocked, too").hasSize(1);
    assertThat(throttled.organization().calls().stream().map(RecordedCall::at))
        .noneMatch(at -> at.isAfter(begun) && at.isBefore(begun.plus(QUIET)));
  }

  @Test
  @DisplayName("FAULT-7: another organization does not notice")
  void anotherOrganizationDoesNotNotice() {
    Scene healthy = new Scene(bench.contoso);
    ServiceConnection other = healthy.azurerm("payments-prod");
    throttled.organization().throttle(QUIET);
    bench.arrive(throttled, throttled.renew().version());
    Renewed renewed = healthy.renew();
    UUID id = bench.arrive(healthy, renewed.version());

    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(other.holds(renewed.value())).isTrue();
  }

  @Test
  @DisplayName("FAULT-7: 200 with Retry-After is an answer; only the next call waits")
  void retryAfterOnSuccessPausesTheNextCallOnly() {
    Renewed renewed = throttled.renew();
    UUID id = bench.arrive(throttled, renewed.version());
    throttled.organization().nextAnswerCarriesRetryAfter(QUIET);

    bench.worker.run();

    assertThat(throttled.organization().calls()).hasSize(1);
    assertThat(bench.last(id).reason()).isEqualTo(Reason.THROTTLED);
    assertThat(bench.last(id).message()).contains(throttled.organization().name());

    bench.turn(QUIET.plusSeconds(1));
    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.holds(renewed.value())).isTrue();
  }

  @Test
  @DisplayName("FAULT-7: however often it throttles, it is called again as soon as it allows")
  void throttlingAgainAndAgainDoesNotSlowTheWayBack() {
    UUID id = bench.arrive(throttled, throttled.renew().version());
    for (int i = 0; i < 8; i++) {
      throttled.organization().throttle(QUIET);
      bench.worker.run();
      bench.turn(QUIET.plusSeconds(2));
    }

    bench.worker.run();

    assertThat(calls(429)).hasSize(8);
    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
  }

  private List<RecordedCall> calls(int status) {
    return throttled.organization().calls().stream()
        .filter(call -> call.status() == status)
        .toList();
  }
}
