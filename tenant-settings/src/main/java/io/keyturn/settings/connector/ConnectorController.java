package io.keyturn.settings.connector;

import io.keyturn.contracts.api.CertificatePrincipal;
import io.keyturn.contracts.api.Connector;
import io.keyturn.contracts.api.ConnectorDeletion;
import io.keyturn.contracts.api.ConnectorFindings;
import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.contracts.api.FederatedIdentity;
import io.keyturn.contracts.api.ManagedIdentity;
import io.keyturn.contracts.api.Page;
import io.keyturn.contracts.api.ServicePrincipal;
import io.keyturn.settings.access.AllowedTo;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.access.Role;
import io.keyturn.settings.api.FieldReader;
import io.keyturn.settings.api.Paging;
import io.keyturn.settings.api.Precondition;
import io.keyturn.settings.api.SecretChange;
import io.keyturn.settings.federation.Federation;
import io.keyturn.settings.tenant.ServicePrincipals;
import io.keyturn.settings.tenant.Tenants;
import io.keyturn.settings.vault.SecretLocations;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Connectors, one per Azure DevOps organization. */
@RestController
@RequestMapping("/api/v1/tenants/{tenantId}/connectors")
class ConnectorController {

  private final Tenants tenants;
  private final Connectors connectors;
  private final SaveConnector saving;
  private final DeleteConnectors deleting;
  private final SignIns signIns;
  private final SecretLocations locations;
  private final Federation federation;
  private final Clock clock;

  ConnectorController(
      Tenants tenants,
      Connectors connectors,
      SaveConnector saving,
      DeleteConnectors deleting,
      SignIns signIns,
      SecretLocations locations,
      Federation federation,
      Clock clock) {
    this.tenants = tenants;
    this.connectors = connectors;
    this.saving = saving;
    this.deleting = deleting;
    this.signIns = signIns;
    this.locations = locations;
    this.federation = federation;
    this.clock = clock;
  }

