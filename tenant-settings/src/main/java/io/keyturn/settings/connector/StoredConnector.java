package io.keyturn.settings.connector;

import io.keyturn.contracts.api.CertificatePrincipal;
import io.keyturn.contracts.api.Connector;
import io.keyturn.contracts.api.ConnectorFindings;
import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.contracts.api.FederatedCredential;
import io.keyturn.contracts.api.FederatedIdentity;
import io.keyturn.contracts.api.ManagedIdentity;
import io.keyturn.contracts.api.ServicePrincipal;
import io.keyturn.contracts.api.StoredSecret;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A connector as the table holds it.
 *
 * @param encryptedToken for the kind of that name
 * @param servicePrincipal its own; null means the tenant's
 * @param verifiedAt when the sign-in it has now last worked; null when it never did
 * @param federatedIdentity for the kind of that name, never null there
 * @param federatedCredential what that identity has to trust; null as well while this installation
 *     is no issuer
 * @param certificatePrincipal for the kind certificate, never null there
 * @param managedIdentity for the kind of that name, never null there
 */
public record StoredConnector(
    UUID id,
    UUID tenantId,
    String name,
    String organization,
    @Nullable String defaultProject,
    Connector.Kind kind,
    @Nullable String encryptedToken,
    @Nullable String tokenFingerprint,
    @Nullable ServicePrincipal servicePrincipal,
    ConnectorStatus status,
    String statusMessage,
    Instant checkedAt,
    Instant updatedAt,
    String updatedBy,
    @Nullable LocalDate tokenExpiresOn,
    @Nullable Instant verifiedAt,
    ConnectorFindings findings,
    @Nullable FederatedIdentity federatedIdentity,
    @Nullable FederatedCredential federatedCredential,
    @Nullable CertificatePrincipal certificatePrincipal,
    @Nullable ManagedIdentity managedIdentity) {

  /**
   * What an edit has to mend before anybody can sign in, of a row that today's rules would not let
   * in (S-34).
   */
  public Optional<String> misconfigured() {
    if (!OrganizationName.isName(organization)) {
      return Optional.of(
          "The connector "
              + name
              + (organization.isBlank()
                  ? " has no organization."
                  : " has an organization that is no name of one."));
    }
    boolean incomplete =
        switch (kind) {
          case WORKLOAD_IDENTITY_FEDERATION -> federatedIdentity == null;
          case CERTIFICATE -> certificatePrincipal == null;
          case MANAGED_IDENTITY -> managedIdentity == null;
          case TENANT_DEFAULT, SERVICE_PRINCIPAL, PERSONAL_ACCESS_TOKEN -> false;
        };
    return incomplete
        ? Optional.of("The connector " + name + " does not say which identity signs in.")
        : Optional.empty();
  }

  Connector answer() {
    ConnectorStatus shown = misconfigured().map(_ -> ConnectorStatus.MISCONFIGURED).orElse(status);
    return new Connector(
        name,
        organization,
        defaultProject,
        new Connector.SignIn(
            kind,
            servicePrincipal,
            kind == Connector.Kind.PERSONAL_ACCESS_TOKEN
                ? StoredSecret.ofFingerprint(tokenFingerprint)
                : null,
            tokenExpiresOn,
            federatedIdentity,
            federatedCredential,
            certificatePrincipal,
            managedIdentity),
        shown,
        misconfigured().orElse(statusMessage),
        checkedAt,
        updatedAt,
        updatedBy,
        StatusRemedies.of(shown),
        verifiedAt,
        findings);
  }

  /** Called otherwise, for another organization perhaps; it signs in as before. */
  StoredConnector called(
      String newName,
      String newOrganization,
      @Nullable String newDefaultProject,
      Instant at,
      String by) {
    return new StoredConnector(
        id,
        tenantId,
        newName,
        newOrganization,
        newDefaultProject,
        kind,
        encryptedToken,
        tokenFingerprint,
        servicePrincipal,
        status,
        statusMessage,
        checkedAt,
        at,
        by,
        tokenExpiresOn,
        verifiedAt,
        findings,
        federatedIdentity,
        federatedCredential,
        certificatePrincipal,
        managedIdentity);
  }

  /** The sign-in is another one from here on, and nobody knows yet whether it works. */
  StoredConnector neverVerified() {
    return with(encryptedToken, status, statusMessage, checkedAt, null, findings);
  }

  /**
   * The same token may have been encrypted anew since this row was read: then as it is stored now,
   * or its old key would be needed for ever.
   */
  StoredConnector withTokenOf(StoredConnector stored) {
    return tokenFingerprint != null && tokenFingerprint.equals(stored.tokenFingerprint)
        ? with(stored.encryptedToken, status, statusMessage, checkedAt, verifiedAt, findings)
        : this;
  }

  StoredConnector with(ConnectorFindings others) {
    return with(encryptedToken, status, statusMessage, checkedAt, verifiedAt, others);
  }

  StoredConnector with(ConnectorVerification.Verdict verdict, Instant at) {
    return with(
        encryptedToken,
        verdict.status(),
        verdict.message(),
        at,
        verdict.verified() ? at : verifiedAt,
        verdict.findings());
  }

  private StoredConnector with(
      @Nullable String token,
      ConnectorStatus newStatus,
      String newMessage,
      Instant newCheckedAt,
      @Nullable Instant newVerifiedAt,
      ConnectorFindings newFindings) {
    return new StoredConnector(
        id,
        tenantId,
        name,
        organization,
        defaultProject,
        kind,
        token,
        tokenFingerprint,
        servicePrincipal,
        newStatus,
        newMessage,
        newCheckedAt,
        updatedAt,
        updatedBy,
        tokenExpiresOn,
        newVerifiedAt,
        newFindings,
        federatedIdentity,
        federatedCredential,
        certificatePrincipal,
        managedIdentity);
  }
}
