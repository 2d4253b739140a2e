package io.keyturn.settings.rotation;

import io.keyturn.contracts.event.NewsData.Mode;
import io.keyturn.contracts.event.NewsData.RotationRequested;
import io.keyturn.contracts.event.RotationId;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.history.History;
import io.keyturn.settings.plan.Plans;
import io.keyturn.settings.rotation.RotationRequests.NotPublished;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Asks the worker for a plan. It is a rotation whose output says what would be done, so it is
 * followed like any other; it needs nobody's approval, because it does nothing.
 */
@Component
class AskForPlan {

  private final JdbcClient sql;
  private final Plans plans;
  private final RotationRequests requests;
  private final History history;
  private final TransactionOperations transaction;
  private final Clock clock;

  AskForPlan(
      JdbcClient sql,
      Plans plans,
      RotationRequests requests,
      History history,
      TransactionOperations transaction,
      Clock clock) {
    this.sql = sql;
    this.plans = plans;
    this.requests = requests;
    this.history = history;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** Answers the plan's rotation id. With the same key it is the same plan. */
  UUID ask(
      Caller caller, UUID applicationId, Plans.Wish wish, String reason, @Nullable String key) {
    String eventId =
        IdempotencyKey.eventId(key, caller.tenantId() + "\n" + applicationId + "\nplan").toString();
    UUID id = RotationId.of(RotationRequests.SOURCE, eventId);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    // The row first: the worker's first line may arrive before Kafka's confirmation does.
    transaction.executeWithoutResult(_ -> store(caller, applicationId, id, wish, reason, now));
    try {
      requests.publish(
          eventId,
          now,
          new RotationRequested(
              caller.tenantId().toString(),
              applicationId.toString(),
              Mode.valueOf(wish.of().toUpperCase(Locale.ROOT)),
              reason,
              Optional.of(caller.actor()),
              false,
              Optional.empty(),
              true));
    } catch (NotPublished e) {
      throw ProblemException.of(
          HttpStatus.SERVICE_UNAVAILABLE,
          "events.unavailable",
          "Kafka did not confirm the request for a plan.",
          "Send it again in a minute; a plan does nothing, however often it is asked for.");
    }
    return id;
  }

  private void store(
      Caller caller, UUID applicationId, UUID id, Plans.Wish wish, String reason, Instant now) {
    int stored =
        sql.sql(
                """
                insert into rotation (tenant_id, rotation_id, application_id, state, mode,
                    request_reason, requested_by, since, last_sequence)
                  values (?, ?, ?, 'REQUESTED', 'plan', ?, ?, ?, -1)
                  on conflict (tenant_id, rotation_id) do nothing
                """)
            .params(
                caller.tenantId(),
                id,
                applicationId,
                reason,
                caller.actor(),
                now.atOffset(ZoneOffset.UTC))
            .update();
    if (stored == 1) {
      plans.store(caller.tenantId(), id, wish);
      history.record(
          caller.tenantId(),
          caller.actor(),
          "plan.requested",
          applicationId.toString(),
          "rotation=" + id + " of=" + wish.of() + " proposed=" + wish.proposal().isPresent());
    }
  }
}
