package io.keyturn.worker.rotation;

import io.keyturn.contracts.api.ApplicationOfSecret;
import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.api.VaultHosts;
import io.keyturn.contracts.api.WorkerSignIn;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.worker.settings.TenantSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether an application is the only one whose secret is kept where its settings say. A new version
 * would be the secret of whoever else keeps one there, too.
 */
final class SoleKeeper {

  private final TenantSettings tenantSettings;

  SoleKeeper(TenantSettings tenantSettings) {
    this.tenantSettings = tenantSettings;
  }

  Attempt<@Nullable Void> check(RotationSettings settings) {
    SecretLocation secret = settings.secret();
    Optional<String> signsIn = signsIn(settings);
    if (signsIn.isPresent()) {
      return refused(secret, "the application " + signsIn.get() + " that Keyturn signs in as");
    }
    return switch (tenantSettings.applicationsOf(
        VaultHosts.vaultName(secret.vaultUrl()), secret.name())) {
      case Succeeded<List<ApplicationOfSecret>>(List<ApplicationOfSecret> keepers) ->
          keepers.stream()
              .filter(keeper -> isSame(keeper.secret(), secret) && !isIt(keeper, settings))
              .findFirst()
              .map(other -> refused(secret, whose(other, settings)))
              .orElseGet(Attempt::done);
      case RetryLater<List<ApplicationOfSecret>>(Reason reason, String why, Duration after) ->
          new RetryLater<>(reason, why, after);
      case Refused<List<ApplicationOfSecret>>(Reason reason, String why) ->
          Attempt.refused(reason, why);
    };
  }

  /**
   * Another identity's own client secret; where it is the application itself, it may be renewed.
   */
  private static Optional<String> signsIn(RotationSettings settings) {
    return settings.connectors().stream()
        .map(RotationSettings.Connector::signIn)
        .filter(WorkerSignIn.ServicePrincipal.class::isInstance)
        .map(WorkerSignIn.ServicePrincipal.class::cast)
        .filter(it -> !it.clientId().equalsIgnoreCase(settings.applicationId()))
        .filter(it -> isSame(it.clientSecret(), settings.secret()))
        .map(WorkerSignIn.ServicePrincipal::clientId)
        .findFirst();
  }

  private static boolean isSame(SecretLocation one, SecretLocation other) {
    return one.name().equalsIgnoreCase(other.name())
        && VaultHosts.isSame(one.vaultUrl(), other.vaultUrl());
  }

  private static boolean isIt(ApplicationOfSecret keeper, RotationSettings settings) {
    return keeper.tenantId().equalsIgnoreCase(settings.tenantId())
        && keeper.applicationId().equalsIgnoreCase(settings.applicationId());
  }

  private static String whose(ApplicationOfSecret other, RotationSettings settings) {
    return other.tenantId().equalsIgnoreCase(settings.tenantId())
        ? "the application " + other.applicationId()
        : "an application of another tenant";
  }

  private static Attempt<@Nullable Void> refused(SecretLocation secret, String whose) {
    return Attempt.refused(
        Reason.SECRET_SHARED,
        "The secret "
            + secret.name()
            + " in "
            + secret.vaultUrl()
            + " is kept for "
            + whose
            + ", too, and a new version of it would reach the connections of both. No secret was"
            + " made. Give this application's client secret a name of its own in its secret"
            + " settings, then ask for the rotation again.");
  }
}
