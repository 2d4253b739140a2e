package io.keyturn.settings.tenant;

import io.keyturn.contracts.api.ApprovalRule;
import io.keyturn.contracts.api.DevOpsSettings;
import io.keyturn.contracts.api.MaintenanceWindow;
import io.keyturn.contracts.api.Problem;
import io.keyturn.contracts.api.ServicePrincipal;
import io.keyturn.contracts.api.StoredSecret;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.settings.access.AllowedTo;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.access.Role;
import io.keyturn.settings.api.FieldReader;
import io.keyturn.settings.api.Precondition;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.api.SecretChange;
import io.keyturn.settings.encryption.StoredCredentials.UnreadableCredential;
import io.keyturn.settings.history.History;
import io.keyturn.settings.tenant.Tenants.StoredToken;
import io.keyturn.settings.timing.MaintenanceWindows;
import io.keyturn.settings.vault.SecretLocations;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A tenant's Azure DevOps settings. */
@RestController
@RequestMapping("/api/v1/tenants/{tenantId}/devops-settings")
class DevOpsSettingsController {

  private static final Logger log = LoggerFactory.getLogger(DevOpsSettingsController.class);

  private final Tenants tenants;
  private final TenantSignInUsers users;
  private final SecretLocations locations;
  private final History history;
  private final TransactionOperations transaction;
  private final Clock clock;

  DevOpsSettingsController(
      Tenants tenants,
      TenantSignInUsers users,
      SecretLocations locations,
      History history,
      TransactionOperations transaction,
      Clock clock) {
    this.tenants = tenants;
    this.users = users;
    this.locations = locations;
    this.history = history;
    this.transaction = transaction;
    this.clock = clock;
  }

  @GetMapping
  @AllowedTo({Role.TENANT_ADMIN, Role.AUDITOR})
  DevOpsSettings read(@AuthenticationPrincipal Caller caller) {
    return users.withTokenVerified(caller.tenantId(), tenants.get(caller.tenantId()));
  }

  @PutMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @AllowedTo(Role.TENANT_ADMIN)
  DevOpsSettings save(
      @AuthenticationPrincipal Caller caller,
      @RequestParam(defaultValue = "false") boolean saveUnverified,
      Precondition precondition,
      FieldReader fields) {
    Optional<DevOpsSettings> before = tenants.find(caller.tenantId());
    boolean integrationEnabled = fields.flag("integrationEnabled");
    boolean useServicePrincipal = fields.flag("useServicePrincipal");
    boolean includeHome = fields.flag("includeHomeTenantOrganizations", false);
    SecretChange change = fields.secret("personalAccessToken");
    ServicePrincipal principal =
        fields.mentions("servicePrincipal")
            ? fields
                .optionalObject("servicePrincipal")
                .map(it -> ServicePrincipals.read(it, locations))
                .orElse(null)
            : before.map(DevOpsSettings::servicePrincipal).orElse(null);
    @Nullable LocalDate expires = expiry(fields, change, before);
    List<MaintenanceWindow> windows =
        MaintenanceWindows.read(fields, clock)
            .or(() -> before.map(DevOpsSettings::maintenanceWindows))
            .orElse(List.of());
    ApprovalRule approval =
        Approvals.read(fields, before.map(DevOpsSettings::approval).orElse(null));
    fields.finish();
    if (!useServicePrincipal && !tokenAfter(change, before)) {
      throw tokenRequired();
    }
    DevOpsSettings wanted =
        new DevOpsSettings(
            integrationEnabled,
            useServicePrincipal,
            includeHome,
            StoredSecret.ofFingerprint(null),
            principal,
            expires,
            windows,
            approval,
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            caller.actor());
    Runnable others = tryOut(caller, before, wanted, change, saveUnverified);
    transaction.executeWithoutResult(status -> {
      tenants.lockSettings(caller.tenantId());
      precondition.check(tenants.find(caller.tenantId()));
      refuseWhenChangedSince(before, caller.tenantId());
      StoredToken token = tokenAfter(caller.tenantId(), change);
      DevOpsSettings settings = wanted.with(token == null ? null : token.fingerprint());
      tenants.save(caller.tenantId(), settings, token);
      others.run();
      history.record(
          caller.tenantId(),
          caller.actor(),
          "devops-settings.saved",
          "devops-settings",
          told(settings));
    });
    return users.withTokenVerified(caller.tenantId(), tenants.get(caller.tenantId()));
  }

