package io.keyturn.settings.tenant;

import io.keyturn.contracts.api.DevOpsSettings;
import io.keyturn.contracts.api.Problem;
import io.keyturn.contracts.api.ServicePrincipal;
import io.keyturn.contracts.api.StoredSecret;
import io.keyturn.settings.access.AllowedTo;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.access.Role;
import io.keyturn.settings.api.FieldReader;
import io.keyturn.settings.api.Precondition;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.api.SecretChange;
import io.keyturn.settings.history.History;
import io.keyturn.settings.tenant.Tenants.StoredToken;
import io.keyturn.settings.vault.SecretLocations;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** A tenant's Azure DevOps settings. */
@RestController
@RequestMapping("/api/v1/tenants/{tenantId}/devops-settings")
class DevOpsSettingsController {

  private final Tenants tenants;
  private final SecretLocations locations;
  private final History history;
  private final TransactionOperations transaction;
  private final Clock clock;

  DevOpsSettingsController(
      Tenants tenants,
      SecretLocations locations,
      History history,
      TransactionOperations transaction,
      Clock clock) {
    this.tenants = tenants;
    this.locations = locations;
    this.history = history;
    this.transaction = transaction;
    this.clock = clock;
  }

  @GetMapping
  @AllowedTo({Role.TENANT_ADMIN, Role.AUDITOR})
  DevOpsSettings read(@AuthenticationPrincipal Caller caller) {
    return tenants.get(caller.tenantId());
  }

  @PutMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @AllowedTo(Role.TENANT_ADMIN)
  DevOpsSettings save(
      @AuthenticationPrincipal Caller caller, Precondition precondition, FieldReader fields) {
    boolean integrationEnabled = fields.flag("integrationEnabled");
    boolean useServicePrincipal = fields.flag("useServicePrincipal");
    boolean includeHome = fields.flag("includeHomeTenantOrganizations", false);
    SecretChange change = fields.secret("personalAccessToken");
    ServicePrincipal principal =
        fields
            .optionalObject("servicePrincipal")
            .map(it -> ServicePrincipals.read(it, locations))
            .orElse(null);
    fields.finish();
    transaction.executeWithoutResult(status -> {
      tenants.lockSettings(caller.tenantId());
      precondition.check(tenants.find(caller.tenantId()));
      StoredToken token = tokenAfter(caller.tenantId(), change);
      if (!useServicePrincipal && token == null) {
        throw tokenRequired();
      }
      DevOpsSettings settings =
          new DevOpsSettings(
              integrationEnabled,
              useServicePrincipal,
              includeHome,
              StoredSecret.ofFingerprint(token == null ? null : token.fingerprint()),
              principal,
              clock.instant().truncatedTo(ChronoUnit.MICROS),
              caller.actor());
      tenants.save(caller.tenantId(), settings, token);
      history.record(
          caller.tenantId(),
          caller.actor(),
          "devops-settings.saved",
          "devops-settings",
          told(settings));
    });
    return tenants.get(caller.tenantId());
  }

  private @Nullable StoredToken tokenAfter(UUID tenantId, SecretChange change) {
    return switch (change) {
      case SecretChange.Keep() -> {
        if (tenants.find(tenantId).isEmpty()) {
          yield null;
        }
        tenants.lock(tenantId); // else a token saved meanwhile would be lost again
        yield tenants.stored(tenantId).orElse(null);
      }
      case SecretChange.Remove() -> null;
      case SecretChange.Replace(var token) -> tenants.encrypted(tenantId, token);
    };
  }

  private static ProblemException tokenRequired() {
    return ProblemException.of(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "fields.invalid",
        "Without a service principal, connections need a personal access token (PAT).",
        "Provide a PAT, then save again. Nothing was stored.",
        List.of(
            new Problem.FieldError(
                "personalAccessToken",
                "personal-access-token.required",
                "is required when useServicePrincipal is off")));
  }

  private static String told(DevOpsSettings settings) {
    return "integrationEnabled="
        + settings.integrationEnabled()
        + " useServicePrincipal="
        + settings.useServicePrincipal()
        + " includeHomeTenantOrganizations="
        + settings.includeHomeTenantOrganizations()
        + " personalAccessToken="
        + settings.personalAccessTokenState()
        + " servicePrincipal="
        + settings.servicePrincipal();
  }
}
