package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.keyturn.worker.contoso.JournalDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalClockTest {

  private final JournalDatabase database = new JournalDatabase();

  @AfterEach
  void close() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT10M", "PT-10M"})
  void howeverWrongAMachinesClockIsItHasTheDatabasesTime(Duration wrong) {
    JournalClock clock = new JournalClock(Clock.offset(Clock.systemUTC(), wrong), database.jdbc());

    clock.ask();

    assertThat(clock.instant()).isCloseTo(there(), within(1, ChronoUnit.SECONDS));
  }

  @Test
  void twoWorkersWhoseClocksDifferAgree() {
    JournalClock fast =
        new JournalClock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(5)), database.jdbc());
    JournalClock slow =
        new JournalClock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-5)), database.jdbc());
    fast.ask();
    slow.ask();

    assertThat(fast.instant()).isCloseTo(slow.instant(), within(1, ChronoUnit.SECONDS));
  }

  private Instant there() {
    return database
        .jdbc()
        .sql("select clock_timestamp()")
        .query(OffsetDateTime.class)
        .single()
        .toInstant();
  }
}
