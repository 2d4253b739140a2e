package io.keyturn.worker.rotation;

import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.admission.Admission.Admitted;
import io.keyturn.worker.admission.Admission.Declined;
import io.keyturn.worker.admission.Admission.Postponed;
import io.keyturn.worker.admission.ApplicationChecks;
import io.keyturn.worker.renewal.ClientSecrets;
import io.keyturn.worker.rotation.Standing.Finished;
import io.keyturn.worker.rotation.Standing.Waiting;
import io.keyturn.worker.secret.ReadSecret;
import io.keyturn.worker.secret.VaultSecrets;
import io.keyturn.worker.settings.TenantSettings;
import io.keyturn.worker.target.OpenTarget;
import io.keyturn.worker.target.Targets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The way of one rotation: admit, read, then for each connection prove, update and verify, and at
 * last conclude. Each run begins with admission again, because what was allowed an hour ago may not
 * be now; what a connection has already come through is not repeated.
 */
final class RotationFlow {

  private final TenantSettings tenantSettings;
  private final VaultSecrets secrets;
  private final Targets targets;
  private final Overtaking overtaking;
  private final WayBack wayBack;
  private final RenewalFlow renewal;
  private final RetirementFlow retirement;
  private final WindowFlow windows;
  private final RetirementDeadline deadline;
  private final PlanFlow planning;

  RotationFlow(
      TenantSettings tenantSettings,
      VaultSecrets secrets,
      Targets targets,
      Overtaking overtaking,
      ClientSecrets clientSecrets,
      Pace pace,
      Probing probing,
      Clock clock) {
    this.tenantSettings = tenantSettings;
    this.secrets = secrets;
    this.targets = targets;
    this.overtaking = overtaking;
    this.wayBack = new WayBack(secrets, pace, clock);
    SoleKeeper soleKeeper = new SoleKeeper(tenantSettings);
    this.renewal = new RenewalFlow(clientSecrets.renewal(), secrets, soleKeeper);
    this.retirement =
        new RetirementFlow(
            clientSecrets.retirement(), secrets, new LastProbes(targets, probing, clock), clock);
    this.windows = new WindowFlow(clock);
    this.planning = new PlanFlow(clientSecrets, secrets, soleKeeper, targets, clock);
    this.deadline = new RetirementDeadline(clientSecrets.retirement(), secrets, clock);
  }

  Standing advance(Journaled journaled) {
    return switch (run(journaled)) {
      // Stopped halfway is failed, not declined: something may have been written.
      case Finished(RotationState as, Reason reason, String why)
          when (as == RotationState.SKIPPED || as == RotationState.REFUSED)
              && journaled.progress().values().stream()
                  .anyMatch(BindingProgress::mayHaveBeenWritten) ->
          new Finished(RotationState.FAILED, reason, why);
      case Standing standing -> standing;
    };
  }

  private Standing run(Journaled journaled) {
    Rotation rotation = journaled.rotation();
    if (rotation.plan()) {
      return planning.say(
          journaled,
          tenantSettings.ofPlan(rotation.tenantId(), rotation.applicationId(), rotation.id()));
    }
    journaled.waitedAsPlanned(Reason.OVERLAP_NOT_OVER);
    journaled.waitedAsPlanned(Reason.RETIREMENT_DEADLINE_AHEAD);
    return switch (tenantSettings.of(rotation.tenantId(), rotation.applicationId())) {
      case Succeeded<RotationSettings>(RotationSettings settings) -> admit(journaled, settings);
      case RetryLater<RotationSettings>(Reason reason, String why, Duration after) ->
          new Waiting(Step.ADMIT, null, reason, why, after);
      case Refused<RotationSettings>(Reason reason, String why) ->
          new Finished(RotationState.REFUSED, reason, why);
    };
  }

  private Standing admit(Journaled journaled, RotationSettings settings) {
    Optional<SecretLocation> announced =
        journaled
            .rotation()
            .secret()
            .map(secret -> new SecretLocation(secret.vaultUrl(), secret.name()));
    return switch (ApplicationChecks.check(settings, announced)) {
      case Admitted _ when isOvertaken(journaled) -> leftToTheNewer(journaled);
      case Admitted _ ->
          renewal
              .needless(journaled, settings)
              .or(() -> windows.closed(journaled, settings))
              .orElseGet(() -> admitBindings(journaled, settings));
      case Postponed(Reason reason, String why, Duration after) ->
          new Waiting(Step.ADMIT, null, reason, why, after);
      case Declined(Reason reason, String why) ->
          new Finished(
              isToggle(reason) ? RotationState.SKIPPED : RotationState.REFUSED, reason, why);
    };
  }

