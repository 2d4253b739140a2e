package io.keyturn.worker.rotation;

import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Planned;
import io.keyturn.contracts.output.Planned.Verdict;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.admission.Admission;
import io.keyturn.worker.admission.Admission.Admitted;
import io.keyturn.worker.admission.Admission.Declined;
import io.keyturn.worker.admission.Admission.Postponed;
import io.keyturn.worker.admission.ApplicationChecks;
import io.keyturn.worker.admission.BindingChecks;
import io.keyturn.worker.admission.BindingFacts;
import io.keyturn.worker.admission.RenewableSecrets;
import io.keyturn.worker.renewal.ClientSecrets;
import io.keyturn.worker.rotation.Standing.Finished;
import io.keyturn.worker.secret.VaultSecrets;
import io.keyturn.worker.target.OpenTarget;
import io.keyturn.worker.target.OpenTarget.WouldWrite;
import io.keyturn.worker.target.Targets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Goes the way of a rotation and says what it would do: the same checks on the same facts, the same
 * look at each connection right before its write. It reads no application's secret, writes to
 * nobody, and is over after one run: what cannot be found out now is said to be unknown.
 */
final class PlanFlow {

  private final Targets targets;
  private final PlannedSecret secret;

  PlanFlow(
      ClientSecrets clientSecrets,
      VaultSecrets secrets,
      SoleKeeper soleKeeper,
      Targets targets,
      Clock clock) {
    this.targets = targets;
    this.secret = new PlannedSecret(clientSecrets, secrets, soleKeeper, clock);
  }

  Finished say(Journaled journaled, Attempt<RotationSettings> asked) {
    return switch (asked) {
      case Succeeded<RotationSettings>(RotationSettings settings) -> say(journaled, settings);
      case RetryLater<RotationSettings>(Reason reason, String why, Duration _) ->
          nothing(reason, why + " Ask for the plan again.");
      case Refused<RotationSettings>(Reason reason, String why) -> nothing(reason, why);
    };
  }

  private Finished say(Journaled journaled, RotationSettings settings) {
    Admission admission = ApplicationChecks.check(settings, Optional.empty());
    journaled.planned(
        Step.ADMIT,
        null,
        outcome(admission, Outcome.PLANNED),
        reason(admission),
        sentence(admission),
        new Planned(null, null, List.of(check("SETTINGS", admission))));
    if (!(admission instanceof Admitted)) {
      return nothing(reason(admission), sentence(admission));
    }
    @Nullable Reason firstNo = null;
    int ready = 0;
    for (Binding binding : settings.bindings()) {
      Optional<Reason> no = say(journaled, settings, binding);
      if (no.isEmpty()) {
        ready++;
      } else if (firstNo == null) {
        firstNo = no.get();
      }
    }
    if (ready == 0) {
      return nothing(firstNo, "No service connection could be written; see the lines above.");
    }
    Optional<Reason> noSecret = secret.say(journaled, settings);
    if (noSecret.isPresent()) {
      return nothing(noSecret.get(), "There would be no secret to carry; see the lines above.");
    }
    secret.sayWhatGoes(journaled, settings);
    int all = settings.bindings().size();
    return new Finished(
        RotationState.PLANNED,
        ready == all ? null : Reason.SOME_BINDINGS_FAILED,
        ready
            + " of "
            + all
            + " service connections would get the secret."
            + (ready == all ? "" : " See the lines above for the others.")
            + " This was a plan: nothing was made or written.");
  }

  private static Finished nothing(@Nullable Reason reason, String why) {
    return new Finished(
        RotationState.PLANNED,
        reason,
        "Nothing would be written. " + why + " This was a plan: nothing was made or written.");
  }

