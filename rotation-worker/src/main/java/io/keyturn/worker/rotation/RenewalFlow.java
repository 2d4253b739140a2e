package io.keyturn.worker.rotation;

import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.admission.Admission;
import io.keyturn.worker.admission.Admission.Admitted;
import io.keyturn.worker.admission.Admission.Declined;
import io.keyturn.worker.admission.Admission.Postponed;
import io.keyturn.worker.admission.BindingChecks;
import io.keyturn.worker.admission.BindingFacts;
import io.keyturn.worker.admission.RenewableSecrets;
import io.keyturn.worker.renewal.Renewal;
import io.keyturn.worker.rotation.Standing.Finished;
import io.keyturn.worker.rotation.Standing.Waiting;
import io.keyturn.worker.secret.VaultSecrets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a rotation has to do with the making of secrets: whether one is needed, and making it. */
final class RenewalFlow {

  private static final Logger log = LoggerFactory.getLogger(RenewalFlow.class);

  private final Renewal renewal;
  private final VaultSecrets secrets;
  private final SoleKeeper soleKeeper;

  RenewalFlow(Renewal renewal, VaultSecrets secrets, SoleKeeper soleKeeper) {
    this.renewal = renewal;
    this.secrets = secrets;
    this.soleKeeper = soleKeeper;
  }

  /** How the rotation stands when there is nothing to do for it; empty when there is. */
  Optional<Standing> needless(Journaled journaled, RotationSettings settings) {
    return switch (journaled.rotation().trigger()) {
      case VAULT_NEW_VERSION -> isOurOwn(journaled.rotation());
      case VAULT_NEAR_EXPIRY, VAULT_EXPIRED -> isRenewed(journaled, settings);
      case SECRET_RENEWED, PROPAGATE_REQUESTED, LATE_WRITE, RENEW_REQUESTED -> Optional.empty();
    };
  }

  /** Key Vault tells of every new version, of ours too: the rotation that made it carries it. */
  private Optional<Standing> isOurOwn(Rotation rotation) {
    Optional<UUID> maker =
        rotation
            .secret()
            .flatMap(
                version -> renewal.madeBy(rotation.tenantId(), rotation.applicationId(), version));
    return maker.map(id ->
        new Finished(
            RotationState.SKIPPED,
            Reason.OWN_RENEWAL,
            "Keyturn made this version itself; the rotation " + id + " carries it."));
  }

  private Optional<Standing> isRenewed(Journaled journaled, RotationSettings settings) {
    Rotation rotation = journaled.rotation();
    if (rotation.state() != RotationState.RECEIVED || renewal.hasBegun(order(rotation, settings))) {
      return Optional.empty();
    }
    Attempt<Optional<String>> current =
        secrets.currentVersion(rotation.tenantId(), settings.secret());
    return switch (current) {
      case Succeeded<Optional<String>>(Optional<String> version)
          when !version.equals(rotation.secret().map(SecretVersion::version)) ->
          Optional.of(
              new Finished(
                  RotationState.SKIPPED,
                  Reason.ALREADY_RENEWED,
                  "Key Vault has a newer version than the one that expires."));
      case Succeeded<Optional<String>> _ -> expires(journaled, settings);
      case RetryLater<Optional<String>>(Reason reason, String why, Duration after) ->
          Optional.of(new Waiting(Step.ADMIT, null, reason, why, after));
      case Refused<Optional<String>>(Reason reason, String why) ->
          Optional.of(new Finished(RotationState.REFUSED, reason, why));
    };
  }

  private static Optional<Standing> expires(Journaled journaled, RotationSettings settings) {
    Rotation rotation = journaled.rotation();
    boolean expired = rotation.trigger() == Trigger.VAULT_EXPIRED;
    if (expired && rotation.attempt() == 0) {
      log.atError()
          .addKeyValue("rotationId", rotation.id())
          .addKeyValue("tenantId", rotation.tenantId())
          .addKeyValue("clientId", rotation.applicationId())
          .log("a secret has expired and nothing newer is there");
      journaled.remark(
          Step.ADMIT,
          Outcome.WARNING,
          Reason.SECRET_EXPIRED,
          "The secret of "
              + settings.applicationName()
              + " has expired in Key Vault and nothing newer is there: what signs in with it fails"
              + " now.");
    }
    return settings.renewalOrDefault().automatic()
        ? Optional.empty()
        : Optional.of(
            new Finished(
                RotationState.REFUSED,
                Reason.RENEWAL_OFF,
                "Automatic renewal is off for this application. Renew its secret yourself, or request"
                    + " a rotation of mode renew."));
  }

  /** A connection whose secret Entra does not make cannot be given a new one by us. */
  Admission check(Journaled journaled, BindingFacts facts) {
    return switch (BindingChecks.check(facts)) {
      case Admitted admitted when journaled.rotation().trigger().needsRenewal() ->
          RenewableSecrets.check(facts).<Admission>map(no -> no).orElse(admitted);
      case Admitted admitted -> admitted;
      case Postponed postponed -> postponed;
      case Declined declined -> declined;
    };
  }

  Attempt<SecretVersion> renew(Journaled journaled, RotationSettings settings) {
    return renewal.renew(
        order(journaled.rotation(), settings), () -> soleKeeper.check(settings), journaled);
  }

  private static Renewal.Order order(Rotation rotation, RotationSettings settings) {
    return new Renewal.Order(
        rotation.id(),
        rotation.tenantId(),
        rotation.applicationId(),
        settings.secret(),
        settings.renewalOrDefault().validity());
  }
}
