package io.keyturn.settings.expiry;

import io.keyturn.contracts.api.Expiring;
import io.keyturn.contracts.api.ExpiringApplication;
import io.keyturn.contracts.api.ExpiringApplication.Band;
import io.keyturn.contracts.api.Page;
import io.keyturn.settings.access.AllowedTo;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.access.Role;
import io.keyturn.settings.api.Guid;
import io.keyturn.settings.api.Paging;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.tenant.Tenants;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What expires when. */
@RestController
@RequestMapping("/api/v1/tenants/{tenantId}/expiring")
class ExpiryController {

  private final Tenants tenants;
  private final Expiries expiries;
  private final ExpiringTokens tokens;
  private final Clock clock;

  ExpiryController(Tenants tenants, Expiries expiries, ExpiringTokens tokens, Clock clock) {
    this.tenants = tenants;
    this.expiries = expiries;
    this.tokens = tokens;
    this.clock = clock;
  }

  @GetMapping
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER, Role.AUDITOR})
  Expiring read(
      @AuthenticationPrincipal Caller caller,
      @RequestParam @Nullable String band,
      @RequestParam @Nullable String limit,
      @RequestParam @Nullable String after) {
    tenants.get(caller.tenantId());
    int most = Paging.limit(limit);
    UUID from = after == null ? null : Guid.parse(after).orElseThrow(Paging::unknownCursor);
    UUID owner = caller.seesEveryApplication() ? null : caller.objectId();
    Instant now = clock.instant();
    @Nullable Band wanted = band(band);
    Page<ExpiringApplication> page =
        Paging.first(
            expiries.list(caller.tenantId(), owner, wanted, from, now, most + 1),
            most,
            ExpiringApplication::applicationId);
    return new Expiring(
        now,
        expiries.counts(caller.tenantId(), owner, now),
        page.items(),
        caller.seesEveryApplication() ? tokens.of(caller.tenantId(), wanted, now) : List.of(),
        page.next());
  }

  private static @Nullable Band band(@Nullable String wanted) {
    if (wanted == null) {
      return null;
    }
    return Arrays.stream(Band.values())
        .filter(known -> known.name().equals(wanted))
        .findFirst()
        .orElseThrow(() ->
            ProblemException.of(
                HttpStatus.BAD_REQUEST,
                "parameter.invalid",
                "band must be one of " + Arrays.toString(Band.values()) + ".",
                "Correct the parameter and ask again."));
  }
}
