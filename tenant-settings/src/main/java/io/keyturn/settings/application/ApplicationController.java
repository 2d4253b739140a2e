package io.keyturn.settings.application;

import io.keyturn.contracts.api.Application;
import io.keyturn.contracts.api.Binding;
import io.keyturn.contracts.api.Page;
import io.keyturn.contracts.api.Problem;
import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.Schedule;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.settings.access.AllowedTo;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.access.Role;
import io.keyturn.settings.api.FieldReader;
import io.keyturn.settings.api.Guid;
import io.keyturn.settings.api.Paging;
import io.keyturn.settings.api.Precondition;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.history.History;
import io.keyturn.settings.tenant.Tenants;
import io.keyturn.settings.timing.MaintenanceWindows;
import io.keyturn.settings.vault.SecretLocations;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** An application's secret settings. */
@RestController
@RequestMapping("/api/v1/tenants/{tenantId}/applications")
class ApplicationController {

  private static final int MOST_OWNERS = 100;

  private final Tenants tenants;
  private final Applications applications;
  private final Bindings bindings;
  private final NextDue nextDue;
  private final SharedSecrets sharedSecrets;
  private final SecretLocations locations;
  private final History history;
  private final TransactionOperations transaction;
  private final Clock clock;

  ApplicationController(
      Tenants tenants,
      Applications applications,
      Bindings bindings,
      NextDue nextDue,
      SharedSecrets sharedSecrets,
      SecretLocations locations,
      History history,
      TransactionOperations transaction,
      Clock clock) {
    this.tenants = tenants;
    this.applications = applications;
    this.bindings = bindings;
    this.nextDue = nextDue;
    this.sharedSecrets = sharedSecrets;
    this.locations = locations;
    this.history = history;
    this.transaction = transaction;
    this.clock = clock;
  }

