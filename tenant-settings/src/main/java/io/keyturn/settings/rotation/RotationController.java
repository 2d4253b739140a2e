package io.keyturn.settings.rotation;

import io.keyturn.contracts.api.ApprovalRule;
import io.keyturn.contracts.api.Page;
import io.keyturn.contracts.api.Rotation;
import io.keyturn.contracts.api.RotationOfTenant;
import io.keyturn.contracts.event.NewsData.Decision;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.settings.access.AllowedTo;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.access.Role;
import io.keyturn.settings.api.FieldReader;
import io.keyturn.settings.api.Guid;
import io.keyturn.settings.api.Paging;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.application.Applications;
import io.keyturn.settings.tenant.Tenants;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

/** Asking for rotations and following them. */
@RestController
@RequestMapping("/api/v1/tenants/{tenantId}")
class RotationController {

  private static final int LONGEST_OUTPUT = 1_000;
  private static final Set<String> STATES =
      Stream.concat(
              Stream.of("AWAITING_APPROVAL", "REQUESTED", "RUNNING", "REJECTED"),
              Arrays.stream(Outcome.values()).map(Enum::name))
          .collect(Collectors.toUnmodifiableSet());

  private final Tenants tenants;
  private final Applications applications;
  private final Rotations rotations;
  private final TenantRotations tenantRotations;
  private final AskForRotation asking;
  private final DecideOnRotation deciding;
  private final Approval approval;
  private final OutputStreaming streaming;
  private final Clock clock;

  RotationController(
      Tenants tenants,
      Applications applications,
      Rotations rotations,
      TenantRotations tenantRotations,
      AskForRotation asking,
      DecideOnRotation deciding,
      Approval approval,
      OutputStreaming streaming,
      Clock clock) {
    this.tenants = tenants;
    this.applications = applications;
    this.rotations = rotations;
    this.tenantRotations = tenantRotations;
    this.asking = asking;
    this.deciding = deciding;
    this.approval = approval;
    this.streaming = streaming;
    this.clock = clock;
  }

