package io.keyturn.worker.rotation;

import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.trace.TraceParent;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One secret version on its way to every service connection bound to it.
 *
 * @param arrival order in which the journal learned of it
 * @param secret what the news named; empty when it asked for whatever version is current
 * @param origin where the news came from: topic, partition and offset
 * @param originKey the record's key
 * @param attempt tries since the last progress
 * @param lastReason why it waits or how it ended; empty since there was progress
 * @param waitingSince since when there has been no progress; empty while there is
 * @param nextAttemptAt when it may run; empty once it is finished
 * @param retireBy in an emergency, when the leaked secret has to be gone; empty where only every
 *     connection's being verified ends it
 * @param plan nothing is made or written for it: its output says what would be
 * @param ignoresWindow it begins although no maintenance window is open
 * @param cause where in a trace the news was caused, if it said so
 */
public record Rotation(
    UUID id,
    String tenantId,
    String applicationId,
    long arrival,
    Trigger trigger,
    Optional<SecretVersion> secret,
    Optional<Instant> expiresOn,
    boolean emergency,
    String origin,
    Optional<String> originKey,
    RotationState state,
    int attempt,
    Optional<Reason> lastReason,
    Optional<Instant> waitingSince,
    Optional<Instant> nextAttemptAt,
    Instant receivedAt,
    Optional<Instant> retireBy,
    boolean plan,
    boolean ignoresWindow,
    Optional<TraceParent> cause) {

  /** News about an application, as the journal takes it in. */
  public static Rotation received(
      UUID id,
      String tenantId,
      String applicationId,
      Trigger trigger,
      Optional<SecretVersion> secret,
      Optional<Instant> expiresOn,
      boolean emergency,
      String origin,
      Optional<String> originKey,
      Instant now) {
    return new Rotation(
        id,
        tenantId,
        applicationId,
        0,
        trigger,
        secret,
        expiresOn,
        emergency,
        origin,
        originKey,
        RotationState.RECEIVED,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.of(now),
        now,
        Optional.empty(),
        false,
        false,
        Optional.empty());
  }

  /** The same with a deadline for the leaked secret, or without one. */
  public Rotation retireBy(Optional<Instant> deadline) {
    return with(deadline, plan, ignoresWindow, cause);
  }

  /** The same, only said and not done. */
  public Rotation asPlan(boolean onlySaid) {
    return with(retireBy, onlySaid, ignoresWindow, cause);
  }

  /** The same, whether or not a maintenance window is open. */
  public Rotation ignoringWindow(boolean ignores) {
    return with(retireBy, plan, ignores, cause);
  }

  /** The same, in a trace that somebody else has begun. */
  public Rotation causedBy(Optional<TraceParent> news) {
    return with(retireBy, plan, ignoresWindow, news);
  }

  /** What calls, output and traces of this rotation have in common. */
  public UUID correlationId() {
    return cause.map(TraceParent::correlationId).orElse(id);
  }

  private Rotation with(
      Optional<Instant> deadline, boolean onlySaid, boolean ignores, Optional<TraceParent> news) {
    return new Rotation(
        id,
        tenantId,
        applicationId,
        arrival,
        trigger,
        secret,
        expiresOn,
        emergency,
        origin,
        originKey,
        state,
        attempt,
        lastReason,
        waitingSince,
        nextAttemptAt,
        receivedAt,
        deadline,
        onlySaid,
        ignores,
        news);
  }
}
