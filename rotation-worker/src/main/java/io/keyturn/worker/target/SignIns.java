package io.keyturn.worker.target;

import io.keyturn.azuredevops.Actor;
import io.keyturn.azuredevops.SignIn;
import io.keyturn.contracts.api.RotationSettings.Connector;
import io.keyturn.contracts.api.WorkerSignIn;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.SealingKey;
import io.keyturn.worker.secret.ReadSecret;
import io.keyturn.worker.secret.VaultSecrets;

/** Turns what a connector says into an identity that can act. */
public final class SignIns {

  private final SealingKey sealingKey;
  private final VaultSecrets secrets;
  private final Memory memory;

  /**
   * @param sealingKey the one whose public half was sent along when the settings were asked for
   */
  public SignIns(SealingKey sealingKey, VaultSecrets secrets, Memory memory) {
    this.sealingKey = sealingKey;
    this.secrets = secrets;
    this.memory = memory;
  }

  Attempt<Actor> actor(String tenantId, Connector connector) {
    String organization = connector.organization();
    return switch (connector.signIn()) {
      case WorkerSignIn.ServicePrincipal principal ->
          memory
              .secret(
                  tenantId,
                  principal.clientSecret(),
                  () -> secrets.current(tenantId, principal.clientSecret()).map(ReadSecret::value))
              .map(secret ->
                  new Actor(
                      organization,
                      new SignIn.ServicePrincipal(
                          principal.tenantId(), principal.clientId(), secret)));
      case WorkerSignIn.FederatedPrincipal principal ->
          Attempt.succeeded(
              new Actor(
                  organization,
                  new SignIn.FederatedPrincipal(
                      principal.tenantId(),
                      principal.clientId(),
                      sealingKey.open(principal.assertion(), tenantId + "|" + organization))));
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

  boolean remembers(String tenantId, Connector connector) {
    return connector.signIn() instanceof WorkerSignIn.ServicePrincipal principal
        && memory.remembers(tenantId, principal.clientSecret());
  }

  /** Forgets the client secret that was signed in with, when that answer says that it is over. */
  void heed(String tenantId, Connector connector, Attempt<?> answer) {
    if (connector.signIn() instanceof WorkerSignIn.ServicePrincipal principal) {
      memory.heed(tenantId, principal.clientSecret(), answer);
    }
  }
}
