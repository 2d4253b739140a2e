package io.keyturn.worker.rotation;

import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.renewal.EntraKey;
import io.keyturn.worker.renewal.OurKey;
import io.keyturn.worker.renewal.Retirement;
import io.keyturn.worker.rotation.Standing.Finished;
import io.keyturn.worker.rotation.Standing.Waiting;
import io.keyturn.worker.secret.ReadSecret;
import io.keyturn.worker.secret.VaultSecrets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * After a leak with a deadline: the old secret goes by then, even where a connection still holds
 * it, and the output names each that does. Only what Keyturn made goes, and only once there is a
 * newer version to go on with.
 */
final class RetirementDeadline {

  private final Retirement retirement;
  private final VaultSecrets secrets;
  private final Clock clock;

  RetirementDeadline(Retirement retirement, VaultSecrets secrets, Clock clock) {
    this.retirement = retirement;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * @param standing how the rotation would stand without a deadline
   */
  Standing heeded(Journaled journaled, RotationSettings settings, Standing standing) {
    Rotation rotation = journaled.rotation();
    Optional<Instant> by = rotation.retireBy().filter(_ -> rotation.emergency());
    if (by.isEmpty() || isDone(standing)) {
      return standing;
    }
    if (clock.instant().isBefore(by.get())) {
      return standing instanceof Finished end && !old(journaled, settings).isEmpty()
          ? untilThen(end, by.get())
          : standing;
    }
    return force(journaled, settings, standing);
  }

  /** Whether a leaked secret had to be gone by now. */
  boolean hasCome(Rotation rotation) {
    return rotation.retireBy().filter(by -> !clock.instant().isBefore(by)).isPresent();
  }

  private static boolean isDone(Standing standing) {
    return standing instanceof Finished(RotationState as, var _, var _)
        && as != RotationState.FAILED
        && as != RotationState.REFUSED;
  }

  /** What failed stays so, but the secret has to go all the same: not before its time. */
  private Waiting untilThen(Finished end, Instant by) {
    return new Waiting(
        Step.RETIRE,
        null,
        Reason.RETIREMENT_DEADLINE_AHEAD,
        end.why()
            + " It is removed at "
            + by.truncatedTo(ChronoUnit.SECONDS)
            + " whatever holds it then. Mend what the lines above say and resume the rotation before.",
        Duration.between(clock.instant(), by));
  }

  private Standing force(Journaled journaled, RotationSettings settings, Standing standing) {
    List<OurKey> old = old(journaled, settings);
    if (old.isEmpty()) {
      return standing;
    }
    tellWhatBreaks(journaled, settings);
    Attempt<List<EntraKey>> removed =
        retirement.remove(
            settings.tenantId(), settings.applicationId(), settings.secret(), old, journaled);
    return switch (removed) {
      case Succeeded<List<EntraKey>> _ when wasEdited(standing) ->
          new Finished(
              RotationState.FAILED,
              Reason.CONNECTION_EDITED_BY_SOMEBODY,
              "The leaked secret was removed at its deadline. A service connection that somebody saved"
                  + " after Keyturn may have held it: see the lines above, and request a rotation of"
                  + " mode propagate, which writes the new secret there again.");
      case Succeeded<List<EntraKey>> _ ->
          journaled.hasOnlyToRetire() ? RetirementFlow.succeeded(settings) : standing;
      case RetryLater<List<EntraKey>>(Reason reason, String why, Duration after) ->
          new Waiting(Step.RETIRE, null, reason, why, after);
      // The connections that can still get the new secret go on; the end says that the old is
      // there.
      case Refused<List<EntraKey>> _ when standing instanceof Waiting -> standing;
      case Refused<List<EntraKey>>(Reason reason, String why) -> {
        journaled.remark(
            Step.RETIRE, Outcome.FAILED, reason, "The leaked secret stays valid. " + why);
        yield new Finished(
            RotationState.FAILED,
            reason,
            "The leaked secret is still valid after its deadline. Remove it in Entra, or mend what"
                + " the line above says and resume the rotation.");
      }
    };
  }

  /** Every connection was verified, and one of them may hold the old secret all the same. */
  private static boolean wasEdited(Standing standing) {
    return standing instanceof Finished(RotationState _, Reason reason, String _)
        && reason == Reason.CONNECTION_EDITED_BY_SOMEBODY;
  }

  /** On record before anything breaks, and once. */
  private static void tellWhatBreaks(Journaled journaled, RotationSettings settings) {
    if (journaled.hasTold(Reason.RETIREMENT_FORCED)) {
      return;
    }
    journaled.remark(
        Step.RETIRE,
        Outcome.WARNING,
        Reason.RETIREMENT_FORCED,
        "The deadline for the leaked secret has come; it is removed now.");
    Map<UUID, BindingProgress> progress = journaled.progress();
    for (Binding binding : settings.bindings()) {
      BindingProgress reached = progress.getOrDefault(binding.id(), BindingProgress.PENDING);
      if (reached != BindingProgress.VERIFIED) {
        journaled.remark(
            binding,
            Step.RETIRE,
            Outcome.WARNING,
            Reason.RETIREMENT_FORCED,
            whatBreaks(journaled, binding, reached));
      }
    }
    journaled.putOnRecord();
  }

  private static String whatBreaks(Journaled journaled, Binding binding, BindingProgress reached) {
    return "The service connection "
        + binding.connectionName()
        + " in "
        + binding.organization()
        + "/"
        + binding.projectName()
        + (reached.mayHaveBeenWritten()
            ? " was written but has not proved itself: where it holds the old secret, its pipelines"
                + " cannot sign in from now on."
            : " still holds the old secret: its pipelines cannot sign in from now on.")
        + " Mend what its lines above say and resume this rotation, or enter version "
        + journaled.carried().map(SecretVersion::version).orElse("of today")
        + " from Key Vault by hand.";
  }

  private List<OurKey> old(Journaled journaled, RotationSettings settings) {
    Optional<SecretVersion> carried = journaled.carried();
    if (carried.isEmpty()) {
      return List.of();
    }
    List<OurKey> ours = retirement.ours(settings.tenantId(), settings.applicationId());
    return createdAt(journaled, settings, carried.get())
        .map(createdAt -> Retirement.replacedBy(ours, carried.get(), createdAt))
        .orElse(List.of());
  }

  /** Empty when Key Vault does not say; then the next run asks again. */
  private Optional<Instant> createdAt(
      Journaled journaled, RotationSettings settings, SecretVersion carried) {
    return journaled
        .newest()
        .filter(known -> known.version().equals(carried))
        .map(KnownVersion::createdAt)
        .or(() ->
            secrets.read(settings.tenantId(), carried) instanceof Succeeded<ReadSecret>(var read)
                ? Optional.of(read.createdAt())
                : Optional.empty());
  }
}
