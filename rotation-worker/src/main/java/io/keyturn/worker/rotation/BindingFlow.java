package io.keyturn.worker.rotation;

import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.rotation.Standing.Waiting;
import io.keyturn.worker.secret.ReadSecret;
import io.keyturn.worker.target.OpenTarget;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The way of the secret into one connection: prove it, write it, verify what is stored. */
final class BindingFlow {

  private final Journaled journaled;
  private final Binding binding;
  private final OpenTarget target;
  private final BindingProgress before;
  private final ReadSecret secret;
  private final WayBack wayBack;

  BindingFlow(
      Journaled journaled, RotationFlow.Candidate candidate, ReadSecret secret, WayBack wayBack) {
    this.wayBack = wayBack;
    this.journaled = journaled;
    this.binding = candidate.binding();
    this.target = candidate.target();
    this.before = candidate.before();
    this.secret = secret;
  }

  /** Empty when this binding is settled, one way or the other. */
  Optional<Waiting> advance() {
    String version = secret.version().version();
    if (!journaled.rotation().trigger().writesAgain() && journaled.alreadyHolds(binding, version)) {
      journaled.alreadyHeld(
          binding,
          secret,
          name() + " already holds version " + version + " and has been verified with it.");
      return Optional.empty();
    }
    // What has been proven or written is not proven or written again because a later step has to
    // wait: each would count as progress, and the patience would never end.
    return switch (before) {
      case PENDING, PROVING -> prove();
      case UPDATING -> update();
      case UPDATED -> verify();
      case VERIFIED, REFUSED, FAILED -> Optional.empty();
    };
  }

  /** Before anything is changed: a secret that does not work must never replace one that does. */
  private Optional<Waiting> prove() {
    journaled.proving(binding);
    Stopwatch watch = Stopwatch.start();
    return step(
        Step.PROVE,
        target.prove(secret.value()),
        () -> {
          journaled.proved(
              binding, "The new secret works for " + target.proofOf() + ".", watch.elapsed());
          return update();
        });
  }

  private Optional<Waiting> update() {
    journaled.updating(binding, KnownVersion.of(secret));
    Stopwatch watch = Stopwatch.start();
    return step(
        Step.UPDATE,
        target.update(secret.value(), () -> journaled.aboutToWrite(binding)),
        () -> {
          journaled.updated(
              binding,
              name() + " holds version " + secret.version().version() + " of the secret.",
              watch.elapsed());
          return verify();
        });
  }

  private Optional<Waiting> verify() {
    Stopwatch watch = Stopwatch.start();
    Attempt<@Nullable Void> works = target.verify(secret.value());
    if (keepsFailing(works) && wayBack.restore(journaled, binding, target, secret.version())) {
      return Optional.empty();
    }
    return step(
        Step.VERIFY,
        works,
        () -> {
          journaled.verified(
              binding, secret, name() + " works with what is stored in it.", watch.elapsed());
          return Optional.empty();
        });
  }

  private boolean keepsFailing(Attempt<@Nullable Void> works) {
    return switch (works) {
      case Succeeded<?> _ -> false;
      case RetryLater(Reason reason, String _, Duration _) ->
          wayBack.patienceIsOver(journaled, reason);
      case Refused(Reason reason, String _) -> reason != Reason.TOKEN_INVALID_OR_EXPIRED;
    };
  }

  private Optional<Waiting> step(
      Step step, Attempt<@Nullable Void> attempt, Supplier<Optional<Waiting>> next) {
    return switch (attempt) {
      case Succeeded<?> _ -> next.get();
      case RetryLater(Reason reason, String why, Duration after) ->
          Optional.of(new Waiting(step, binding, reason, why, after));
      // The token may have been replaced a moment ago: the next run has the one of then.
      case Refused(Reason reason, String why)
          when reason == Reason.TOKEN_INVALID_OR_EXPIRED && !journaled.hasWaitedFor(reason) -> {
        if (step == Step.UPDATE) {
          journaled.notCarriedOut(binding, before);
        }
        yield Optional.of(new Waiting(step, binding, reason, why, Duration.ZERO));
      }
      case Refused(Reason reason, String why) -> {
        journaled.refused(binding, step, reached(step, reason), reason, why);
        yield Optional.empty();
      }
    };
  }

  private BindingProgress reached(Step refused, Reason reason) {
    if (refused == Step.VERIFY) {
      return BindingProgress.UPDATED;
    }
    // The one refusal of an update that was carried out (FAULT-5).
    return reason == Reason.UPDATE_NOT_CONFIRMED ? BindingProgress.UPDATING : before;
  }

  private String name() {
    return "The service connection "
        + binding.connectionName()
        + " in "
        + binding.organization()
        + "/"
        + binding.projectName();
  }
}
