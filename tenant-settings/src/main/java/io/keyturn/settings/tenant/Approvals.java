package io.keyturn.settings.tenant;

import io.keyturn.contracts.api.ApprovalRule;
import io.keyturn.settings.api.FieldReader;
import io.keyturn.settings.timing.Durations;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the approval rule stands in a request and in the columns {@code approval_*}. */
final class Approvals {

  private static final Duration USUAL = Duration.ofDays(3);
  private static final Duration SHORTEST = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(30);

  private Approvals() {}

  /** Left out, it stays what it is; null removes it. */
  static @Nullable ApprovalRule read(FieldReader fields, @Nullable ApprovalRule before) {
    if (!fields.mentions("approval")) {
      return before;
    }
    return fields.optionalObject("approval").map(Approvals::rule).orElse(null);
  }

  private static ApprovalRule rule(FieldReader fields) {
    boolean scheduledToo = fields.flag("scheduledToo", false);
    Optional<Duration> timeout =
        fields.has("timeout")
            ? Durations.read(fields, "timeout", SHORTEST, LONGEST)
            : Optional.empty();
    return new ApprovalRule(scheduledToo, timeout.orElse(USUAL));
  }

  static @Nullable ApprovalRule of(ResultSet row, String prefix) throws SQLException {
    Long seconds = row.getObject(prefix + "approval_seconds", Long.class);
    return seconds == null
        ? null
        : new ApprovalRule(
            row.getBoolean(prefix + "approval_scheduled"), Duration.ofSeconds(seconds));
  }
}
