package io.keyturn.settings.inspection;

import io.keyturn.contracts.api.BindingOfTenant;
import io.keyturn.contracts.api.InspectionAsked;
import io.keyturn.contracts.api.InspectionState;
import io.keyturn.contracts.api.Page;
import io.keyturn.settings.access.AllowedTo;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.access.Role;
import io.keyturn.settings.api.Guid;
import io.keyturn.settings.api.Paging;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.application.Applications;
import io.keyturn.settings.application.Bindings;
import io.keyturn.settings.history.History;
import io.keyturn.settings.tenant.Tenants;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the looks at bound service connections found, and looking now. */
@RestController
@RequestMapping("/api/v1/tenants/{tenantId}")
class DriftController {

  private final Tenants tenants;
  private final Applications applications;
  private final Bindings bindings;
  private final Inspections inspections;
  private final History history;
  private final TransactionOperations transaction;
  private final Clock clock;

  DriftController(
      Tenants tenants,
      Applications applications,
      Bindings bindings,
      Inspections inspections,
      History history,
      TransactionOperations transaction,
      Clock clock) {
    this.tenants = tenants;
    this.applications = applications;
    this.bindings = bindings;
    this.inspections = inspections;
    this.history = history;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** Without a state: everything but what is in sync. */
  @GetMapping("/drift")
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER, Role.AUDITOR})
  Page<BindingOfTenant> drift(
      @AuthenticationPrincipal Caller caller,
      @RequestParam @Nullable String state,
      @RequestParam @Nullable String limit,
      @RequestParam @Nullable String after) {
    tenants.get(caller.tenantId());
    int most = Paging.limit(limit);
    UUID from = after == null ? null : Guid.parse(after).orElseThrow(Paging::unknownCursor);
    UUID owner = caller.seesEveryApplication() ? null : caller.objectId();
    List<BindingOfTenant> found =
        bindings.lookedAt(caller.tenantId(), owner, states(state), from, most + 1);
    return Paging.first(found, most, it -> it.binding().id().toString());
  }

  @PostMapping("/applications/{applicationId}/inspect")
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER})
  ResponseEntity<InspectionAsked> inspect(
      @AuthenticationPrincipal Caller caller, @PathVariable String applicationId) {
    boolean tenantEnabled = tenants.get(caller.tenantId()).integrationEnabled();
    UUID application = applications.known(caller.tenantId(), applicationId);
    if (!tenantEnabled) {
      throw off("tenant.integration-off", "The tenant's Azure DevOps integration is off.");
    }
    if (!applications.get(caller.tenantId(), application).integrationEnabled()) {
      throw off("application.integration-off", "The application's own integration is off.");
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    int asked =
        transaction.execute(_ -> {
          history.record(
              caller.tenantId(),
              caller.actor(),
              "application.inspected",
              application.toString(),
              "");
          return inspections.askFor(caller.tenantId(), application, now);
        });
    return ResponseEntity.accepted().body(new InspectionAsked(now, asked));
  }

  private static Set<InspectionState> states(@Nullable String state) {
    if (state == null) {
      return EnumSet.complementOf(EnumSet.of(InspectionState.IN_SYNC));
    }
    return Arrays.stream(InspectionState.values())
        .filter(known -> known.name().equals(state))
        .findFirst()
        .map(EnumSet::of)
        .orElseThrow(() ->
            ProblemException.of(
                HttpStatus.BAD_REQUEST,
                "parameter.invalid",
                "state must be one of " + Arrays.toString(InspectionState.values()) + ".",
                "Correct the parameter and ask again."));
  }

  private static ProblemException off(String code, String detail) {
    return ProblemException.of(
        HttpStatus.CONFLICT,
        code,
        detail + " Nothing is called meanwhile, so nobody can look.",
        "Switch it on, then try again.");
  }
}