  /**
   * Known before Azure DevOps is asked anything. What cannot be had of Key Vault now is asked for
   * once more when the secret is read, and told then.
   */
  private boolean isOvertaken(Journaled journaled) {
    return journaled
        .rotation()
        .secret()
        .filter(version ->
            overtaking.isOvertaken(journaled.rotation().tenantId(), version, journaled.newest())
                    instanceof Succeeded<Boolean>(Boolean overtaken)
                && overtaken)
        .isPresent();
  }

  private static Standing leftToTheNewer(Journaled journaled) {
    journaled.passOnEmergency();
    return journaled.hasOnlyToRetire() ? RetirementFlow.leftToTheNewer() : superseded();
  }

  private static Standing superseded() {
    return new Finished(
        RotationState.SUPERSEDED,
        Reason.SUPERSEDED_BY_NEWER_VERSION,
        "A newer version of the secret is already on its way; this one is not written.");
  }

  private static boolean isToggle(Reason reason) {
    return reason == Reason.TENANT_INTEGRATION_OFF || reason == Reason.APPLICATION_INTEGRATION_OFF;
  }

  private Standing admitBindings(Journaled journaled, RotationSettings settings) {
    Map<UUID, BindingProgress> progress = journaled.progress();
    List<Candidate> admitted = new ArrayList<>();
    List<Waiting> postponed = new ArrayList<>();
    List<Binding> unsettled =
        settings.bindings().stream()
            .filter(binding -> !reached(progress, binding).isSettled())
            .toList();
    for (Looked looked :
        Together.each(journaled.rotation(), unsettled, one -> look(settings, one))) {
      Binding binding = looked.binding();
      BindingProgress before = reached(progress, binding);
      switch (renewal.check(journaled, looked.target().facts())) {
        case Admitted(String because) -> {
          if (!progress.containsKey(binding.id())) {
            journaled.admitted(binding, targetName(binding) + ": " + because, looked.took());
          }
          admitted.add(new Candidate(binding, looked.target(), before));
        }
        case Postponed(Reason reason, String why, Duration after) ->
            postponed.add(new Waiting(Step.ADMIT, binding, reason, why, after));
        // The token may have been replaced a moment ago: the next run has the one of then.
        case Declined(Reason reason, String why)
            when reason == Reason.TOKEN_INVALID_OR_EXPIRED && !journaled.hasWaitedFor(reason) ->
            postponed.add(new Waiting(Step.ADMIT, binding, reason, why, Duration.ZERO));
        case Declined(Reason reason, String why) ->
            journaled.refused(binding, Step.ADMIT, before, reason, why);
      }
    }
    if (admitted.isEmpty()) {
      return waitOrConclude(journaled, settings, postponed);
    }
    return readSecret(journaled, settings, admitted, postponed);
  }

  private record Looked(Binding binding, OpenTarget target, Duration took) {}

  private Looked look(RotationSettings settings, Binding binding) {
    Stopwatch watch = Stopwatch.start();
    OpenTarget target = targets.open(settings, binding);
    return new Looked(binding, target, watch.elapsed());
  }

  private static BindingProgress reached(Map<UUID, BindingProgress> progress, Binding binding) {
    return progress.getOrDefault(binding.id(), BindingProgress.PENDING);
  }

