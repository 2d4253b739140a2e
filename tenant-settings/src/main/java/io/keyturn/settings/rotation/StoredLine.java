package io.keyturn.settings.rotation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.OutputLine;
import io.keyturn.contracts.output.Step;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An {@link OutputLine} as it is stored and shown, field by field. */
// Not OutputLine itself: its enums know the constants of one version. A worker is often newer than
// tenant-settings, and the owner is to read its lines all the same.
@JsonInclude(JsonInclude.Include.NON_NULL)
record StoredLine(
    UUID rotationId,
    UUID tenantId,
    UUID applicationId,
    long sequence,
    Instant at,
    String step,
    @Nullable String binding,
    String outcome,
    @Nullable String reason,
    String message,
    @Nullable Long durationMs,
    @Nullable Instant secretExpiresOn) {

  /**
   * Whether it says what a connection holds now. A worker that verified one and names no expiry has
   * carried a secret without.
   */
  boolean tellsExpiry() {
    return binding != null
        && (secretExpiresOn != null
            || step.equals(Step.VERIFY.name()) && outcome.equals(Outcome.SUCCEEDED.name()));
  }

  /** The last line of every rotation. */
  boolean concludes() {
    return step.equals(Step.CONCLUDE.name());
  }

  /** Whether the rotation ended, and not as it should. */
  boolean endsBadly() {
    return concludes()
        && (outcome.equals(Outcome.FAILED.name()) || outcome.equals(Outcome.REFUSED.name()));
  }

  /** Key Vault told it, and nothing newer was there. */
  boolean saysThatASecretHasExpired() {
    return step.equals(Step.ADMIT.name())
        && outcome.equals(Outcome.WARNING.name())
        && Reason.SECRET_EXPIRED.name().equals(reason);
  }
}