  /** Empty when the connection would be written; else why not. */
  private Optional<Reason> say(Journaled journaled, RotationSettings settings, Binding binding) {
    OpenTarget target = targets.open(settings, binding);
    List<BindingChecks.Checked> checked = checks(journaled.rotation(), target.facts());
    List<Planned.Check> checks = new ArrayList<>(checked.stream().map(PlanFlow::check).toList());
    Optional<Admission> no = checked.stream().flatMap(one -> one.no().stream()).findFirst();
    Attempt<WouldWrite> write = no.isPresent() ? asAttempt(no.get()) : target.rehearse();
    switch (write) {
      case Succeeded<WouldWrite>(WouldWrite would) -> {
        journaled.planned(
            Step.UPDATE,
            binding,
            Outcome.PLANNED,
            null,
            name(binding)
                + ": "
                + would.parameter()
                + " would be replaced and nothing else, once the secret has proved itself"
                + (would.alsoIn().isEmpty()
                    ? "."
                    : "; it is shared and would reach "
                        + String.join(", ", would.alsoIn())
                        + ", too."),
            new Planned(target(binding, would.type()), would.parameter(), checks));
        return Optional.empty();
      }
      case RetryLater<WouldWrite>(Reason reason, String why, Duration _) -> {
        if (no.isEmpty()) {
          checks.add(new Planned.Check("READ_AGAIN", Verdict.UNKNOWN, reason, why));
        }
        journaled.planned(
            Step.ADMIT,
            binding,
            Outcome.WARNING,
            reason,
            name(binding) + " could not be looked at now. " + why,
            new Planned(target(binding, null), null, checks));
        return Optional.of(reason);
      }
      case Refused<WouldWrite>(Reason reason, String why) -> {
        if (no.isEmpty()) {
          checks.add(new Planned.Check("READ_AGAIN", Verdict.FAILED, reason, why));
        }
        journaled.planned(
            Step.ADMIT,
            binding,
            Outcome.REFUSED,
            reason,
            why,
            new Planned(target(binding, null), null, checks));
        return Optional.of(reason);
      }
    }
  }

  private static List<BindingChecks.Checked> checks(Rotation rotation, BindingFacts facts) {
    List<BindingChecks.Checked> checks = new ArrayList<>(BindingChecks.each(facts));
    if (rotation.trigger().needsRenewal()) {
      checks.add(
          new BindingChecks.Checked(
              "RENEWABLE",
              "what it signs in with is made at Entra",
              RenewableSecrets.check(facts).map(no -> no)));
    }
    return checks;
  }

  private static Planned.Check check(BindingChecks.Checked checked) {
    return checked
        .no()
        .map(no -> check(checked.name(), no))
        .orElseGet(() -> new Planned.Check(checked.name(), Verdict.PASSED, null, checked.passed()));
  }

  private static Planned.Check check(String name, Admission admission) {
    return new Planned.Check(
        name,
        switch (admission) {
          case Admitted _ -> Verdict.PASSED;
          case Postponed _ -> Verdict.UNKNOWN;
          case Declined _ -> Verdict.FAILED;
        },
        reason(admission),
        sentence(admission));
  }

  private static Outcome outcome(Admission admission, Outcome admitted) {
    return switch (admission) {
      case Admitted _ -> admitted;
      case Postponed _ -> Outcome.WARNING;
      case Declined _ -> Outcome.REFUSED;
    };
  }

  private static @Nullable Reason reason(Admission admission) {
    return switch (admission) {
      case Admitted _ -> null;
      case Postponed(Reason reason, String _, Duration _) -> reason;
      case Declined(Reason reason, String _) -> reason;
    };
  }

  private static String sentence(Admission admission) {
    return switch (admission) {
      case Admitted(String because) -> because;
      case Postponed(Reason _, String why, Duration _) -> why;
      case Declined(Reason _, String why) -> why;
    };
  }

  private static Attempt<WouldWrite> asAttempt(Admission no) {
    return switch (no) {
      case Admitted _ -> throw new IllegalArgumentException("that was no no");
      case Postponed(Reason reason, String why, Duration after) ->
          new RetryLater<>(reason, why, after);
      case Declined(Reason reason, String why) -> new Refused<>(reason, why);
    };
  }

  private static Planned.Target target(Binding binding, @Nullable String type) {
    return new Planned.Target(
        binding.organization(),
        binding.projectId(),
        binding.projectName(),
        binding.connectionId(),
        binding.connectionName(),
        type);
  }

  private static String name(Binding binding) {
    return binding.organization() + "/" + binding.projectName() + "/" + binding.connectionName();
  }
}
