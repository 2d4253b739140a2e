package io.keyturn.settings.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WriteLimitTest {

  private final Hand clock = new Hand();
  private final WriteLimit limit = new WriteLimit(3, 60, clock);
  private final Caller ada = caller(UUID.randomUUID(), UUID.randomUUID());

  @Test
  void afterTheBurstTheAnswerSaysHowLongToWait() {
    write(ada, 3);

    assertThat(limit.wait(ada)).contains(Duration.ofSeconds(1));
  }

  @Test
  void whoWaitsAsToldMayGoOn() {
    write(ada, 3);

    clock.turn(Duration.ofSeconds(1));
    write(ada, 1);
    assertThat(limit.wait(ada)).isPresent();

    clock.turn(Duration.ofHours(1));
    write(ada, 3);
    assertThat(limit.wait(ada)).isPresent();
  }

  @Test
  void anotherCallerAndAnotherTenantDoNotNotice() {
    write(ada, 3);

    write(caller(ada.tenantId(), UUID.randomUUID()), 3);
    write(caller(UUID.randomUUID(), ada.objectId()), 3);
    assertThat(limit.wait(ada)).isPresent();
  }

  @Test
  void manyCallersDoNotMakeItGrowForEver() {
    for (int i = 0; i < 60_000; i++) {
      write(caller(ada.tenantId(), new UUID(0, i)), 1);
    }

    assertThat(limit.remembered()).isEqualTo(50_000);
  }

  private void write(Caller caller, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(limit.wait(caller)).isEmpty();
    }
  }

  private static Caller caller(UUID tenantId, UUID objectId) {
    return new Caller(tenantId, objectId, "", Set.of(Role.TENANT_ADMIN), Instant.MAX);
  }

  /** Turned by hand. */
  private static final class Hand extends Clock {
    private Instant now = Instant.parse("2026-11-21T09:00:00Z");

    void turn(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
