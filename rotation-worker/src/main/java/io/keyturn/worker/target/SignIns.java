package io.keyturn.worker.target;

import io.keyturn.azuredevops.Actor;
import io.keyturn.azuredevops.SignIn;
import io.keyturn.contracts.api.RotationSettings.Connector;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.api.WorkerSignIn;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.contracts.secret.SealingKey;
import io.keyturn.worker.secret.ReadSecret;
import io.keyturn.worker.secret.VaultSecrets;
import java.util.Optional;

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
          kept(tenantId, principal.clientSecret())
              .map(secret ->
                  new Actor(
                      organization,
                      new SignIn.ServicePrincipal(
                          principal.tenantId(), principal.clientId(), secret)));
      case WorkerSignIn.CertificatePrincipal principal ->
          kept(tenantId, principal.certificate())
              .map(certificate ->
                  new Actor(
                      organization,
                      new SignIn.CertificatePrincipal(
                          principal.tenantId(), principal.clientId(), certificate)));
      case WorkerSignIn.ManagedIdentity(var clientId, var application) -> {
        SignIn.ManagedIdentity machine = new SignIn.ManagedIdentity(tenantId, clientId);
        yield Attempt.succeeded(
            new Actor(
                organization,
                application == null
                    ? machine
                    : new SignIn.FederatedManagedIdentity(
                        application.tenantId(), application.clientId(), machine)));
      }
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
    return location(connector).filter(it -> memory.remembers(tenantId, it)).isPresent();
  }

  /** Forgets what was signed in with, when that answer says that it is over. */
  void heed(String tenantId, Connector connector, Attempt<?> answer) {
    location(connector).ifPresent(it -> memory.heed(tenantId, it, answer));
  }

  private Attempt<ClientSecret> kept(String tenantId, SecretLocation location) {
    return memory.secret(
        tenantId, location, () -> secrets.current(tenantId, location).map(ReadSecret::value));
  }

  /** Where in Key Vault it is kept what the connector signs in with. */
  private static Optional<SecretLocation> location(Connector connector) {
    return switch (connector.signIn()) {
      case WorkerSignIn.ServicePrincipal principal -> Optional.of(principal.clientSecret());
      case WorkerSignIn.CertificatePrincipal principal -> Optional.of(principal.certificate());
      case WorkerSignIn.FederatedPrincipal _,
          WorkerSignIn.ManagedIdentity _,
          WorkerSignIn.PersonalAccessToken _,
          WorkerSignIn.NotAuthenticated _ ->
          Optional.empty();
    };
  }
}
