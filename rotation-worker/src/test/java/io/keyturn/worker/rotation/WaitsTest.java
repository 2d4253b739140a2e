package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.rotation.Standing.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("FAULT-7")
class WaitsTest {

  @Test
  void whatOneOrganizationAsksForLastCountsForAllOfItsConnections() {
    assertThat(after(throttled("contoso", 10), throttled("Contoso", 120), throttled("contoso", 5)))
        .isEqualTo(Duration.ofSeconds(120));
  }

  @Test
  void organizationsDoNotWaitForEachOther() {
    assertThat(after(throttled("contoso", 120), throttled("fabrikam", 5)))
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(after(throttled("contoso", 120), throttled("fabrikam", 0)))
        .as("its own backoff decides")
        .isEqualTo(Duration.ZERO);
  }

  @Test
  void whatIsToldIsWhatTheRotationGoesOnAfter() {
    Waiting told = Waits.of(List.of(throttled("contoso", 120), throttled("fabrikam", 5))).get();

    assertThat(told.binding()).isNotNull();
    assertThat(told.why()).isEqualTo("fabrikam");
  }

  @Test
  void aTokenThatWasRefusedIsNotForgottenAmongTheOthers() {
    Waiting refused =
        new Waiting(
            Step.ADMIT,
            binding("fabrikam"),
            Reason.TOKEN_INVALID_OR_EXPIRED,
            "token",
            Duration.ZERO);

    assertThat(Waits.of(List.of(throttled("contoso", 0), refused)).orElseThrow().reason())
        .isEqualTo(Reason.TOKEN_INVALID_OR_EXPIRED);
  }

  @Test
  void nothingThatWaitsIsNoWait() {
    assertThat(Waits.of(List.of())).isEmpty();
  }

  private static Duration after(Waiting... all) {
    return Waits.of(List.of(all)).orElseThrow().after();
  }

  private static Waiting throttled(String organization, int seconds) {
    return new Waiting(
        Step.UPDATE,
        binding(organization),
        Reason.THROTTLED,
        organization,
        Duration.ofSeconds(seconds));
  }

  private static Binding binding(String organization) {
    return new Binding(
        UUID.randomUUID(), organization, UUID.randomUUID(), "p", UUID.randomUUID(), "c");
  }
}
