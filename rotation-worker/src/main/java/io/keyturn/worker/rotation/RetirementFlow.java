package io.keyturn.worker.rotation;

import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.event.SecretVersion;
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
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The end of a rotation that every connection has been verified in: the old secret goes, when it is
 * ours, the overlap has passed, and every connection has proved itself once more.
 */
final class RetirementFlow {

  private static final int NAMED_AT_MOST = 5;

  private final Retirement retirement;
  private final VaultSecrets secrets;
  private final LastProbes probes;
  private final Clock clock;

  RetirementFlow(Retirement retirement, VaultSecrets secrets, LastProbes probes, Clock clock) {
    this.retirement = retirement;
    this.secrets = secrets;
    this.probes = probes;
    this.clock = clock;
  }

  /** Its own connections are done; the rotation of the newer version retires what is older. */
  static Finished leftToTheNewer() {
    return new Finished(
        RotationState.SUCCEEDED,
        null,
        "Every service connection held the new secret and worked. A newer version has come meanwhile;"
            + " its rotation retires the older ones.");
  }

  Standing advance(Journaled journaled, RotationSettings settings) {
    List<OurKey> ours =
        journaled.lane().ownSecrets()
            ? retirement.ours(settings.tenantId(), settings.applicationId())
            : List.of();
    Optional<SecretVersion> carried = journaled.carried();
    if (journaled.rotation().emergency() && (ours.isEmpty() || carried.isEmpty())) {
      return ofNoneOfOurs(journaled, settings);
    }
    if (ours.isEmpty() || carried.isEmpty()) {
      journaled.remark(
          Step.RETIRE,
          Outcome.SKIPPED,
          Reason.OLD_SECRET_NOT_OURS,
          "The old secret was not made by Keyturn and stays valid. Remove it in Entra or the registry"
              + " once nothing else uses it.");
      return succeeded(settings);
    }
    return switch (secrets.read(settings.tenantId(), carried.get())) {
      case Succeeded<ReadSecret>(ReadSecret read) -> retire(journaled, settings, ours, read);
      case RetryLater<ReadSecret>(Reason reason, String why, Duration after) ->
          new Waiting(Step.RETIRE, null, reason, why, after);
      case Refused<ReadSecret>(Reason reason, String why) ->
          stays(journaled, settings, reason, why);
    };
  }

  private Standing retire(
      Journaled journaled, RotationSettings settings, List<OurKey> ours, ReadSecret carried) {
    List<OurKey> old = Retirement.replacedBy(ours, carried.version(), carried.createdAt());
    if (!old.isEmpty()) {
      Optional<Standing> not = notYet(journaled, settings, old, carried);
      if (not.isPresent()) {
        return not.get();
      }
    }
    return switch (retirement.remove(
        settings.tenantId(), settings.applicationId(), settings.secret(), old, journaled)) {
      case Succeeded<List<EntraKey>>(List<EntraKey> foreign) -> {
        report(journaled, foreign);
        yield succeeded(settings);
      }
      case RetryLater<List<EntraKey>>(Reason reason, String why, Duration after) ->
          new Waiting(Step.RETIRE, null, reason, why, after);
      case Refused<List<EntraKey>>(Reason reason, String why) ->
          stays(journaled, settings, reason, why);
    };
  }

  private Optional<Standing> notYet(
      Journaled journaled, RotationSettings settings, List<OurKey> old, ReadSecret carried) {
    Optional<Instant> since = Retirement.replacedSince(old);
    if (since.isEmpty()) {
      retirement.replaced(old, journaled);
    }
    Instant due =
        since
            .orElseGet(clock::instant)
            .plus(
                journaled.rotation().emergency()
                    ? Duration.ZERO
                    : settings.renewalOrDefault().overlap());
    Duration left = Duration.between(clock.instant(), due);
    if (left.isPositive()) {
      return Optional.of(
          new Waiting(
              Step.RETIRE,
              null,
              Reason.OVERLAP_NOT_OVER,
              "Every service connection holds the new secret and works. The old one stays valid beside"
                  + " it until "
                  + due.truncatedTo(ChronoUnit.SECONDS)
                  + " and is removed then, when every connection still works.",
              left));
    }
    return probes
        .next(journaled, settings, carried)
        .map(not ->
            switch (not) {
              case LastProbes.Later(Waiting waiting) -> waiting;
              case LastProbes.Never(Reason reason, String why) ->
                  stays(journaled, settings, reason, why);
            });
  }

  /** The new secret is everywhere, and the old one cannot go. After a leak that is a failure. */
  private static Finished stays(
      Journaled journaled, RotationSettings settings, Reason reason, String why) {
    boolean emergency = journaled.rotation().emergency();
    journaled.remark(
        Step.RETIRE,
        emergency ? Outcome.FAILED : Outcome.WARNING,
        reason,
        "The old secret stays valid. " + why);
    return emergency
        ? new Finished(
            RotationState.FAILED,
            reason,
            "Every service connection holds the new secret, but the old one is still valid. Remove it"
                + " in Entra, or mend what the line above says and resume the rotation.")
        : succeeded(settings);
  }

  /**
   * What leaked was made by somebody else. It is theirs to remove, for something else may use it;
   * whoever answers the leak is told how.
   */
  private Standing ofNoneOfOurs(Journaled journaled, RotationSettings settings) {
    if (retirement.foreign(settings.tenantId(), settings.applicationId())
            instanceof Succeeded<List<EntraKey>>(List<EntraKey> foreign)
        && !foreign.isEmpty()) {
      report(journaled, foreign);
    } else {
      journaled.remark(
          Step.RETIRE,
          Outcome.WARNING,
          Reason.OLD_SECRET_NOT_OURS,
          "The leaked secret was not made by Keyturn and is still valid. Remove it now where it was"
              + " made: in Entra (App registrations, Certificates & secrets) or at the registry.");
    }
    return succeeded(settings);
  }

  private static void report(Journaled journaled, List<EntraKey> foreign) {
    if (foreign.isEmpty()) {
      return;
    }
    boolean leaked = journaled.rotation().emergency();
    journaled.remark(
        Step.RETIRE,
        leaked ? Outcome.WARNING : Outcome.SKIPPED,
        Reason.OLD_SECRET_NOT_OURS,
        foreign.size()
            + " client secrets of the application were not made by Keyturn and stay as they are: "
            + foreign.stream()
                .limit(NAMED_AT_MOST)
                .map(key -> key.keyId() + " (until " + key.expiresOn() + ")")
                .collect(Collectors.joining(", "))
            + (foreign.size() > NAMED_AT_MOST ? ", …" : "")
            + (leaked
                ? ". If the leaked one is among them and no connection holds it any more, remove it"
                    + " now: az ad app credential delete --id "
                    + journaled.rotation().applicationId()
                    + " --key-id <its id>, or in Entra under App registrations, Certificates &"
                    + " secrets."
                : ". Remove in Entra what nothing else uses."));
  }

  static Finished succeeded(RotationSettings settings) {
    return new Finished(
        RotationState.SUCCEEDED,
        null,
        "Every service connection of "
            + settings.applicationName()
            + " holds the new secret and works.");
  }
}
