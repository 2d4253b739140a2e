package io.keyturn.settings.overview;

import io.keyturn.contracts.api.Overview;
import io.keyturn.settings.access.AllowedTo;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.access.Role;
import io.keyturn.settings.tenant.Tenants;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The overview of a tenant, or of an owner's part of it. */
@RestController
@RequestMapping("/api/v1/tenants/{tenantId}/overview")
class OverviewController {

  private final Tenants tenants;
  private final Glance glance;
  private final Clock clock;

  OverviewController(Tenants tenants, Glance glance, Clock clock) {
    this.tenants = tenants;
    this.glance = glance;
    this.clock = clock;
  }

  @GetMapping
  @AllowedTo({Role.TENANT_ADMIN, Role.APPLICATION_OWNER, Role.AUDITOR})
  Overview read(@AuthenticationPrincipal Caller caller) {
    UUID tenant = caller.tenantId();
    tenants.get(tenant);
    @Nullable UUID owner = caller.seesEveryApplication() ? null : caller.objectId();
    Instant now = clock.instant();
    return new Overview(
        now,
        glance.applications(tenant, owner),
        glance.expiring(tenant, owner, now),
        glance.lastDay(tenant, owner, now),
        glance.attention(tenant, owner, now));
  }
}
