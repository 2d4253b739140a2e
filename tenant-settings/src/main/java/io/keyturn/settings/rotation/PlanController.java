package io.keyturn.settings.rotation;

import io.keyturn.contracts.api.Page;
import io.keyturn.contracts.api.Plan;
import io.keyturn.contracts.api.Rotation;
import io.keyturn.settings.access.AllowedTo;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.access.Role;
import io.keyturn.settings.api.FieldReader;
import io.keyturn.settings.api.Guid;
import io.keyturn.settings.api.Paging;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.application.Applications;
import io.keyturn.settings.plan.Plans;
import io.keyturn.settings.plan.ReadProposal;
import io.keyturn.settings.tenant.Tenants;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What would be done, before it is done. */
@RestController
@RequestMapping("/api/v1/tenants/{tenantId}")
class PlanController {

  private final Tenants tenants;
  private final Applications applications;
  private final Rotations rotations;
  private final Plans plans;
  private final ReadProposal proposals;
  private final AskForPlan asking;

  PlanController(
      Tenants tenants,
      Applications applications,
      Rotations rotations,
      Plans plans,
      ReadProposal proposals,
      AskForPlan asking) {
    this.tenants = tenants;
    this.applications = applications;
    this.rotations = rotations;
    this.plans = plans;
    this.proposals = proposals;
    this.asking = asking;
  }

  @PostMapping(
      path = "/applications/{applicationId}/plan",
      consumes = MediaType.APPLICATION_JSON_VALUE)
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER})
  ResponseEntity<Rotation> ofApplication(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String applicationId,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      FieldReader fields) {
    tenants.get(caller.tenantId());
    UUID application = applications.known(caller.tenantId(), applicationId);
    String reason = fields.text("reason", 500);
    Plans.Wish wish = new Plans.Wish(mode(fields), proposals.read(caller, application, fields));
    fields.finish();
    UUID id = asking.ask(caller, application, wish, reason, key);
    return ResponseEntity.accepted()
        .location(URI.create("/api/v1/tenants/" + caller.tenantId() + "/rotations/" + id))
        .body(rotation(caller, id));
  }

  /** One plan for each application that the caller may ask for, part by part. */
  @PostMapping(path = "/plan", consumes = MediaType.APPLICATION_JSON_VALUE)
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER})
  ResponseEntity<Page<Rotation>> ofTenant(
      @AuthenticationPrincipal Caller caller,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      @RequestParam @Nullable String limit,
      @RequestParam @Nullable String after,
      FieldReader fields) {
    tenants.get(caller.tenantId());
    int most = Paging.limit(limit);
    UUID from = after == null ? null : Guid.parse(after).orElseThrow(Paging::unknownCursor);
    String reason = fields.text("reason", 500);
    Plans.Wish wish = new Plans.Wish(mode(fields), proposals.read(caller, null, fields));
    fields.finish();
    UUID owner = caller.has(Role.TENANT_ADMIN) ? null : caller.objectId();
    List<UUID> found = plans.applications(caller.tenantId(), owner, from, most + 1);
    List<Rotation> asked = new ArrayList<>();
    for (UUID application : found.subList(0, Math.min(most, found.size()))) {
      asked.add(rotation(caller, asking.ask(caller, application, wish, reason, key)));
    }
    return ResponseEntity.accepted()
        .body(new Page<>(asked, found.size() > most ? found.get(most - 1).toString() : null));
  }

  @GetMapping(path = "/rotations/{rotationId}/plan", produces = MediaType.APPLICATION_JSON_VALUE)
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER, Role.AUDITOR})
  Plan read(@AuthenticationPrincipal Caller caller, @PathVariable String rotationId) {
    return plan(caller, rotationId);
  }

  @GetMapping(path = "/rotations/{rotationId}/plan", produces = MediaType.TEXT_PLAIN_VALUE)
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER, Role.AUDITOR})
  String readAsTable(@AuthenticationPrincipal Caller caller, @PathVariable String rotationId) {
    return PlanTable.of(plan(caller, rotationId));
  }

  private Plan plan(Caller caller, String rotationId) {
    tenants.get(caller.tenantId());
    UUID id = Guid.parse(rotationId).orElseThrow(PlanController::unknown);
    Plans.Wish wish = plans.of(caller.tenantId(), id).orElseThrow(PlanController::unknown);
    return PlanOfLines.read(
        rotation(caller, id),
        wish.of(),
        rotations.output(caller.tenantId(), id, -1, Integer.MAX_VALUE),
        plans.lines(caller.tenantId(), id));
  }

  private Rotation rotation(Caller caller, UUID id) {
    return rotations.find(caller.tenantId(), id).orElseThrow(PlanController::unknown);
  }

  private static String mode(FieldReader fields) {
    String mode = fields.text("mode", 50);
    if (!mode.isEmpty() && !List.of("propagate", "renew").contains(mode)) {
      fields.refuse("mode", "rotation.mode", "must be propagate or renew");
    }
    return mode;
  }

  private static ProblemException unknown() {
    return ProblemException.of(
        HttpStatus.NOT_FOUND,
        "plan.unknown",
        "There is no plan with this id.",
        "Ask for one with POST on the application's plan; other rotations have an output.");
  }
}
