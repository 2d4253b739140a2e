package io.keyturn.settings.application;

import io.keyturn.contracts.api.Binding;
import io.keyturn.contracts.api.DevOpsSettings;
import io.keyturn.contracts.api.Page;
import io.keyturn.settings.access.AllowedTo;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.access.Role;
import io.keyturn.settings.api.FieldReader;
import io.keyturn.settings.api.Guid;
import io.keyturn.settings.api.Paging;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.connector.Connectors;
import io.keyturn.settings.connector.OrganizationName;
import io.keyturn.settings.discovery.ConnectionCheck;
import io.keyturn.settings.discovery.SignedInUser;
import io.keyturn.settings.history.History;
import io.keyturn.settings.tenant.Tenants;
import java.net.URI;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Binding service connections to an application; its owners do it. */
@RestController
@RequestMapping("/api/v1/tenants/{tenantId}/applications/{applicationId}/bindings")
class BindingController {

  private static final UUID NONE = new UUID(0, 0);

  private final Tenants tenants;
  private final Applications applications;
  private final Bindings bindings;
  private final Connectors connectors;
  private final ConnectionCheck check;
  private final History history;
  private final TransactionOperations transaction;
  private final Clock clock;

  BindingController(
      Tenants tenants,
      Applications applications,
      Bindings bindings,
      Connectors connectors,
      ConnectionCheck check,
      History history,
      TransactionOperations transaction,
      Clock clock) {
    this.tenants = tenants;
    this.applications = applications;
    this.bindings = bindings;
    this.connectors = connectors;
    this.check = check;
    this.history = history;
    this.transaction = transaction;
    this.clock = clock;
  }

  @GetMapping
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER, Role.AUDITOR})
  Page<Binding> list(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String applicationId,
      @RequestParam @Nullable String limit,
      @RequestParam @Nullable String after) {
    UUID application = known(caller, applicationId);
    return Paging.part(
        bindings.of(caller.tenantId(), application), limit, after, it -> it.id().toString());
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER})
  ResponseEntity<Binding> bind(
      @AuthenticationPrincipal Caller caller,
      SignedInUser user,
      @PathVariable String applicationId,
      FieldReader fields) {
    UUID application = known(caller, applicationId);
    ConnectionCheck.Wanted wanted = wanted(application, fields);
    // Asked of Azure DevOps outside of the transaction, which looks at our own rules once more.
    DevOpsSettings settings = refuseUnlessReady(caller, application, wanted.organization());
    ConnectionCheck.Checked checked = check.check(user, settings, wanted);
    Binding binding =
        new Binding(
            UUID.randomUUID(),
            wanted.organization(),
            wanted.projectId(),
            checked.projectName(),
            wanted.connectionId(),
            checked.connectionName(),
            checked.registry(),
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            caller.actor(),
            null);
    transaction.executeWithoutResult(status -> store(caller, application, binding));
    return ResponseEntity.created(
            URI.create(
                "/api/v1/tenants/"
                    + caller.tenantId()
                    + "/applications/"
                    + application
                    + "/bindings/"
                    + binding.id()))
        .body(binding);
  }

  /** The choices in their order: none of them without the one before. */
  private static ConnectionCheck.Wanted wanted(UUID application, FieldReader fields) {
    String organization =
        fields.has("organization") || !(fields.has("projectId") || fields.has("connectionId"))
            ? OrganizationName.read(fields, false)
            : refused(fields, "organization", "binding.organization-first");
    UUID projectId = NONE;
    if (fields.has("projectId") || !fields.has("connectionId")) {
      projectId = fields.guid("projectId");
    } else {
      refused(fields, "projectId", "binding.project-first");
    }
    UUID connectionId = fields.guid("connectionId");
    UUID tenantId = fields.optionalGuid("organizationTenantId").orElse(null);
    fields.finish();
    return new ConnectionCheck.Wanted(application, organization, tenantId, projectId, connectionId);
  }

  private static String refused(FieldReader fields, String field, String code) {
    fields.refuse(field, code, "must be chosen before what comes after it");
    return "";
  }

  private DevOpsSettings refuseUnlessReady(Caller caller, UUID application, String organization) {
    DevOpsSettings settings = tenants.get(caller.tenantId());
    refuseWhenOff(settings);
    if (!applications.get(caller.tenantId(), application).integrationEnabled()) {
      throw off("application.integration-off", "The application's own integration is off.");
    }
    if (connectors.of(caller.tenantId(), organization).isEmpty()) {
      throw ProblemException.of(
          HttpStatus.CONFLICT,
          "connector.missing",
          "There is no connector for the organization " + organization + ".",
          "Ask a tenant administrator to add one, then bind again.");
    }
    return settings;
  }

  private void store(Caller caller, UUID application, Binding binding) {
    tenants.lock(caller.tenantId());
    refuseUnlessReady(caller, application, binding.organization());
    if (!bindings.add(caller.tenantId(), application, binding)) {
      // Whose it is stays unsaid: it may be another tenant's, or an application not the caller's.
      throw ProblemException.of(
          HttpStatus.CONFLICT,
          "connection.already-bound",
          "This service connection is already bound to an application.",
          "Choose another service connection, or delete the binding that uses this one.");
    }
    history.record(
        caller.tenantId(),
        caller.actor(),
        "binding.created",
        application.toString(),
        "binding="
            + binding.id()
            + " organization="
            + binding.organization()
            + " project="
            + binding.projectId()
            + " connection="
            + binding.connectionId()
            + (binding.registry() == null ? "" : " registry=" + binding.registry()));
  }

  @DeleteMapping("/{bindingId}")
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER})
  ResponseEntity<Void> delete(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String applicationId,
      @PathVariable String bindingId) {
    UUID application = known(caller, applicationId);
    UUID id = Guid.parse(bindingId).orElseThrow(BindingController::unknown);
    transaction.executeWithoutResult(status -> {
      tenants.lock(caller.tenantId());
      refuseWhenOff(tenants.get(caller.tenantId()));
      bindings.find(caller.tenantId(), application, id).orElseThrow(BindingController::unknown);
      bindings.delete(caller.tenantId(), application, id);
      history.record(
          caller.tenantId(),
          caller.actor(),
          "binding.deleted",
          application.toString(),
          "binding=" + id);
    });
    return ResponseEntity.noContent().build();
  }

  /** While the tenant is off its bindings stay exactly as they are. */
  private static void refuseWhenOff(DevOpsSettings settings) {
    if (!settings.integrationEnabled()) {
      throw off("tenant.integration-off", "The tenant's Azure DevOps integration is off.");
    }
  }

  private UUID known(Caller caller, String applicationId) {
    tenants.get(caller.tenantId());
    return applications.known(caller.tenantId(), applicationId);
  }

  private static ProblemException off(String code, String detail) {
    return ProblemException.of(
        HttpStatus.CONFLICT,
        code,
        detail + " What is bound already stays bound.",
        "Switch it on, then try again.");
  }

  private static ProblemException unknown() {
    return ProblemException.of(
        HttpStatus.NOT_FOUND,
        "binding.unknown",
        "This application has no binding with this id.",
        "The list of bindings shows the ids there are.");
  }
}
