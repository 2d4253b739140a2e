package io.keyturn.settings.history;

import io.keyturn.contracts.api.HistoryEntry;
import io.keyturn.contracts.api.Page;
import io.keyturn.settings.access.AllowedTo;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.access.Role;
import io.keyturn.settings.api.Guid;
import io.keyturn.settings.api.Paging;
import io.keyturn.settings.api.ProblemException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What has been changed in a tenant, newest first, of everybody or of one actor. */
@RestController
@RequestMapping("/api/v1/tenants/{tenantId}/history")
class HistoryController {

  private final History history;

  HistoryController(History history) {
    this.history = history;
  }

  @GetMapping
  @AllowedTo({Role.TENANT_ADMIN, Role.AUDITOR})
  Page<HistoryEntry> list(
      @AuthenticationPrincipal Caller caller,
      @RequestParam @Nullable String actor,
      @RequestParam @Nullable String limit,
      @RequestParam @Nullable String after) {
    int most = Paging.limit(limit);
    UUID of = actor == null ? null : Guid.parse(actor).orElseThrow(HistoryController::noActor);
    long before = after == null ? Long.MAX_VALUE : id(after);
    return Paging.first(
        history.of(caller.tenantId(), of, before, most + 1), most, it -> String.valueOf(it.id()));
  }

  private static long id(String after) {
    try {
      return Long.parseLong(after);
    } catch (NumberFormatException e) {
      throw Paging.unknownCursor();
    }
  }

  private static ProblemException noActor() {
    return ProblemException.of(
        HttpStatus.BAD_REQUEST,
        "actor.invalid",
        "actor must be the object id of a person or of a service principal.",
        "Send the GUID that stands as actor in the history.");
  }
}
