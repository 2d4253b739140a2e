package io.keyturn.settings.application;

import io.keyturn.contracts.api.Binding;
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

  private final Tenants tenants;
  private final Applications applications;
  private final Bindings bindings;
  private final Connectors connectors;
  private final History history;
  private final TransactionOperations transaction;
  private final Clock clock;

  BindingController(
      Tenants tenants,
      Applications applications,
      Bindings bindings,
      Connectors connectors,
      History history,
      TransactionOperations transaction,
      Clock clock) {
    this.tenants = tenants;
    this.applications = applications;
    this.bindings = bindings;
    this.connectors = connectors;
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
      @PathVariable String applicationId,
      FieldReader fields) {
    UUID application = known(caller, applicationId);
    String organization = OrganizationName.read(fields, false);
    UUID projectId = fields.guid("projectId");
    UUID connectionId = fields.guid("connectionId");
    String projectName = fields.optionalText("projectName", 200).orElse(projectId.toString());
    String connectionName =
        fields.optionalText("connectionName", 400).orElse(connectionId.toString());
    fields.finish();
    Binding binding =
        new Binding(
            UUID.randomUUID(),
            organization,
            projectId,
            projectName,
            connectionId,
            connectionName,
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            caller.actor());
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

  private void store(Caller caller, UUID application, Binding binding) {
    tenants.lock(caller.tenantId());
    if (!tenants.get(caller.tenantId()).integrationEnabled()) {
      throw off("tenant.integration-off", "The tenant's Azure DevOps integration is off.");
    }
    if (!applications.get(caller.tenantId(), application).integrationEnabled()) {
      throw off("application.integration-off", "The application's own integration is off.");
    }
    if (connectors.of(caller.tenantId(), binding.organization()).isEmpty()) {
      throw ProblemException.of(
          HttpStatus.CONFLICT,
          "connector.missing",
          "There is no connector for the organization " + binding.organization() + ".",
          "Ask a tenant administrator to add one, then bind again.");
    }
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
            + binding.connectionId());
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

  private UUID known(Caller caller, String applicationId) {
    tenants.get(caller.tenantId());
    return applications.known(caller.tenantId(), applicationId);
  }

  private static ProblemException off(String code, String detail) {
    return ProblemException.of(
        HttpStatus.CONFLICT,
        code,
        detail + " What is bound already stays bound.",
        "Switch it on, then bind again.");
  }

  private static ProblemException unknown() {
    return ProblemException.of(
        HttpStatus.NOT_FOUND,
        "binding.unknown",
        "This application has no binding with this id.",
        "The list of bindings shows the ids there are.");
  }
}
