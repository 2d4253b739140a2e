package io.keyturn.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one Azure DevOps organization.
 *
 * @param organization the bare name, whatever was typed (C-1)
 * @param statusMessage a sentence for an administrator
 * @param checkedAt when the status was found out
 */
public record Connector(
    String name,
    String organization,
    SignIn signIn,
    ConnectorStatus status,
    String statusMessage,
    Instant checkedAt,
    Instant updatedAt,
    String updatedBy) {

  /**
   * How it signs in. A request that brings a token has {@code personalAccessToken} beside the kind.
   *
   * @param servicePrincipal for the kind of that name; null there means the tenant's own
   * @param personalAccessTokenState for the kind of that name
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SignIn(
      Kind kind,
      @Nullable ServicePrincipal servicePrincipal,
      @Nullable StoredSecret personalAccessTokenState) {}

  /** Which identity. */
  public enum Kind {
    @JsonProperty("tenantDefault")
    TENANT_DEFAULT,
    @JsonProperty("servicePrincipal")
    SERVICE_PRINCIPAL,
    @JsonProperty("personalAccessToken")
    PERSONAL_ACCESS_TOKEN
  }
}
