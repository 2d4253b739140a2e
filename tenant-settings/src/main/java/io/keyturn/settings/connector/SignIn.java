package io.keyturn.settings.connector;

import io.keyturn.contracts.api.FederatedCredential;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.secret.ClientSecret;

/** The identity that acts in one organization, after the tenant's settings have had their say. */
public sealed interface SignIn {

  /**
   * @param clientSecret where its own client secret is kept
   */
  record ServicePrincipal(String tenantId, String clientId, SecretLocation clientSecret)
      implements SignIn {}

  /**
   * An identity that trusts Keyturn as an issuer.
   *
   * @param trusted what it has to trust in Entra
   * @param assertion good for minutes
   */
  record Federated(
      String tenantId, String clientId, FederatedCredential trusted, ClientSecret assertion)
      implements SignIn {}

  record PersonalAccessToken(ClientSecret token) implements SignIn {}

  /**
   * Nothing to sign in with (S-33, C-3).
   *
   * @param why a sentence for an administrator with the next step
   */
  record NotAuthenticated(String why) implements SignIn {}
}
