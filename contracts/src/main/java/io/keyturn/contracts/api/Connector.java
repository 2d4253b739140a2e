package io.keyturn.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one Azure DevOps organization.
 *
 * @param organization the bare name, whatever was typed (C-1)
 * @param defaultProject the project that choosing in this organization begins with; nothing is ever
 *     written because of it (Z-13)
 * @param statusMessage a sentence for an administrator
 * @param checkedAt when the status was found out
 * @param remedy the next step that belongs to the status; null where nothing is left to do
 * @param verifiedAt when the sign-in it has now last worked; null when it never did, and then no
 *     rotation uses it (C-4)
 * @param findings of the last verification
 */
public record Connector(
    String name,
    String organization,
    @Nullable String defaultProject,
    SignIn signIn,
    ConnectorStatus status,
    String statusMessage,
    Instant checkedAt,
    Instant updatedAt,
    String updatedBy,
    @Nullable String remedy,
    @Nullable Instant verifiedAt,
    ConnectorFindings findings) {

  /**
   * How it signs in. A request that brings a token has {@code personalAccessToken} beside the kind.
   *
   * @param servicePrincipal for the kind of that name; null there means the tenant's own
   * @param personalAccessTokenState for the kind of that name
   * @param personalAccessTokenExpiresOn as the administrator typed it
   * @param federatedIdentity for workload identity federation
   * @param federatedCredential what that identity has to trust in Entra; null also while this
   *     installation has no public issuer address
   * @param certificatePrincipal for the kind certificate
   * @param managedIdentity for the kind of that name
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SignIn(
      Kind kind,
      @Nullable ServicePrincipal servicePrincipal,
      @Nullable StoredSecret personalAccessTokenState,
      @Nullable LocalDate personalAccessTokenExpiresOn,
      @Nullable FederatedIdentity federatedIdentity,
      @Nullable FederatedCredential federatedCredential,
      @Nullable CertificatePrincipal certificatePrincipal,
      @Nullable ManagedIdentity managedIdentity) {}

  /** Which identity. */
  public enum Kind {
    @JsonProperty("tenantDefault")
    TENANT_DEFAULT,
    @JsonProperty("servicePrincipal")
    SERVICE_PRINCIPAL,
    @JsonProperty("personalAccessToken")
    PERSONAL_ACCESS_TOKEN,
    @JsonProperty("workloadIdentityFederation")
    WORKLOAD_IDENTITY_FEDERATION,
    @JsonProperty("certificate")
    CERTIFICATE,
    @JsonProperty("managedIdentity")
    MANAGED_IDENTITY
  }
}
