package io.keyturn.worker.rotation;

import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.admission.Admission.Admitted;
import io.keyturn.worker.admission.Admission.Declined;
import io.keyturn.worker.admission.Admission.Postponed;
import io.keyturn.worker.admission.BindingChecks;
import io.keyturn.worker.rotation.Standing.Waiting;
import io.keyturn.worker.secret.ReadSecret;
import io.keyturn.worker.target.OpenTarget;
import io.keyturn.worker.target.SeenConnection;
import io.keyturn.worker.target.Targets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Before an old secret goes, every connection proves itself once more, several times in a row and
 * with time in between. Each time is a run of its own: in between the rotation waits as a row. What
 * has passed is on record, so whoever takes over goes on counting; one failure, and it begins anew.
 */
final class LastProbes {

  private final Targets targets;
  private final Probing probing;
  private final Clock clock;

  LastProbes(Targets targets, Probing probing, Clock clock) {
    this.targets = targets;
    this.probing = probing;
    this.clock = clock;
  }

  /** Why the old secret does not go in this run. */
  sealed interface NotNow {}

  record Later(Waiting waiting) implements NotNow {}

  record Never(Reason reason, String why) implements NotNow {}

  /** Empty when every connection has worked often enough. */
  Optional<NotNow> next(Journaled journaled, RotationSettings settings, ReadSecret carried) {
    Probing.Passed before = journaled.probed();
    Duration left = probing.left(before, clock.instant());
    if (left.isPositive()) {
      return Optional.of(more(before.passed(), left));
    }
    int passed = before.passed();
    do {
      Optional<NotNow> not = everyConnection(journaled, settings, carried);
      if (not.isPresent()) {
        journaled.probed(new Probing.Passed(0, Optional.empty(), true));
        return not;
      }
      passed++;
    } while (passed < probing.times() && probing.apart().isZero());
    if (passed >= probing.times()) {
      return editedSince(journaled, settings);
    }
    journaled.probed(new Probing.Passed(passed, Optional.of(clock.instant()), before.failed()));
    return Optional.of(more(passed, probing.apart()));
  }

  /**
   * Whoever saved a connection after us may have entered the old secret, and that works as long as
   * it is there (FAULT-18). Azure DevOps does not show what it holds, only who saved it.
   */
  private Optional<NotNow> editedSince(Journaled journaled, RotationSettings settings) {
    for (Binding binding : settings.bindings()) {
      Optional<Instant> verified = journaled.verifiedAt(binding);
      SeenConnection seen = targets.look(settings, binding);
      Optional<SeenConnection.Edit> edit =
          seen.lastEdit()
              .filter(one -> verified.filter(at -> one.at().isAfter(at)).isPresent())
              .filter(_ -> !seen.lastEditWasOurs());
      if (edit.isPresent()) {
        return Optional.of(
            new Never(
                Reason.CONNECTION_EDITED_BY_SOMEBODY,
                edit.get().by()
                    + " saved "
                    + seen.facts().name()
                    + " on "
                    + edit.get().at().truncatedTo(ChronoUnit.SECONDS)
                    + ", after Keyturn: it may hold the old secret, and nobody can see that. Request a"
                    + " rotation of mode propagate, which writes the new one there again and then"
                    + " removes the old one."));
      }
    }
    return Optional.empty();
  }

  private Later more(int passed, Duration left) {
    int togo = probing.times() - passed;
    return new Later(
        new Waiting(
            Step.RETIRE,
            null,
            Reason.PROBES_NOT_OVER,
            "Every service connection holds the new secret and works. Before the old one is removed"
                + " each has to work "
                + (togo == 1 ? "once more" : togo + " more times")
                + ", "
                + probing.apart().toSeconds()
                + " seconds apart, because Entra takes a while to know a secret everywhere.",
            left));
  }

  private Optional<NotNow> everyConnection(
      Journaled journaled, RotationSettings settings, ReadSecret carried) {
    if (!journaled.rotation().emergency()) {
      return settings.bindings().stream()
          .flatMap(binding -> stillWorks(settings, binding, carried).stream())
          .findFirst();
    }
    return Together.each(
            journaled.rotation(),
            settings.bindings(),
            binding -> stillWorks(settings, binding, carried))
        .stream()
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<NotNow> stillWorks(
      RotationSettings settings, Binding binding, ReadSecret carried) {
    OpenTarget target = targets.open(settings, binding);
    return switch (BindingChecks.check(target.facts())) {
      case Admitted _ ->
          switch (target.verify(carried.value())) {
            case Succeeded<?> _ -> Optional.empty();
            case RetryLater(Reason reason, String why, Duration after) ->
                Optional.of(later(binding, reason, why, after));
            case Refused(Reason reason, String why) -> Optional.of(new Never(reason, why));
          };
      case Postponed(Reason reason, String why, Duration after) ->
          Optional.of(later(binding, reason, why, after));
      case Declined(Reason reason, String why) -> Optional.of(new Never(reason, why));
    };
  }

  private static Later later(Binding binding, Reason reason, String why, Duration after) {
    return new Later(new Waiting(Step.RETIRE, binding, reason, why, after));
  }
}
