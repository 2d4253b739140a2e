package io.keyturn.settings.connector;

import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.contracts.api.DevOpsSettings;
import io.keyturn.contracts.api.Problem;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.connector.ConnectorVerification.Verdict;
import io.keyturn.settings.tenant.TenantSignInUsers;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Tries a tenant's new token or service principal in each organization whose connector uses it,
 * before it replaces the one in force.
 */
@Component
class TryTenantSignIn implements TenantSignInUsers {

  private final Connectors connectors;
  private final Verify verify;
  private final Clock clock;

  TryTenantSignIn(Connectors connectors, Verify verify, Clock clock) {
    this.connectors = connectors;
    this.verify = verify;
    this.clock = clock;
  }

  private record Tried(StoredConnector before, Verdict verdict) {
    boolean breaks() {
      return before.verifiedAt() != null && !verdict.verified();
    }
  }

  @Override
  public Runnable tryOut(
      UUID tenantId, DevOpsSettings settings, Optional<ClientSecret> token, boolean anyway) {
    List<Tried> tried =
        connectors.all(tenantId).stream()
            .filter(TryTenantSignIn::usesTheTenants)
            .map(row -> new Tried(row, verify.ask(row, settings, () -> token)))
            .toList();
    boolean nobodyAccepts =
        !tried.isEmpty() && tried.stream().noneMatch(it -> it.verdict().savable());
    if (!anyway && (nobodyAccepts || tried.stream().anyMatch(Tried::breaks))) {
      throw refused(tried.stream().filter(it -> !it.verdict().verified()).toList());
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Map<UUID, Tried> byConnector =
        tried.stream().collect(Collectors.toMap(it -> it.before().id(), it -> it));
    return () ->
        connectors.all(tenantId).stream()
            .filter(TryTenantSignIn::usesTheTenants)
            .forEach(current ->
                connectors.save(
                    current
                        .neverVerified()
                        .with(kept(current, byConnector.get(current.id()), anyway), now)));
  }

  @Override
  public DevOpsSettings withTokenVerified(UUID tenantId, DevOpsSettings settings) {
    if (settings.useServicePrincipal() || !settings.personalAccessTokenState().set()) {
      return settings;
    }
    return connectors
        .tenantsSignInAccepted(tenantId)
        .map(accepted -> settings.verified(accepted.at(), accepted.signedInAs()))
        .orElse(settings);
  }

  private static Verdict kept(StoredConnector current, @Nullable Tried tried, boolean anyway) {
    if (tried == null || !tried.before().updatedAt().equals(current.updatedAt())) {
      return new Verdict(
          ConnectorStatus.SAVED_UNVERIFIED,
          "It was saved while the tenant's sign-in changed: verify it.");
    }
    boolean asItIs = tried.verdict().savable() || !anyway;
    return asItIs ? tried.verdict() : Verify.unverified(tried.verdict());
  }

  private static boolean usesTheTenants(StoredConnector row) {
    return switch (row.kind()) {
      case TENANT_DEFAULT -> row.misconfigured().isEmpty();
      case SERVICE_PRINCIPAL -> row.servicePrincipal() == null && row.misconfigured().isEmpty();
      case PERSONAL_ACCESS_TOKEN, WORKLOAD_IDENTITY_FEDERATION, CERTIFICATE, MANAGED_IDENTITY ->
          false;
    };
  }

  private static ProblemException refused(List<Tried> failed) {
    return ProblemException.of(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "devops-settings.verification-failed",
        "Organizations that use the tenant's sign-in do not accept it as it would be now; what was"
            + " in force stays in force.",
        "Correct what errors name and save again, give those organizations a sign-in of their own,"
            + " or save unverified with saveUnverified=true. Nothing was stored.",
        failed.stream()
            .map(it ->
                new Problem.FieldError(
                    "connectors/" + it.before().name(),
                    it.verdict().status().name(),
                    it.verdict().message()))
            .toList());
  }
}
