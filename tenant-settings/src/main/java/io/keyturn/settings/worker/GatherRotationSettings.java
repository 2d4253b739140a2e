package io.keyturn.settings.worker;

import io.keyturn.contracts.api.DevOpsSettings;
import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.WorkerSignIn;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.contracts.secret.SealedSecret;
import io.keyturn.contracts.secret.SealingKey;
import io.keyturn.settings.api.Guid;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.application.Applications;
import io.keyturn.settings.connector.Connectors;
import io.keyturn.settings.connector.SignIn;
import io.keyturn.settings.connector.SignIns;
import io.keyturn.settings.connector.StoredConnector;
import io.keyturn.settings.encryption.StoredCredentials.UnreadableCredential;
import io.keyturn.settings.plan.Plans;
import io.keyturn.settings.plan.Proposal;
import io.keyturn.settings.tenant.Tenants;
import io.keyturn.settings.timing.MaintenanceWindows;
import java.security.ProviderException;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Puts together everything the worker needs for one rotation. */
@Component
class GatherRotationSettings {

  private static final Logger log = LoggerFactory.getLogger(GatherRotationSettings.class);

  private final Tenants tenants;
  private final LookUps lookUps;
  private final SignIns signIns;
  private final Plans plans;
  private final Connectors connectors;
  private final Clock clock;

  GatherRotationSettings(
      Tenants tenants,
      LookUps lookUps,
      SignIns signIns,
      Plans plans,
      Connectors connectors,
      Clock clock) {
    this.plans = plans;
    this.connectors = connectors;
    this.clock = clock;
    this.tenants = tenants;
    this.lookUps = lookUps;
    this.signIns = signIns;
  }

  /**
   * @param sealingKey the worker's public key; needed when a token or an assertion is to be told
   */
  RotationSettings gather(UUID tenantId, String applicationId, @Nullable String sealingKey) {
    UUID id = Guid.parse(applicationId).orElseThrow(() -> unknown(tenantId));
    LookUps.LookUp found = lookUps.get(tenantId, id);
    return new RotationSettings(
        tenantId.toString(),
        id.toString(),
        found.applicationName(),
        found.tenant().integrationEnabled(),
        found.applicationEnabled(),
        found.secret(),
        found.bindings(),
        found.connectors().stream()
            .sorted(Comparator.comparing(StoredConnector::name))
            .map(row ->
                new RotationSettings.Connector(
                    row.name(), row.organization(), signIn(row, found.tenant(), sealingKey)))
            .toList(),
        found.renewal(),
        MaintenanceWindows.closedUntil(found.windows(), clock.instant())
            .map(until -> new RotationSettings.Closed(until, found.secretExpiresAt()))
            .orElse(null));
  }

  /** The same as they would be with the change that this plan was asked about, if it was. */
  RotationSettings gatherForPlan(
      UUID tenantId, String applicationId, UUID planId, @Nullable String sealingKey) {
    RotationSettings now = gather(tenantId, applicationId, sealingKey);
    Optional<Proposal> proposal = plans.of(tenantId, planId).flatMap(Plans.Wish::proposal);
    return proposal
        .map(it ->
            it.over(
                now,
                Stream.concat(now.connectors().stream(), further(tenantId, now, it, sealingKey))
                    .toList()))
        .orElse(now);
  }

  /** Connectors of organizations that nothing is bound in yet. */
  private Stream<RotationSettings.Connector> further(
      UUID tenantId, RotationSettings now, Proposal proposal, @Nullable String sealingKey) {
    DevOpsSettings tenant = tenants.get(tenantId);
    List<RotationSettings.Binding> bindings = proposal.bindings();
    return (bindings == null ? Stream.<RotationSettings.Binding>empty() : bindings.stream())
        .map(binding -> binding.organization().toLowerCase(Locale.ROOT))
        .distinct()
        .filter(organization ->
            now.connectors().stream()
                .noneMatch(one -> one.organization().equalsIgnoreCase(organization)))
        .flatMap(organization -> connectors.of(tenantId, organization).stream())
        .map(row ->
            new RotationSettings.Connector(
                row.name(), row.organization(), signIn(row, tenant, sealingKey)));
  }

  private ProblemException unknown(UUID tenantId) {
    return tenants.find(tenantId).isPresent() ? Applications.unknown() : Tenants.unknown();
  }

  private WorkerSignIn signIn(
      StoredConnector connector, DevOpsSettings tenant, @Nullable String sealingKey) {
    SignIn signIn;
    try {
      signIn = signIns.of(connector, tenant);
    } catch (UnreadableCredential e) {
      // Other organizations of the application must not wait for this one's repair.
      log.atError()
          .addKeyValue("tenantId", connector.tenantId())
          .addKeyValue("connector", connector.name())
          .addKeyValue("why", String.valueOf(e.getMessage()))
          .log("stored credential unreadable");
      return new WorkerSignIn.NotAuthenticated(
          "The stored personal access token cannot be decrypted: check the keyring, or provide the"
              + " token again.");
    }
    if (connector.verifiedAt() == null && !(signIn instanceof SignIn.NotAuthenticated)) {
      return new WorkerSignIn.NotAuthenticated(
          "The connector "
              + connector.name()
              + " was saved unverified, and nothing is written with a sign-in that never worked."
              + " Verify it, then ask for this rotation again.");
    }
    return switch (signIn) {
      case SignIn.ServicePrincipal(String tenantId, String clientId, var clientSecret) ->
          new WorkerSignIn.ServicePrincipal(tenantId, clientId, clientSecret);
      case SignIn.Federated(String tenantId, String clientId, var _, ClientSecret assertion) ->
          new WorkerSignIn.FederatedPrincipal(
              tenantId,
              clientId,
              sealed(assertion, sealingKey, connector.tenantId() + "|" + connector.organization()));
      case SignIn.Certificate(String tenantId, String clientId, var certificate) ->
          new WorkerSignIn.CertificatePrincipal(tenantId, clientId, certificate);
      case SignIn.Machine(var clientId, var application) ->
          new WorkerSignIn.ManagedIdentity(
              clientId,
              application == null
                  ? null
                  : new WorkerSignIn.ManagedIdentity.Application(
                      application.tenantId(), application.clientId()));
      case SignIn.PersonalAccessToken(ClientSecret token) ->
          new WorkerSignIn.PersonalAccessToken(
              sealed(token, sealingKey, connector.tenantId() + "|" + connector.organization()));
      case SignIn.NotAuthenticated(String why) -> new WorkerSignIn.NotAuthenticated(why);
    };
  }

  private static SealedSecret sealed(
      ClientSecret token, @Nullable String sealingKey, String context) {
    if (sealingKey == null || sealingKey.isBlank()) {
      throw badKey(
          "What the worker signs in with is told only sealed, and there is no key to seal for.");
    }
    try {
      return SealingKey.seal(token, sealingKey.strip(), context);
    } catch (IllegalArgumentException | ProviderException e) {
      // The second for a key of the right form that no secret can be agreed on with.
      throw badKey("Keyturn-Sealing-Key is not an X25519 public key.");
    }
  }

  private static ProblemException badKey(String detail) {
    return ProblemException.of(
        HttpStatus.BAD_REQUEST,
        "sealing-key.required",
        detail,
        "Send the worker's public key in the header Keyturn-Sealing-Key.");
  }
}
