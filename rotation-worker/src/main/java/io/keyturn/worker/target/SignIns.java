package io.keyturn.worker.target;

import io.keyturn.azuredevops.Actor;
import io.keyturn.azuredevops.SignIn;
import io.keyturn.contracts.api.RotationSettings.Connector;
import io.keyturn.contracts.api.WorkerSignIn;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.SealingKey;
import io.keyturn.worker.secret.VaultSecrets;

/** Turns what a connector says into an identity that can act. */
public final class SignIns {

  private final SealingKey sealingKey;
  private final VaultSecrets secrets;

  /**
   * @param sealingKey the one whose public half was sent along when the settings were asked for
   */
  public SignIns(SealingKey sealingKey, VaultSecrets secrets) {
    this.sealingKey = sealingKey;
    this.secrets = secrets;
  }

  Attempt<Actor> actor(String tenantId, Connector connector) {
    String organization = connector.organization();
    return switch (connector.signIn()) {
      case WorkerSignIn.ServicePrincipal principal ->
          secrets
              .current(principal.clientSecret())
              .map(secret ->
                  new Actor(
                      organization,
                      new SignIn.ServicePrincipal(
                          principal.tenantId(), principal.clientId(), secret.value())));
      case WorkerSignIn.PersonalAccessToken token ->
          Attempt.succeeded(
              new Actor(
                  organization,
                  new SignIn.PersonalAccessToken(
                      sealingKey.open(token.token(), tenantId + "|" + organization))));
      case WorkerSignIn.NotAuthenticated(String why) ->
          Attempt.refused(Reason.CONNECTOR_NOT_AUTHENTICATED, why);
    };
  }
}
