package io.keyturn.settings.notification;

import io.keyturn.contracts.api.InspectionResult;
import io.keyturn.contracts.api.InspectionState;
import io.keyturn.contracts.api.NotificationEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What happened that a tenant may want to be told. Each method is part of the caller's transaction,
 * so that nothing is told that was not stored, and nothing stored goes untold; saying the same
 * twice tells it once.
 */
@Component
public class Notices {

  private final JdbcClient sql;
  private final Notifications notifications;
  private final Clock clock;

  Notices(JdbcClient sql, Notifications notifications, Clock clock) {
    this.sql = sql;
    this.notifications = notifications;
    this.clock = clock;
  }

  /**
   * A rotation ended, and not well. One that was resumed may do so again, with another sequence.
   */
  public void rotationFailed(
      UUID tenantId,
      UUID applicationId,
      UUID rotationId,
      long sequence,
      @Nullable String reason,
      String message) {
    notifications.add(
        tenantId,
        applicationId,
        NotificationEvent.ROTATION_FAILED,
        "ROTATION|" + rotationId + "|" + sequence,
        new Facts("", null, message, null, reason, null, rotationId, null),
        clock.instant());
  }

  /** Key Vault said that a secret has expired, and nothing newer was there. */
  public void secretExpired(UUID tenantId, UUID applicationId, UUID rotationId) {
    Instant now = clock.instant();
    Optional<Instant> known =
        sql.sql(
                """
                select secret_expires_at from application
                 where tenant_id = ? and application_id = ? and secret_expires_at <= now()
                """)
            .params(tenantId, applicationId)
            .query((row, _) -> row.getObject(1, OffsetDateTime.class).toInstant())
            .optional();
    notifications.add(
        tenantId,
        applicationId,
        NotificationEvent.EXPIRED,
        // The radar may have told it, or will: it is one and the same expiry.
        known
            .map(at -> "EXPIRY|" + applicationId + "|" + at.getEpochSecond() + "|EXPIRED")
            .orElse("EXPIRY|" + applicationId + "|" + rotationId),
        new Facts("", known.orElse(null), null, null, null, null, rotationId, null),
        now);
  }

  /**
   * A look found a binding so.
   *
   * @param since when it was first found so; what is found again is told once
   */
  public void drift(UUID tenantId, UUID applicationId, Instant since, InspectionResult found) {
    event(found.state())
        .ifPresent(event ->
            notifications.add(
                tenantId,
                applicationId,
                event,
                "DRIFT|" + found.bindingId() + "|" + event + "|" + since,
                new Facts(
                    "",
                    found.changedAt(),
                    found.message(),
                    found.remedy(),
                    found.reason(),
                    found.bindingId(),
                    null,
                    null),
                clock.instant()));
  }

  private static Optional<NotificationEvent> event(InspectionState state) {
    return switch (state) {
      case IN_SYNC -> Optional.empty();
      case CHANGED -> Optional.of(NotificationEvent.DRIFT_CHANGED);
      case FAILING -> Optional.of(NotificationEvent.DRIFT_FAILING);
      case GONE -> Optional.of(NotificationEvent.DRIFT_GONE);
      case NO_LONGER_NEEDED -> Optional.of(NotificationEvent.DRIFT_NO_LONGER_NEEDED);
      case UNKNOWN -> Optional.of(NotificationEvent.DRIFT_UNKNOWN);
    };
  }
}
