package io.keyturn.settings.schedule;

import io.keyturn.contracts.api.Schedule;
import io.keyturn.settings.rotation.ScheduledRequests.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An application whose schedule has come due, and what else decides whether a rotation is asked
 * for.
 *
 * @param due empty when it was never worked out
 * @param tenantEnabled the tenant's master toggle
 * @param bound to at least one service connection
 * @param underWay what the schedule asked for before has not reached every connection yet
 * @param expires of the secret in force; null when that is not known
 * @param approval how long somebody has to approve it; null where nobody must
 */
record DueApplication(
    UUID tenantId,
    UUID applicationId,
    @Nullable Instant due,
    Schedule schedule,
    boolean tenantEnabled,
    boolean bound,
    boolean underWay,
    @Nullable Instant expires,
    @Nullable Duration approval) {

  /** Whether a rotation could go anywhere; a wish that cannot be met now is looked at later. */
  boolean isReady() {
    return tenantEnabled && bound && !underWay;
  }

  Due asked(Instant at, Instant now) {
    boolean learns = schedule instanceof Schedule.BeforeExpiry && expires == null;
    return new Due(
        tenantId,
        applicationId,
        at,
        learns ? "propagate" : "renew",
        "Scheduled"
            + switch (schedule) {
              case Schedule.Interval(Duration every) -> ": every " + every;
              case Schedule.Cron(String expression, String zone) -> ": " + expression + ", " + zone;
              case Schedule.BeforeExpiry(int days) ->
                  learns
                      ? ": to learn when the secret expires"
                      : ": " + days + " days before it expires";
            }
            + ".",
        approval == null ? null : now.plus(approval));
  }
}
