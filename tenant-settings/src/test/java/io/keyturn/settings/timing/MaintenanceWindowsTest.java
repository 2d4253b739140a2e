package io.keyturn.settings.timing;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.MaintenanceWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaintenanceWindowsTest {

  // Friday 22:00 to Saturday 04:00 in Vienna, and Wednesday 12:00 to 12:30 in UTC.
  private static final List<MaintenanceWindow> WINDOWS =
      List.of(
          new MaintenanceWindow("0 0 22 * * FRI", Duration.ofHours(6), "Europe/Vienna"),
          new MaintenanceWindow("0 0 12 * * WED", Duration.ofMinutes(30), "UTC"));

  @ParameterizedTest
  @CsvSource({
    // A Friday in November: Vienna is an hour ahead of UTC.
    "2026-11-20T20:59:59Z, 2026-11-20T21:00:00Z",
    "2026-11-20T21:00:00Z, open",
    "2026-11-21T02:59:59Z, open",
    "2026-11-21T03:00:00Z, 2026-11-25T12:00:00Z",
    "2026-11-25T12:29:59Z, open",
    "2026-11-25T12:30:00Z, 2026-11-27T21:00:00Z",
    // In July it is two hours ahead.
    "2026-07-03T19:59:59Z, 2026-07-03T20:00:00Z",
    "2026-07-03T20:00:00Z, open",
    // The night when clocks go back: six hours are six hours.
    "2026-10-24T01:59:59Z, open",
    "2026-10-24T02:00:00Z, 2026-10-28T12:00:00Z"
  })
  void itIsClosedUntilTheNextOneOpens(Instant now, String until) {
    assertThat(MaintenanceWindows.closedUntil(WINDOWS, now).map(Instant::toString).orElse("open"))
        .isEqualTo(until);
  }

  @Test
  void withoutAnyItIsNeverClosed() {
    assertThat(MaintenanceWindows.closedUntil(List.of(), Instant.EPOCH)).isEmpty();
  }

  @Test
  void theColumnHoldsThemAsTheyAre() {
    assertThat(MaintenanceWindows.of(MaintenanceWindows.column(WINDOWS))).isEqualTo(WINDOWS);
    assertThat(MaintenanceWindows.of(MaintenanceWindows.column(List.of()))).isEmpty();
  }
}