  @GetMapping
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER, Role.AUDITOR})
  Page<Application> list(
      @AuthenticationPrincipal Caller caller,
      @RequestParam @Nullable String search,
      @RequestParam @Nullable String state,
      @RequestParam @Nullable String limit,
      @RequestParam @Nullable String after) {
    tenants.get(caller.tenantId());
    ApplicationFilter filter = ApplicationFilter.of(search, state);
    int most = Paging.limit(limit);
    UUID from = after == null ? null : Guid.parse(after).orElseThrow(Paging::unknownCursor);
    UUID owner = caller.seesEveryApplication() ? null : caller.objectId();
    List<Application> found = applications.list(caller.tenantId(), owner, filter, from, most + 1);
    return Paging.first(found, most, Application::applicationId);
  }

  @GetMapping("/{applicationId}")
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER, Role.AUDITOR})
  Application read(@AuthenticationPrincipal Caller caller, @PathVariable String applicationId) {
    tenants.get(caller.tenantId());
    return applications.get(caller.tenantId(), id(applicationId));
  }

  @PutMapping(path = "/{applicationId}", consumes = MediaType.APPLICATION_JSON_VALUE)
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER})
  Application save(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String applicationId,
      Precondition precondition,
      FieldReader fields) {
    Optional<UUID> id = Guid.parse(applicationId);
    if (id.isEmpty()) {
      fields.refuse("applicationId", "field.guid", "must be the application's client id, a GUID");
    }
    String name = fields.text("name", 200);
    boolean integrationEnabled = fields.flag("integrationEnabled");
    List<UUID> owners = fields.guids("owners", MOST_OWNERS);
    if (fields.has("owners") && owners.isEmpty()) {
      fields.refuse("owners", "owners.none", "must name at least one owner's object id");
    }
    SecretLocation secret = locations.read(fields.object("secret"));
    Duration overlap = Schedules.overlap(fields);
    Schedule schedule = Schedules.schedule(fields, clock);
    Renewing renewing = Renewing.read(fields, clock);
    fields.finish();
    Application wanted =
        new Application(
            id.orElseThrow().toString(),
            name,
            integrationEnabled,
            owners.stream().map(UUID::toString).toList(),
            secret,
            overlap,
            schedule,
            true,
            RotationSettings.Renewal.DEFAULT.validity(),
            List.of(),
            null,
            null,
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            caller.actor());
    transaction.executeWithoutResult(
        status -> store(caller, id.orElseThrow(), wanted, renewing, owners, precondition));
    return applications.get(caller.tenantId(), id.orElseThrow());
  }

  private void store(
      Caller caller,
      UUID id,
      Application asked,
      Renewing renewing,
      List<UUID> owners,
      Precondition precondition) {
    tenants.lock(caller.tenantId());
    Optional<Application> before = applications.find(caller.tenantId(), id);
    precondition.check(before);
    Application wanted = renewing.onto(asked, before);
    if (!caller.has(Role.TENANT_ADMIN)) {
      refuseMovingTheSecret(before.orElseThrow(Applications::unknown), wanted);
    }
    sharedSecrets.refuse(caller, before, wanted);
    applications.save(caller.tenantId(), id, wanted, owners);
    nextDue.saved(caller.tenantId(), id, before, wanted);
    history.record(
        caller.tenantId(),
        caller.actor(),
        "application.saved",
        id.toString(),
        "name="
            + wanted.name()
            + " integrationEnabled="
            + wanted.integrationEnabled()
            + " owners="
            + String.join(",", wanted.owners())
            + " secret="
            + wanted.secret().address()
            + " overlap="
            + wanted.overlap()
            + " schedule="
            + Schedules.told(wanted.schedule())
            + " automatic="
            + wanted.automatic()
            + " validity="
            + wanted.validity()
            + " maintenanceWindows="
            + MaintenanceWindows.told(wanted.maintenanceWindows()));
  }

  /**
   * An owner decides where the application's secret goes, but not which secret that is: the worker
   * may read every secret of the tenant, and an owner could otherwise name somebody else's and have
   * it carried to a registry of their choice. For the same reason owners do not name owners.
   */
  private static void refuseMovingTheSecret(Application current, Application wanted) {
    Set<String> owners = current.owners().stream().collect(Collectors.toSet());
    if (!current.secret().equals(wanted.secret()) || !owners.equals(Set.copyOf(wanted.owners()))) {
      throw ProblemException.of(
          HttpStatus.FORBIDDEN,
          "application.administrators-only",
          "Where the secret is kept and who owns the application is for tenant administrators.",
          "Leave secret and owners as they are, or ask a tenant administrator.");
    }
  }

  @DeleteMapping("/{applicationId}")
  @AllowedTo(Role.TENANT_ADMIN)
  ResponseEntity<Void> delete(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String applicationId,
      @RequestParam @Nullable String withBindings,
      Precondition precondition) {
    UUID id = id(applicationId);
    transaction.executeWithoutResult(status -> {
      tenants.lock(caller.tenantId());
      precondition.check(Optional.of(applications.get(caller.tenantId(), id)));
      List<Binding> bound = bindings.of(caller.tenantId(), id);
      if (!"true".equals(withBindings)) {
        refuseWhenBound(bound);
      }
      bound.forEach(it -> unbind(caller, id, it));
      applications.delete(caller.tenantId(), id);
      history.record(caller.tenantId(), caller.actor(), "application.deleted", id.toString(), "");
    });
    return ResponseEntity.noContent().build();
  }

  private void unbind(Caller caller, UUID id, Binding binding) {
    bindings.delete(caller.tenantId(), id, binding.id());
    history.record(
        caller.tenantId(),
        caller.actor(),
        "binding.deleted",
        id.toString(),
        "binding=" + binding.id() + " with the application");
  }

  private static void refuseWhenBound(List<Binding> bound) {
    if (!bound.isEmpty()) {
      throw ProblemException.of(
          HttpStatus.CONFLICT,
          "application.bound",
          "Service connections are bound to this application.",
          "Delete the bindings named in errors first, or repeat with withBindings=true: they go"
              + " along, and rotations no longer reach those connections.",
          bound.stream()
              .map(it ->
                  new Problem.FieldError(
                      "bindings/" + it.id(),
                      "binding.exists",
                      it.connectionName() + " in " + it.projectName()))
              .toList());
    }
  }

  private static UUID id(String applicationId) {
    return Guid.parse(applicationId).orElseThrow(Applications::unknown);
  }
}
