package io.keyturn.contracts.api;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.keyturn.contracts.secret.SealedSecret;
import org.jspecify.annotations.Nullable;

/** The identity the worker takes on in one organization. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = WorkerSignIn.ServicePrincipal.class, name = "servicePrincipal"),
  @JsonSubTypes.Type(
      value = WorkerSignIn.FederatedPrincipal.class,
      name = "workloadIdentityFederation"),
  @JsonSubTypes.Type(value = WorkerSignIn.CertificatePrincipal.class, name = "certificate"),
  @JsonSubTypes.Type(value = WorkerSignIn.ManagedIdentity.class, name = "managedIdentity"),
  @JsonSubTypes.Type(value = WorkerSignIn.PersonalAccessToken.class, name = "personalAccessToken"),
  @JsonSubTypes.Type(value = WorkerSignIn.NotAuthenticated.class, name = "notAuthenticated")
})
public sealed interface WorkerSignIn {

  /**
   * A service principal of the organization's Entra tenant.
   *
   * @param clientSecret where its own client secret is kept; the worker reads the current version
   */
  record ServicePrincipal(String tenantId, String clientId, SecretLocation clientSecret)
      implements WorkerSignIn {}

  /**
   * An identity of the organization's Entra tenant that trusts Keyturn as an issuer.
   *
   * @param assertion a signed statement of Keyturn, good for minutes, which Entra exchanges for an
   *     access token; sealed as a personal access token is
   */
  record FederatedPrincipal(String tenantId, String clientId, SealedSecret assertion)
      implements WorkerSignIn {}

  /**
   * A service principal of the organization's Entra tenant.
   *
   * @param certificate where it is kept with its private key; the worker reads the current version
   */
  record CertificatePrincipal(String tenantId, String clientId, SecretLocation certificate)
      implements WorkerSignIn {}

  /**
   * An identity of the machine that the worker runs on. It has to belong to the tenant that the
   * settings belong to, or the application has to.
   *
   * @param clientId of a user-assigned identity; null for the system-assigned one
   * @param application an app registration that trusts it, with its tenant; null where it signs in
   *     itself
   */
  record ManagedIdentity(@Nullable String clientId, @Nullable Application application)
      implements WorkerSignIn {

    public record Application(String tenantId, String clientId) {}
  }

  /**
   * @param token sealed for the key in the request's {@code Keyturn-Sealing-Key} header; the
   *     context is {@code tenantId + "|" + organization}
   */
  record PersonalAccessToken(SealedSecret token) implements WorkerSignIn {}

  /**
   * Nothing to sign in with.
   *
   * @param why a sentence for an administrator with the next step
   */
  record NotAuthenticated(String why) implements WorkerSignIn {}
}
