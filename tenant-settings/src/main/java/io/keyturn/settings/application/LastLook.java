package io.keyturn.settings.application;

import io.keyturn.contracts.api.Inspection;
import io.keyturn.contracts.api.InspectionState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Reads what the last look at a connection found, out of the columns of {@code i}. */
final class LastLook {

  static final String COLUMNS =
      """
      i.state as look_state, i.reason as look_reason, i.message as look_message,
        i.remedy as look_remedy, i.since as look_since, i.looked_at, i.changed_by, i.changed_at,
        i.key_id, i.secret_expires_at as look_secret_expires_at
      """;

  private LastLook() {}

  /** Null when nobody has looked yet. */
  static @Nullable Inspection of(ResultSet row) throws SQLException {
    @Nullable String state = row.getString("look_state");
    @Nullable Instant since = instant(row, "look_since");
    @Nullable Instant lookedAt = instant(row, "looked_at");
    if (state == null || since == null || lookedAt == null) {
      return null;
    }
    return new Inspection(
        InspectionState.valueOf(state),
        row.getString("look_reason"),
        row.getString("look_message"),
        row.getString("look_remedy"),
        since,
        lookedAt,
        row.getString("changed_by"),
        instant(row, "changed_at"),
        row.getString("key_id"),
        instant(row, "look_secret_expires_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
