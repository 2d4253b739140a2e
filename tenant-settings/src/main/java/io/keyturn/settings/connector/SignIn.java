package io.keyturn.settings.connector;

import io.keyturn.contracts.api.FederatedCredential;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.secret.ClientSecret;
import org.jspecify.annotations.Nullable;

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

  /**
   * @param certificate where it is kept with its private key
   */
  record Certificate(String tenantId, String clientId, SecretLocation certificate)
      implements SignIn {}

  /**
   * An identity of the machine.
   *
   * @param clientId of a user-assigned one; null for the system-assigned one
   * @param application what it stands for, with its tenant; null where it signs in itself
   */
  record Machine(@Nullable String clientId, @Nullable Application application) implements SignIn {

    public record Application(String tenantId, String clientId) {}
  }

  record PersonalAccessToken(ClientSecret token) implements SignIn {}

  /**
   * Nothing to sign in with (S-33, C-3).
   *
   * @param why a sentence for an administrator with the next step
   */
  record NotAuthenticated(String why) implements SignIn {}
}