  @PostMapping(
      path = "/applications/{applicationId}/rotations",
      consumes = MediaType.APPLICATION_JSON_VALUE)
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER})
  ResponseEntity<Rotation> ask(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String applicationId,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      FieldReader fields) {
    UUID application = known(caller, applicationId);
    String mode = fields.text("mode", 50);
    if (!mode.isEmpty() && !List.of("propagate", "renew").contains(mode)) {
      fields.refuse("mode", "rotation.mode", "must be propagate or renew");
    }
    String reason = fields.text("reason", 500);
    boolean ignoresWindow = fields.flag("ignoreWindow", false);
    Optional<Leak> leak = Leak.read(fields, clock);
    fields.finish();
    // A second person may be asleep, and a leaked secret is not.
    Optional<ApprovalRule> rule =
        Optional.ofNullable(tenants.get(caller.tenantId()).approval()).filter(_ -> leak.isEmpty());
    Rotation asked = asking.ask(caller, application, mode, reason, ignoresWindow, leak, rule, key);
    return accepted(caller, asked);
  }

  @GetMapping("/applications/{applicationId}/rotations")
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER, Role.AUDITOR})
  Page<Rotation> list(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String applicationId,
      @RequestParam @Nullable String limit,
      @RequestParam @Nullable String after) {
    UUID application = known(caller, applicationId);
    int most = Paging.limit(limit);
    Rotation before =
        after == null
            ? null
            : Guid.parse(after)
                .flatMap(id -> rotations.find(caller.tenantId(), id))
                .orElseThrow(Paging::unknownCursor);
    List<Rotation> found = rotations.of(caller.tenantId(), application, before, most + 1);
    return Paging.first(found, most, it -> it.rotationId().toString());
  }

  /** Of every application the caller may see, newest first. */
  @GetMapping("/rotations")
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER, Role.AUDITOR})
  Page<RotationOfTenant> all(
      @AuthenticationPrincipal Caller caller,
      @RequestParam @Nullable String state,
      @RequestParam @Nullable String limit,
      @RequestParam @Nullable String after) {
    tenants.get(caller.tenantId());
    int most = Paging.limit(limit);
    if (state != null && !STATES.contains(state)) {
      throw ProblemException.of(
          HttpStatus.BAD_REQUEST,
          "parameter.invalid",
          "state must be REQUESTED, RUNNING, or an outcome such as FAILED.",
          "Leave it out for rotations in any state.");
    }
    Rotation before =
        after == null
            ? null
            : Guid.parse(after)
                .flatMap(id -> rotations.find(caller.tenantId(), id))
                .orElseThrow(Paging::unknownCursor);
    UUID owner = caller.seesEveryApplication() ? null : caller.objectId();
    return Paging.first(
        tenantRotations.list(caller.tenantId(), owner, state, before, most + 1),
        most,
        it -> it.rotation().rotationId().toString());
  }

  @GetMapping("/rotations/{rotationId}")
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER, Role.AUDITOR})
  Rotation read(@AuthenticationPrincipal Caller caller, @PathVariable String rotationId) {
    return get(caller, rotationId);
  }

  @GetMapping(path = "/rotations/{rotationId}/output", produces = MediaType.APPLICATION_JSON_VALUE)
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER, Role.AUDITOR})
  Page<StoredLine> output(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String rotationId,
      @RequestParam @Nullable String limit,
      @RequestParam @Nullable String after) {
    Rotation rotation = get(caller, rotationId);
    int most = Paging.limit(limit, LONGEST_OUTPUT, LONGEST_OUTPUT);
    return Paging.first(
        rotations.output(caller.tenantId(), rotation.rotationId(), sequence(after), most + 1),
        most,
        it -> String.valueOf(it.sequence()));
  }

  private static long sequence(@Nullable String after) {
    try {
      return after == null ? -1 : Long.parseLong(after);
    } catch (NumberFormatException e) {
      throw Paging.unknownCursor();
    }
  }

  @GetMapping(path = "/rotations/{rotationId}/output", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER, Role.AUDITOR})
  void stream(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String rotationId,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
      HttpServletResponse response)
      throws IOException {
    Rotation rotation = get(caller, rotationId);
    streaming.stream(caller, rotation.rotationId(), after(lastEventId), response);
  }

  @PostMapping(path = "/rotations/{rotationId}/resume", consumes = MediaType.APPLICATION_JSON_VALUE)
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER})
  ResponseEntity<Rotation> resume(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String rotationId,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      FieldReader fields) {
    return decide(caller, rotationId, Decision.RESUMED, key, fields);
  }

  @PostMapping(
      path = "/rotations/{rotationId}/abandon",
      consumes = MediaType.APPLICATION_JSON_VALUE)
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER})
  ResponseEntity<Rotation> abandon(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String rotationId,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      FieldReader fields) {
    return decide(caller, rotationId, Decision.ABANDONED, key, fields);
  }

  /** By somebody else than who asked. */
  @PostMapping(
      path = "/rotations/{rotationId}/approve",
      consumes = MediaType.APPLICATION_JSON_VALUE)
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER})
  ResponseEntity<Rotation> approve(
      @AuthenticationPrincipal Caller caller, @PathVariable String rotationId, FieldReader fields) {
    Rotation rotation = get(caller, rotationId);
    String reason = fields.text("reason", 500);
    fields.finish();
    return accepted(caller, approval.approve(caller, rotation.rotationId(), reason));
  }

  /** By somebody else than who asked. */
  @PostMapping(path = "/rotations/{rotationId}/reject", consumes = MediaType.APPLICATION_JSON_VALUE)
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER})
  Rotation reject(
      @AuthenticationPrincipal Caller caller, @PathVariable String rotationId, FieldReader fields) {
    Rotation rotation = get(caller, rotationId);
    String reason = fields.text("reason", 500);
    fields.finish();
    return approval.reject(caller, rotation.rotationId(), reason);
  }

  private ResponseEntity<Rotation> decide(
      Caller caller,
      String rotationId,
      Decision decision,
      @Nullable String key,
      FieldReader fields) {
    Rotation rotation = get(caller, rotationId);
    String reason = fields.text("reason", 500);
    fields.finish();
    deciding.decide(caller, rotation, decision, reason, key);
    return accepted(caller, rotation);
  }

  private static ResponseEntity<Rotation> accepted(Caller caller, Rotation rotation) {
    return ResponseEntity.accepted()
        .location(
            URI.create(
                "/api/v1/tenants/" + caller.tenantId() + "/rotations/" + rotation.rotationId()))
        .body(rotation);
  }

  private static long after(@Nullable String lastEventId) {
    if (lastEventId == null || lastEventId.isBlank()) {
      return 0;
    }
    try {
      return Long.parseLong(lastEventId.strip());
    } catch (NumberFormatException e) {
      throw ProblemException.of(
          HttpStatus.BAD_REQUEST,
          "last-event-id.invalid",
          "Last-Event-ID is not the id of an event of this stream.",
          "Leave it out to begin with the first line.");
    }
  }

  private Rotation get(Caller caller, String rotationId) {
    tenants.get(caller.tenantId());
    return Guid.parse(rotationId)
        .flatMap(id -> rotations.find(caller.tenantId(), id))
        .orElseThrow(() ->
            ProblemException.of(
                HttpStatus.NOT_FOUND,
                "rotation.unknown",
                "There is no rotation with this id.",
                "The application's list of rotations shows the ids there are."));
  }

  private UUID known(Caller caller, String applicationId) {
    tenants.get(caller.tenantId());
    return applications.known(caller.tenantId(), applicationId);
  }
}
