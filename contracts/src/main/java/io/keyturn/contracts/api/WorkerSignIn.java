package io.keyturn.contracts.api;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.keyturn.contracts.secret.SealedSecret;

/** The identity the worker takes on in one organization. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = WorkerSignIn.ServicePrincipal.class, name = "servicePrincipal"),
  @JsonSubTypes.Type(
      value = WorkerSignIn.FederatedPrincipal.class,
      name = "workloadIdentityFederation"),
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
