package io.keyturn.worker.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.azuredevops.CallGate;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.worker.limit.LimitProperties;
import io.keyturn.worker.limit.Limits;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimiterSampleTest {

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final Limits limits =
      new Limits(
          new LimitProperties(5, 50, Duration.ofMillis(1), Duration.ofSeconds(1)),
          Clock.systemUTC());
  private final LimiterSample sample = new LimiterSample(limits, registry, 2);

  @Test
  void noNumberOfOrganizationsMakesMoreSeriesThanTheSettingAllows() throws Exception {
    for (int i = 0; i < 10; i++) {
      limits.enter("Organization" + i, "identity");
      sample.take();
    }

    assertThat(registry.getMeters().stream().map(Meter::getId).map(LimiterSampleTest::organization))
        .containsOnly("organization0", "organization1", "other");
    assertThat(gauge("calls", "organization0")).isEqualTo(1);
    assertThat(gauge("calls", "other")).isEqualTo(8);
    assertThat(gauge("width", "other")).isEqualTo(40);
  }

  @Test
  void identitiesOfOneOrganizationAreToldTogether() throws Exception {
    limits.enter("contoso", "one");
    limits.enter("Contoso", "two");
    sample.take();

    assertThat(gauge("calls", "contoso")).isEqualTo(2);
  }

  @Test
  void howLongAnOrganizationWantsToBeLeftAloneIsTold() throws Exception {
    if (limits.enter("contoso", "one")
        instanceof Attempt.Succeeded<CallGate.Pass>(CallGate.Pass pass)) {
      pass.answered(429, Duration.ofHours(1));
    }
    sample.take();

    assertThat(gauge("pause.seconds", "contoso")).isBetween(3_590.0, 3_600.0);
    assertThat(gauge("calls", "contoso")).isZero();
  }

  private static String organization(Meter.Id id) {
    return String.valueOf(id.getTag("organization"));
  }

  private double gauge(String name, String organization) {
    return registry
        .get("keyturn.limiter." + name)
        .tag("organization", organization)
        .gauge()
        .value();
  }
}
