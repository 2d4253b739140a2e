package io.keyturn.settings.connector;

import io.keyturn.contracts.api.Connector;
import io.keyturn.contracts.api.ConnectorReview;
import io.keyturn.contracts.api.FederatedIdentity;
import io.keyturn.contracts.api.ServicePrincipal;
import io.keyturn.settings.access.AllowedTo;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.access.Role;
import io.keyturn.settings.api.FieldReader;
import io.keyturn.settings.federation.Federation;
import io.keyturn.settings.tenant.ServicePrincipals;
import io.keyturn.settings.tenant.Tenants;
import io.keyturn.settings.vault.SecretLocations;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows a new connector as it would be saved, before a token is asked for and before Azure DevOps
 * is. What is wrong with it is refused as saving would.
 */
@RestController
class ReviewConnector {

  private final Tenants tenants;
  private final SaveConnector saving;
  private final SecretLocations locations;
  private final Federation federation;

  ReviewConnector(
      Tenants tenants, SaveConnector saving, SecretLocations locations, Federation federation) {
    this.tenants = tenants;
    this.saving = saving;
    this.locations = locations;
    this.federation = federation;
  }

  @PostMapping(
      path = "/api/v1/tenants/{tenantId}/connectors/review",
      consumes = MediaType.APPLICATION_JSON_VALUE)
  @AllowedTo(Role.TENANT_ADMIN)
  ConnectorReview review(@AuthenticationPrincipal Caller caller, FieldReader fields) {
    tenants.get(caller.tenantId());
    String name = fields.text("name", 200);
    ConnectorName.check(fields, name);
    String organization = OrganizationName.read(fields, false);
    Connector.SignIn signIn =
        fields
            .optionalObject("signIn")
            .map(it -> signIn(caller.tenantId(), it))
            .orElseGet(() -> tenantDefault());
    fields.finish();
    saving.refuseTaken(caller.tenantId(), UUID.randomUUID(), name, organization);
    return new ConnectorReview(name, organization, signIn);
  }

  private Connector.SignIn signIn(UUID tenantId, FieldReader fields) {
    Connector.Kind kind = ConnectorController.kind(fields);
    @Nullable ServicePrincipal principal =
        fields
            .optionalObject("servicePrincipal")
            .map(it -> ServicePrincipals.read(it, locations))
            .orElse(null);
    @Nullable FederatedIdentity federated =
        fields.optionalObject("federatedIdentity").map(FederatedIdentities::read).orElse(null);
    Optional<LocalDate> expires = fields.optionalDate("personalAccessTokenExpiresOn");
    return new Connector.SignIn(
        kind,
        principal,
        null,
        expires.orElse(null),
        federated,
        federated == null ? null : federation.credential(tenantId).orElse(null));
  }

  private static Connector.SignIn tenantDefault() {
    return new Connector.SignIn(Connector.Kind.TENANT_DEFAULT, null, null, null, null, null);
  }
}