  @GetMapping
  @AllowedTo({Role.TENANT_ADMIN, Role.AUDITOR})
  Page<Connector> list(
      @AuthenticationPrincipal Caller caller,
      @RequestParam @Nullable String limit,
      @RequestParam @Nullable String after) {
    tenants.get(caller.tenantId());
    List<Connector> all =
        connectors.all(caller.tenantId()).stream().map(StoredConnector::answer).toList();
    return Paging.part(all, limit, after, Connector::name);
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @AllowedTo(Role.TENANT_ADMIN)
  ResponseEntity<Connector> create(
      @AuthenticationPrincipal Caller caller,
      @RequestParam(defaultValue = "false") boolean saveUnverified,
      @RequestParam(defaultValue = "false") boolean strict,
      FieldReader fields) {
    tenants.get(caller.tenantId());
    String name = fields.text("name", 200);
    StoredConnector saved =
        saving.save(
            caller,
            read(caller, name, fields, strict, Optional.empty()),
            saveUnverified,
            false,
            Precondition.NONE);
    return ResponseEntity.created(
            URI.create("/api/v1/tenants/" + caller.tenantId() + "/connectors/" + saved.name()))
        .body(saved.answer());
  }

  @GetMapping("/{name}")
  @AllowedTo({Role.TENANT_ADMIN, Role.AUDITOR})
  Connector read(@AuthenticationPrincipal Caller caller, @PathVariable String name) {
    return get(caller, name).answer();
  }

  @PutMapping(path = "/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
  @AllowedTo(Role.TENANT_ADMIN)
  Connector update(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String name,
      @RequestParam(defaultValue = "false") boolean saveUnverified,
      @RequestParam(defaultValue = "false") boolean strict,
      @RequestParam(defaultValue = "false") boolean force,
      Precondition precondition,
      FieldReader fields) {
    StoredConnector current = get(caller, name);
    precondition.check(Optional.of(current.answer())); // before calls to Azure DevOps
    String newName = fields.optionalText("name", 200).orElse(current.name());
    return saving
        .save(
            caller,
            read(caller, newName, fields, strict, Optional.of(current)),
            saveUnverified,
            force,
            precondition.orElse(current.answer()))
        .answer();
  }

  /** 204, or 200 with what happens to the bindings that were left behind. */
  @DeleteMapping("/{name}")
  @AllowedTo(Role.TENANT_ADMIN)
  ResponseEntity<ConnectorDeletion> delete(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String name,
      @RequestParam(defaultValue = "false") boolean force,
      Precondition precondition) {
    ConnectorDeletion deletion = deleting.delete(caller, name, force, precondition);
    return deletion.bindings().isEmpty()
        ? ResponseEntity.noContent().build()
        : ResponseEntity.ok(deletion);
  }

  @PostMapping(path = "/delete", consumes = MediaType.APPLICATION_JSON_VALUE)
  @AllowedTo(Role.TENANT_ADMIN)
  ConnectorDeletion.Results deleteSeveral(
      @AuthenticationPrincipal Caller caller,
      @RequestParam(defaultValue = "false") boolean force,
      FieldReader fields) {
    List<String> names = fields.texts("names", 100, 200);
    fields.finish();
    return new ConnectorDeletion.Results(deleting.delete(caller, names, force));
  }

  @PostMapping("/{name}/verify")
  @AllowedTo(Role.TENANT_ADMIN)
  Connector verify(@AuthenticationPrincipal Caller caller, @PathVariable String name) {
    return saving.verify(caller, get(caller, name)).answer();
  }

  private StoredConnector get(Caller caller, String name) {
    tenants.get(caller.tenantId());
    return connectors.named(caller.tenantId(), name).orElseThrow(SaveConnector::unknown);
  }

  private StoredConnector read(
      Caller caller,
      String name,
      FieldReader fields,
      boolean strict,
      Optional<StoredConnector> current) {
    ConnectorName.check(fields, name);
    String organization = OrganizationName.read(fields, strict);
    String defaultProject =
        fields.mentions("defaultProject")
            ? ProjectName.optional(fields, "defaultProject")
            : current.map(StoredConnector::defaultProject).orElse(null);
    UUID id = current.map(StoredConnector::id).orElseGet(UUID::randomUUID);
    Optional<FieldReader> signIn = fields.optionalObject("signIn");
    if (signIn.isEmpty() && current.isPresent()) {
      fields.finish();
      Instant edited = clock.instant().truncatedTo(ChronoUnit.MICROS);
      return current.get().called(name, organization, defaultProject, edited, caller.actor());
    }
    Connector.Kind kind =
        signIn.map(ConnectorController::kind).orElse(Connector.Kind.TENANT_DEFAULT);
    Token token =
        kind == Connector.Kind.PERSONAL_ACCESS_TOKEN
            ? token(caller.tenantId(), id, signIn.orElseThrow(), current)
            : Token.NONE;
    ServicePrincipal principal =
        kind == Connector.Kind.SERVICE_PRINCIPAL
            ? signIn
                .flatMap(it -> it.optionalObject("servicePrincipal"))
                .map(it -> ServicePrincipals.read(it, locations))
                .orElse(null)
            : null;
    FederatedIdentity federated =
        kind == Connector.Kind.WORKLOAD_IDENTITY_FEDERATION
            ? federated(caller.tenantId(), signIn.orElseThrow())
            : null;
    CertificatePrincipal certificate =
        kind == Connector.Kind.CERTIFICATE
            ? CertificatePrincipals.read(
                signIn.orElseThrow().object("certificatePrincipal"), locations)
            : null;
    ManagedIdentity machine =
        kind == Connector.Kind.MANAGED_IDENTITY
            ? ManagedIdentities.read(signIn.orElseThrow())
            : null;
    fields.finish();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return new StoredConnector(
        id,
        caller.tenantId(),
        name,
        organization,
        defaultProject,
        kind,
        token.encrypted(),
        token.fingerprint(),
        principal,
        ConnectorStatus.VERIFYING,
        "Being verified.",
        now,
        now,
        caller.actor(),
        token.expiresOn(),
        null,
        ConnectorFindings.NONE,
        federated,
        federated == null ? null : federation.credential(caller.tenantId()).orElse(null),
        certificate,
        machine);
  }

  static Connector.Kind kind(FieldReader signIn) {
    String kind = signIn.text("kind", 50);
    return switch (kind) {
      case "tenantDefault", "" -> Connector.Kind.TENANT_DEFAULT;
      case "servicePrincipal" -> Connector.Kind.SERVICE_PRINCIPAL;
      case "personalAccessToken" -> Connector.Kind.PERSONAL_ACCESS_TOKEN;
      case "workloadIdentityFederation" -> Connector.Kind.WORKLOAD_IDENTITY_FEDERATION;
      case "certificate" -> Connector.Kind.CERTIFICATE;
      case "managedIdentity" -> Connector.Kind.MANAGED_IDENTITY;
      default -> {
        signIn.refuse(
            "kind",
            "sign-in.kind",
            "must be tenantDefault, servicePrincipal, certificate, workloadIdentityFederation,"
                + " managedIdentity or personalAccessToken");
        yield Connector.Kind.TENANT_DEFAULT;
      }
    };
  }

  private FederatedIdentity federated(UUID tenantId, FieldReader signIn) {
    if (federation.credential(tenantId).isEmpty()) {
      signIn.refuse(
          "kind",
          "sign-in.federation-not-configured",
          "needs a public address of this installation that Entra can trust: its operator sets"
              + " keyturn.federation.issuer");
    }
    return FederatedIdentities.read(signIn.object("federatedIdentity"));
  }

  private Token token(
      UUID tenantId, UUID id, FieldReader signIn, Optional<StoredConnector> current) {
    Optional<LocalDate> expires = signIn.optionalDate("personalAccessTokenExpiresOn");
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    if (signIn.has("personalAccessToken") && expires.filter(it -> it.isBefore(today)).isPresent()) {
      signIn.refuse(
          "personalAccessTokenExpiresOn", "personal-access-token.expired", "is over already");
    }
    return switch (signIn.secret("personalAccessToken")) {
      case SecretChange.Replace(var token) ->
          new Token(
              signIns.encrypted(tenantId, id, token),
              signIns.fingerprint(tenantId, token),
              expires.orElse(null));
      case SecretChange.Keep() -> {
        Token kept =
            current
                .map(row ->
                    new Token(
                        row.encryptedToken(),
                        row.tokenFingerprint(),
                        expires.orElse(row.tokenExpiresOn())))
                .orElse(Token.NONE);
        if (kept.encrypted() == null) {
          refuseMissing(signIn);
        }
        yield kept;
      }
      case SecretChange.Remove() -> {
        refuseMissing(signIn);
        yield Token.NONE;
      }
    };
  }

  private static void refuseMissing(FieldReader signIn) {
    signIn.refuse(
        "personalAccessToken",
        "personal-access-token.required",
        "is required to sign in with a personal access token");
  }

  /** As it will be stored. */
  private record Token(
      @Nullable String encrypted, @Nullable String fingerprint, @Nullable LocalDate expiresOn) {
    static final Token NONE = new Token(null, null, null);
  }
}
