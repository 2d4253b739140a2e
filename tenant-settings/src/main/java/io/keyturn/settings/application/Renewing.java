package io.keyturn.settings.application;

import io.keyturn.contracts.api.Application;
import io.keyturn.contracts.api.MaintenanceWindow;
import io.keyturn.contracts.api.Problem;
import io.keyturn.contracts.api.RotationSettings.Renewal;
import io.keyturn.contracts.api.Schedule;
import io.keyturn.settings.api.FieldReader;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.timing.Durations;
import io.keyturn.settings.timing.MaintenanceWindows;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;

/** What a request says of how a secret is renewed by itself; what it leaves out stays as it is. */
record Renewing(
    Optional<Boolean> automatic,
    Optional<Duration> validity,
    Optional<List<MaintenanceWindow>> windows) {

  private static final Duration SHORTEST_VALIDITY = Duration.ofDays(1);
  // Entra's portal offers no more.
  private static final Duration LONGEST_VALIDITY = Duration.ofDays(731);

  static Renewing read(FieldReader fields, Clock clock) {
    return new Renewing(
        fields.has("automatic") ? Optional.of(fields.flag("automatic")) : Optional.empty(),
        fields.has("validity")
            ? Durations.read(fields, "validity", SHORTEST_VALIDITY, LONGEST_VALIDITY)
            : Optional.empty(),
        MaintenanceWindows.read(fields, clock));
  }

  /**
   * @param current what is stored; empty for a new application
   * @throws ProblemException when the schedule comes too late for secrets that are good so long
   */
  Application onto(Application wanted, Optional<Application> current) {
    Application all =
        new Application(
            wanted.applicationId(),
            wanted.name(),
            wanted.integrationEnabled(),
            wanted.owners(),
            wanted.secret(),
            wanted.overlap(),
            wanted.schedule(),
            automatic.or(() -> current.map(Application::automatic)).orElse(true),
            validity
                .or(() -> current.map(Application::validity))
                .orElse(Renewal.DEFAULT.validity()),
            windows.or(() -> current.map(Application::maintenanceWindows)).orElse(List.of()),
            null,
            null,
            wanted.updatedAt(),
            wanted.updatedBy());
    refuseExpiredBeforeDue(all);
    return all;
  }

  private static void refuseExpiredBeforeDue(Application all) {
    Duration needed =
        switch (all.schedule()) {
          case Schedule.Interval(Duration every) -> every;
          case Schedule.BeforeExpiry(int days) -> Duration.ofDays(days);
          case Schedule.Cron _ -> Duration.ZERO;
          case null -> Duration.ZERO;
        };
    if (all.validity().compareTo(needed) <= 0) {
      throw ProblemException.of(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "fields.invalid",
          "A new secret would be good for "
              + all.validity()
              + ", and the schedule asks for the next one after "
              + needed
              + ".",
          "Let new secrets be good for longer, or come due more often. Nothing was stored.",
          List.of(
              new Problem.FieldError(
                  "validity", "validity.too-short", "must be longer than " + needed)));
    }
  }
}
