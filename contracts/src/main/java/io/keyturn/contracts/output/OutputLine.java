package io.keyturn.contracts.output;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.keyturn.contracts.outcome.Reason;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of a rotation's output, on the topic {@code rotation-output} and in the API.
 *
 * @param sequence counts from 1 without gaps within a rotation; a line may be delivered twice, with
 *     the same sequence
 * @param binding the binding the step was about; null where it concerns the whole rotation
 * @param reason a stable constant; null where the step simply worked
 * @param message a sentence for the owner, with the next step if there is one; never a secret
 * @param durationMs how long the step took, in milliseconds; null where nothing was called
 * @param planned of a plan: what exactly the step would be done to; null otherwise
 * @param secretExpiresOn of the secret that the binding's connection now holds and works with; null
 *     on other lines, and where that secret does not say
 * @param correlationId of the trace that the rotation belongs to, which calls to Azure DevOps carry
 *     as their session; null where it is the rotation's own id
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OutputLine(
    UUID rotationId,
    String tenantId,
    String applicationId,
    int sequence,
    Instant at,
    Step step,
    @Nullable UUID binding,
    Outcome outcome,
    @Nullable Reason reason,
    String message,
    @Nullable Long durationMs,
    @Nullable Planned planned,
    @Nullable Instant secretExpiresOn,
    @Nullable UUID correlationId) {

  /** Of a rotation that is a trace of its own. */
  public OutputLine(
      UUID rotationId,
      String tenantId,
      String applicationId,
      int sequence,
      Instant at,
      Step step,
      @Nullable UUID binding,
      Outcome outcome,
      @Nullable Reason reason,
      String message,
      @Nullable Long durationMs,
      @Nullable Planned planned,
      @Nullable Instant secretExpiresOn) {
    this(
        rotationId,
        tenantId,
        applicationId,
        sequence,
        at,
        step,
        binding,
        outcome,
        reason,
        message,
        durationMs,
        planned,
        secretExpiresOn,
        null);
  }
}
