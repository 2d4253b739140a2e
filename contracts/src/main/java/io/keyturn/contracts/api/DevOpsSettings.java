package io.keyturn.contracts.api;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's Azure DevOps settings: the answer to {@code GET} and {@code PUT
 * /api/v1/tenants/{tenantId}/devops-settings}.
 *
 * <p>The request of the {@code PUT} has the first four fields, {@code servicePrincipal}, and {@code
 * personalAccessToken} as a text: absent keeps what is stored, null or blank removes it; absent
 * keeps and null removes the service principal, the maintenance windows and the approval rule, too.
 * It is no record because a record would print the token.
 *
 * @param integrationEnabled the master toggle
 * @param useServicePrincipal whether connections sign in with a service principal rather than a
 *     personal access token
 * @param includeHomeTenantOrganizations also list the organizations of a guest's home tenant
 * @param personalAccessTokenState of the tenant's own token
 * @param servicePrincipal the tenant's own, which connectors use unless they name another
 * @param personalAccessTokenExpiresOn as the administrator typed it
 * @param maintenanceWindows of the applications that have none of their own; empty: any time
 * @param approval null when rotations need none
 * @param updatedBy the object id of who saved them last
 * @param personalAccessTokenVerifiedAt when an organization last accepted the token that is stored;
 *     null when none has, or none was asked
 * @param personalAccessTokenOwner who that organization said it belongs to
 */
public record DevOpsSettings(
    boolean integrationEnabled,
    boolean useServicePrincipal,
    boolean includeHomeTenantOrganizations,
    StoredSecret personalAccessTokenState,
    @Nullable ServicePrincipal servicePrincipal,
    @Nullable LocalDate personalAccessTokenExpiresOn,
    List<MaintenanceWindow> maintenanceWindows,
    @Nullable ApprovalRule approval,
    Instant updatedAt,
    String updatedBy,
    @Nullable Instant personalAccessTokenVerifiedAt,
    @Nullable String personalAccessTokenOwner) {

  public DevOpsSettings {
    maintenanceWindows = List.copyOf(maintenanceWindows);
  }

  /** As they are stored: what was found out about the token is not among it. */
  public DevOpsSettings(
      boolean integrationEnabled,
      boolean useServicePrincipal,
      boolean includeHomeTenantOrganizations,
      StoredSecret personalAccessTokenState,
      @Nullable ServicePrincipal servicePrincipal,
      @Nullable LocalDate personalAccessTokenExpiresOn,
      List<MaintenanceWindow> maintenanceWindows,
      @Nullable ApprovalRule approval,
      Instant updatedAt,
      String updatedBy) {
    this(
        integrationEnabled,
        useServicePrincipal,
        includeHomeTenantOrganizations,
        personalAccessTokenState,
        servicePrincipal,
        personalAccessTokenExpiresOn,
        maintenanceWindows,
        approval,
        updatedAt,
        updatedBy,
        null,
        null);
  }

  /** The same with what was found out about the token. */
  public DevOpsSettings verified(Instant at, @Nullable String owner) {
    return new DevOpsSettings(
        integrationEnabled,
        useServicePrincipal,
        includeHomeTenantOrganizations,
        personalAccessTokenState,
        servicePrincipal,
        personalAccessTokenExpiresOn,
        maintenanceWindows,
        approval,
        updatedAt,
        updatedBy,
        at,
        owner);
  }

  /** The same without what was found out: what an edit is compared with. */
  public DevOpsSettings asStored() {
    return with(personalAccessTokenState.fingerprint());
  }

  /** The same with another token stored; null for none. */
  public DevOpsSettings with(@Nullable String tokenFingerprint) {
    return new DevOpsSettings(
        integrationEnabled,
        useServicePrincipal,
        includeHomeTenantOrganizations,
        StoredSecret.ofFingerprint(tokenFingerprint),
        servicePrincipal,
        personalAccessTokenExpiresOn,
        maintenanceWindows,
        approval,
        updatedAt,
        updatedBy);
  }
}