  private Standing readSecret(
      Journaled journaled,
      RotationSettings settings,
      List<Candidate> admitted,
      List<Waiting> postponed) {
    Optional<SecretVersion> named = journaled.rotation().secret();
    if (journaled.rotation().trigger().needsRenewal()) {
      switch (renewal.renew(journaled, settings)) {
        case Succeeded<SecretVersion>(SecretVersion made) -> named = Optional.of(made);
        case RetryLater<SecretVersion>(Reason reason, String why, Duration after) -> {
          return new Waiting(Step.RENEW, null, reason, why, after);
        }
        case Refused<SecretVersion>(Reason reason, String why) -> {
          journaled.remark(Step.RENEW, Outcome.REFUSED, reason, why);
          return new Finished(RotationState.REFUSED, reason, why);
        }
      }
    }
    Stopwatch watch = Stopwatch.start();
    Attempt<ReadSecret> attempt =
        named
            .map(version -> secrets.read(settings.tenantId(), version))
            .orElseGet(() -> secrets.current(settings.tenantId(), settings.secret()));
    return switch (attempt) {
      case RetryLater<ReadSecret>(Reason reason, String why, Duration after) ->
          new Waiting(Step.READ, null, reason, why, after);
      case Refused<ReadSecret>(Reason reason, String why) -> {
        journaled.remark(Step.READ, Outcome.REFUSED, reason, why);
        yield new Finished(RotationState.REFUSED, reason, why);
      }
      case Succeeded<ReadSecret>(ReadSecret read) ->
          switch (overtaking.isOvertaken(settings.tenantId(), read, journaled.newest())) {
            case Succeeded<Boolean>(Boolean overtaken) when overtaken -> {
              journaled.passOnEmergency();
              yield superseded();
            }
            case Succeeded<Boolean> _ -> {
              if (journaled.rotation().state() != RotationState.APPLYING) {
                journaled.read(read.version(), watch.elapsed());
              }
              yield applyAll(journaled, settings, admitted, postponed, read);
            }
            case RetryLater<Boolean>(Reason reason, String why, Duration after) ->
                new Waiting(Step.READ, null, reason, why, after);
            case Refused<Boolean>(Reason reason, String why) ->
                new Finished(RotationState.REFUSED, reason, why);
          };
    };
  }

  private Standing applyAll(
      Journaled journaled,
      RotationSettings settings,
      List<Candidate> admitted,
      List<Waiting> postponed,
      ReadSecret secret) {
    List<Waiting> waits = new ArrayList<>(postponed);
    // One connection that has to wait does not hold up the others.
    Together.each(
            journaled.rotation(),
            admitted,
            candidate -> new BindingFlow(journaled, candidate, secret, wayBack).advance())
        .forEach(waiting -> waiting.ifPresent(waits::add));
    return waitOrConclude(journaled, settings, waits);
  }

  private Standing waitOrConclude(
      Journaled journaled, RotationSettings settings, List<Waiting> waits) {
    Optional<Waiting> waiting = Waits.of(waits);
    return deadline.heeded(
        journaled, settings, waiting.isPresent() ? waiting.get() : conclude(journaled, settings));
  }

  private Standing conclude(Journaled journaled, RotationSettings settings) {
    Map<UUID, BindingProgress> progress = journaled.progress();
    List<BindingProgress> ends =
        settings.bindings().stream().map(binding -> reached(progress, binding)).toList();
    if (ends.stream().allMatch(BindingProgress.VERIFIED::equals)) {
      return retirement.advance(journaled, settings);
    }
    if (ends.stream().noneMatch(BindingProgress::mayHaveBeenWritten)) {
      return new Finished(
          RotationState.REFUSED,
          journaled.firstRefusal(),
          "Nothing was written. See the lines above for what to change, then request the rotation"
              + " again."
              + stillValid(journaled));
    }
    long working = ends.stream().filter(BindingProgress.VERIFIED::equals).count();
    return new Finished(
        RotationState.FAILED,
        Reason.SOME_BINDINGS_FAILED,
        working
            + " of "
            + ends.size()
            + " service connections hold the new secret. See the lines above for the others; "
            + (journaled.rotation().emergency()
                ? "then resume the rotation." + stillValid(journaled)
                : "keep the old secret valid until they are done."));
  }

  /** Nobody must take a leak for answered that is not. */
  private String stillValid(Journaled journaled) {
    return !journaled.rotation().emergency() || deadline.hasCome(journaled.rotation())
        ? ""
        : " The leaked secret is still valid: where it cannot wait, remove it in Entra (App"
            + " registrations, Certificates & secrets); what still holds it stops working then.";
  }

  /** A binding that may be rotated, and how far it had come before this run. */
  record Candidate(Binding binding, OpenTarget target, BindingProgress before) {}

  private static String targetName(Binding binding) {
    return binding.organization() + "/" + binding.projectName() + "/" + binding.connectionName();
  }
}
