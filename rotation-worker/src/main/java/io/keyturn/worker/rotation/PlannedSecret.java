package io.keyturn.worker.rotation;

import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.renewal.ClientSecrets;
import io.keyturn.worker.renewal.OurKey;
import io.keyturn.worker.renewal.Retirement;
import io.keyturn.worker.secret.VaultSecrets;
import io.keyturn.worker.secret.VersionFacts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a plan says of the secret: where the new one would come from, and which old ones would go.
 */
final class PlannedSecret {

  private final ClientSecrets clientSecrets;
  private final VaultSecrets secrets;
  private final SoleKeeper soleKeeper;
  private final Clock clock;

  PlannedSecret(
      ClientSecrets clientSecrets, VaultSecrets secrets, SoleKeeper soleKeeper, Clock clock) {
    this.clientSecrets = clientSecrets;
    this.secrets = secrets;
    this.soleKeeper = soleKeeper;
    this.clock = clock;
  }

  /** Empty when there would be one to carry; else why not. */
  Optional<Reason> say(Journaled journaled, RotationSettings settings) {
    return journaled.rotation().trigger().needsRenewal()
        ? made(journaled, settings)
        : read(journaled, settings);
  }

  private Optional<Reason> read(Journaled journaled, RotationSettings settings) {
    return switch (secrets.newest(settings.tenantId(), settings.secret())) {
      case Succeeded<Optional<VersionFacts>>(Optional<VersionFacts> newest) ->
          newest
              .map(version -> usable(journaled, version))
              .orElseGet(() ->
                  no(
                      journaled,
                      Step.READ,
                      Outcome.REFUSED,
                      Reason.SECRET_NOT_FOUND,
                      "Key Vault has no version of "
                          + settings.secret().name()
                          + ". Store the secret there, or ask for renew."));
      case RetryLater<Optional<VersionFacts>>(Reason reason, String why, Duration _) ->
          no(journaled, Step.READ, Outcome.WARNING, reason, why);
      case Refused<Optional<VersionFacts>>(Reason reason, String why) ->
          no(journaled, Step.READ, Outcome.REFUSED, reason, why);
    };
  }

  private Optional<Reason> usable(Journaled journaled, VersionFacts version) {
    String name = "Version " + version.version().version() + " of " + version.version().name();
    if (!version.enabled()) {
      return no(
          journaled,
          Step.READ,
          Outcome.REFUSED,
          Reason.SECRET_DISABLED,
          name + " is disabled in Key Vault. Enable it, or store another.");
    }
    if (version.expiresOn().filter(at -> at.isBefore(clock.instant())).isPresent()) {
      return no(
          journaled,
          Step.READ,
          Outcome.REFUSED,
          Reason.SECRET_EXPIRED,
          name + " has expired in Key Vault. Renew it.");
    }
    journaled.planned(
        Step.READ,
        null,
        Outcome.PLANNED,
        null,
        name
            + ", made at "
            + version.createdAt()
            + version.expiresOn().map(at -> " and good until " + at).orElse("")
            + ", would be read from Key Vault and proved with each connection before it is written."
            + " Its value was not read for this plan.",
        null);
    return Optional.empty();
  }

  private Optional<Reason> made(Journaled journaled, RotationSettings settings) {
    Attempt<List<String>> lost =
        soleKeeper
            .check(settings)
            .then(_ ->
                clientSecrets.renewal().wouldClear(settings.tenantId(), settings.applicationId()));
    return switch (lost) {
      case Succeeded<List<String>>(List<String> keyIds) -> {
        Duration validity = settings.renewalOrDefault().validity();
        journaled.planned(
            Step.RENEW,
            null,
            Outcome.PLANNED,
            null,
            (keyIds.isEmpty()
                    ? ""
                    : "Client secrets of ours that nobody has the text of would be removed first: "
                        + String.join(", ", keyIds)
                        + ". ")
                + "Entra would make a client secret for "
                + settings.applicationName()
                + ", good until "
                + clock.instant().plus(validity).truncatedTo(ChronoUnit.SECONDS)
                + ", and Key Vault would store it as a new version of "
                + settings.secret().name()
                + " in "
                + settings.secret().vaultUrl()
                + ". Whether the tenant's policies allow that shows when it is done.",
            null);
        yield Optional.empty();
      }
      case RetryLater<List<String>>(Reason reason, String why, Duration _) ->
          no(journaled, Step.RENEW, Outcome.WARNING, reason, why);
      case Refused<List<String>>(Reason reason, String why) ->
          no(journaled, Step.RENEW, Outcome.REFUSED, reason, why);
    };
  }

  void sayWhatGoes(Journaled journaled, RotationSettings settings) {
    List<OurKey> ours =
        clientSecrets.retirement().ours(settings.tenantId(), settings.applicationId());
    List<OurKey> old =
        journaled.rotation().trigger().needsRenewal()
            ? Retirement.inUse(ours)
            : secrets.newest(settings.tenantId(), settings.secret())
                    instanceof Succeeded<Optional<VersionFacts>>(Optional<VersionFacts> newest)
                ? newest
                    .map(version ->
                        Retirement.replacedBy(ours, version.version(), version.createdAt()))
                    .orElse(List.of())
                : List.of();
    if (old.isEmpty()) {
      journaled.planned(
          Step.RETIRE,
          null,
          Outcome.PLANNED,
          Reason.OLD_SECRET_NOT_OURS,
          "No old client secret would be removed: Keyturn made none that this replaces.",
          null);
      return;
    }
    journaled.planned(
        Step.RETIRE,
        null,
        Outcome.PLANNED,
        null,
        when(journaled.rotation(), settings)
            + " would be removed at Entra: "
            + old.stream()
                .map(key -> key.keyId().orElse("") + " (\"" + key.displayName() + "\")")
                .collect(Collectors.joining(", "))
            + ".",
        null);
  }

  private static String when(Rotation rotation, RotationSettings settings) {
    if (!rotation.emergency()) {
      return "When every connection has worked with the new one for "
          + settings.renewalOrDefault().overlap();
    }
    return "As soon as every connection works with the new one"
        + rotation.retireBy().map(PlannedSecret::latest).orElse("");
  }

  private static String latest(Instant by) {
    return ", and by " + by.truncatedTo(ChronoUnit.SECONDS) + " whatever holds it,";
  }

  private static Optional<Reason> no(
      Journaled journaled, Step step, Outcome outcome, @Nullable Reason reason, String why) {
    journaled.planned(step, null, outcome, reason, why, null);
    return Optional.ofNullable(reason);
  }
}