  /** Only what changes who signs in is tried: the toggle must work while Azure DevOps is down. */
  private Runnable tryOut(
      Caller caller,
      Optional<DevOpsSettings> before,
      DevOpsSettings wanted,
      SecretChange change,
      boolean anyway) {
    boolean sameSignIn =
        change instanceof SecretChange.Keep
            && before
                .filter(it ->
                    it.useServicePrincipal() == wanted.useServicePrincipal()
                        && Objects.equals(it.servicePrincipal(), wanted.servicePrincipal()))
                .isPresent();
    if (before.isEmpty() || sameSignIn) {
      return () -> {};
    }
    Optional<ClientSecret> token =
        switch (change) {
          case SecretChange.Keep() ->
              wanted.useServicePrincipal() ? Optional.empty() : readable(caller.tenantId());
          case SecretChange.Remove() -> Optional.empty();
          case SecretChange.Replace(var replacement) -> Optional.of(replacement);
        };
    return users.tryOut(caller.tenantId(), wanted, token, anyway);
  }

  private Optional<ClientSecret> readable(UUID tenantId) {
    try {
      return tenants.personalAccessToken(tenantId);
    } catch (UnreadableCredential e) {
      log.atError()
          .addKeyValue("tenantId", tenantId)
          .addKeyValue("why", e.getMessage())
          .log("stored credential unreadable");
      throw refusedToken(
          "The stored personal access token (PAT) cannot be decrypted any more.",
          "Provide the PAT again, or have the operator check the keyring. Nothing was stored.",
          "personal-access-token.unreadable",
          "is stored, and cannot be decrypted: provide it again");
    }
  }

  /** What was tried was tried with the settings as they were read. */
  private void refuseWhenChangedSince(Optional<DevOpsSettings> before, UUID tenantId) {
    if (!tenants.find(tenantId).equals(before)) {
      throw ProblemException.of(
          HttpStatus.CONFLICT,
          "devops-settings.changed-meanwhile",
          "Somebody else saved these settings while the sign-in was being verified.",
          "Read them again, then save again. Nothing was stored.");
    }
  }

  private @Nullable LocalDate expiry(
      FieldReader fields, SecretChange change, Optional<DevOpsSettings> before) {
    Optional<LocalDate> typed = fields.optionalDate("personalAccessTokenExpiresOn");
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    if (change instanceof SecretChange.Replace
        && typed.filter(it -> it.isBefore(today)).isPresent()) {
      fields.refuse(
          "personalAccessTokenExpiresOn", "personal-access-token.expired", "is over already");
    }
    return switch (change) {
      case SecretChange.Keep() ->
          typed.or(() -> before.map(DevOpsSettings::personalAccessTokenExpiresOn)).orElse(null);
      case SecretChange.Remove() -> null;
      case SecretChange.Replace(var _) -> typed.orElse(null);
    };
  }

  private static boolean tokenAfter(SecretChange change, Optional<DevOpsSettings> before) {
    return switch (change) {
      case SecretChange.Keep() ->
          before.filter(it -> it.personalAccessTokenState().set()).isPresent();
      case SecretChange.Remove() -> false;
      case SecretChange.Replace(var _) -> true;
    };
  }

  private @Nullable StoredToken tokenAfter(UUID tenantId, SecretChange change) {
    return switch (change) {
      case SecretChange.Keep() -> tenants.stored(tenantId).orElse(null);
      case SecretChange.Remove() -> null;
      case SecretChange.Replace(var token) -> tenants.encrypted(tenantId, token);
    };
  }

  private static ProblemException tokenRequired() {
    return refusedToken(
        "Without a service principal, connections need a personal access token (PAT).",
        "Provide a PAT, then save again. Nothing was stored.",
        "personal-access-token.required",
        "is required when useServicePrincipal is off");
  }

  private static ProblemException refusedToken(
      String detail, String remedy, String code, String message) {
    return ProblemException.of(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "fields.invalid",
        detail,
        remedy,
        List.of(new Problem.FieldError("personalAccessToken", code, message)));
  }

  private static String told(DevOpsSettings settings) {
    return "integrationEnabled="
        + settings.integrationEnabled()
        + " useServicePrincipal="
        + settings.useServicePrincipal()
        + " includeHomeTenantOrganizations="
        + settings.includeHomeTenantOrganizations()
        + " personalAccessToken="
        + (settings.personalAccessTokenState().set()
            ? settings.personalAccessTokenState().fingerprint()
            : "none")
        + " servicePrincipal="
        + told(settings.servicePrincipal())
        + " maintenanceWindows="
        + MaintenanceWindows.told(settings.maintenanceWindows())
        + " approval="
        + told(settings.approval());
  }

  private static String told(@Nullable ApprovalRule rule) {
    return rule == null
        ? "none"
        : "within " + rule.timeout() + (rule.scheduledToo() ? ", scheduled ones too" : "");
  }

  private static String told(@Nullable ServicePrincipal principal) {
    return principal == null
        ? "none"
        : principal.clientId() + " clientSecret=" + principal.clientSecret().address();
  }
}
