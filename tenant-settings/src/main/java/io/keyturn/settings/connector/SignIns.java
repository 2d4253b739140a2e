package io.keyturn.settings.connector;

import io.keyturn.contracts.api.CertificatePrincipal;
import io.keyturn.contracts.api.DevOpsSettings;
import io.keyturn.contracts.api.FederatedCredential;
import io.keyturn.contracts.api.FederatedIdentity;
import io.keyturn.contracts.api.ManagedIdentity;
import io.keyturn.contracts.api.ServicePrincipal;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.settings.encryption.StoredCredentials;
import io.keyturn.settings.encryption.StoredCredentials.UnreadableCredential;
import io.keyturn.settings.federation.Federation;
import io.keyturn.settings.tenant.Tenants;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Which identity acts in an organization: what its connector names, else what the tenant's mode
 * says (A-05, C-2, C-3).
 */
@Component
public class SignIns {

  private static final Logger log = LoggerFactory.getLogger(SignIns.class);

  private final Tenants tenants;
  private final StoredCredentials credentials;
  private final Federation federation;

  SignIns(Tenants tenants, StoredCredentials credentials, Federation federation) {
    this.tenants = tenants;
    this.credentials = credentials;
    this.federation = federation;
  }

  public SignIn of(StoredConnector connector, DevOpsSettings tenant) {
    return of(connector, tenant, () -> tenants.personalAccessToken(connector.tenantId()));
  }

  /**
   * @param tenantsToken may be one that is not stored yet
   */
  SignIn of(
      StoredConnector connector,
      DevOpsSettings tenant,
      Supplier<Optional<ClientSecret>> tenantsToken) {
    Optional<String> misconfigured = connector.misconfigured();
    if (misconfigured.isPresent()) {
      return new SignIn.NotAuthenticated(misconfigured.get());
    }
    return switch (connector.kind()) {
      case CERTIFICATE -> certificate(connector);
      case MANAGED_IDENTITY -> machine(connector);
      case PERSONAL_ACCESS_TOKEN -> ownToken(connector);
      case WORKLOAD_IDENTITY_FEDERATION -> federated(connector);
      case SERVICE_PRINCIPAL ->
          servicePrincipal(
              connector.tenantId(),
              connector.servicePrincipal() == null
                  ? tenant.servicePrincipal()
                  : connector.servicePrincipal());
      case TENANT_DEFAULT ->
          tenant.useServicePrincipal()
              ? servicePrincipal(connector.tenantId(), tenant.servicePrincipal())
              : tenantsToken(tenantsToken.get());
    };
  }

  String encrypted(UUID tenantId, UUID connectorId, ClientSecret token) {
    return credentials.encrypt(token, tenantId, column(connectorId));
  }

  String fingerprint(UUID tenantId, ClientSecret token) {
    return credentials.fingerprint(token, tenantId);
  }

  private SignIn ownToken(StoredConnector connector) {
    String stored = connector.encryptedToken();
    return stored == null
        ? new SignIn.NotAuthenticated(
            "The connector "
                + connector.name()
                + " has no personal access token: edit it and provide one.")
        : new SignIn.PersonalAccessToken(
            credentials.decrypt(stored, connector.tenantId(), column(connector.id())));
  }

  private SignIn federated(StoredConnector connector) {
    FederatedIdentity identity = Objects.requireNonNull(connector.federatedIdentity());
    FederatedCredential trusted = connector.federatedCredential();
    if (trusted == null) {
      return new SignIn.NotAuthenticated(
          "This installation has no public address that Entra could trust: its operator sets"
              + " keyturn.federation.issuer again.");
    }
    try {
      return new SignIn.Federated(
          Objects.requireNonNullElse(identity.tenantId(), connector.tenantId().toString()),
          identity.clientId(),
          trusted,
          federation.assertion(trusted));
    } catch (UnreadableCredential e) {
      log.atError().addKeyValue("why", e.getMessage()).log("signing key unreadable");
      return new SignIn.NotAuthenticated(
          "Keyturn's own signing key cannot be decrypted: the operator checks the keyring.");
    }
  }

  private static SignIn certificate(StoredConnector connector) {
    CertificatePrincipal principal = Objects.requireNonNull(connector.certificatePrincipal());
    return new SignIn.Certificate(
        Objects.requireNonNullElse(principal.tenantId(), connector.tenantId().toString()),
        principal.clientId(),
        principal.certificate());
  }

  private static SignIn machine(StoredConnector connector) {
    ManagedIdentity identity = Objects.requireNonNull(connector.managedIdentity());
    FederatedIdentity application = identity.application();
    return new SignIn.Machine(
        identity.clientId(),
        application == null
            ? null
            : new SignIn.Machine.Application(
                Objects.requireNonNullElse(application.tenantId(), connector.tenantId().toString()),
                application.clientId()));
  }

  private static SignIn tenantsToken(Optional<ClientSecret> token) {
    return token
        .<SignIn>map(SignIn.PersonalAccessToken::new)
        .orElseGet(() ->
            new SignIn.NotAuthenticated(
                "The tenant has no personal access token: provide one in the Azure DevOps"
                    + " settings."));
  }

  private static SignIn servicePrincipal(UUID tenantId, @Nullable ServicePrincipal principal) {
    if (principal == null) {
      return new SignIn.NotAuthenticated(
          "Neither the connector nor the tenant names a service principal: name one in the Azure"
              + " DevOps settings.");
    }
    return new SignIn.ServicePrincipal(
        Objects.requireNonNullElse(principal.tenantId(), tenantId.toString()),
        principal.clientId(),
        principal.clientSecret());
  }

  private static String column(UUID connectorId) {
    return "connector.personal_access_token/" + connectorId;
  }
}
