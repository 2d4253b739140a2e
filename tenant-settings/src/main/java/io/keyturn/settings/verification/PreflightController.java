package io.keyturn.settings.verification;

import io.keyturn.contracts.api.Preflight;
import io.keyturn.settings.access.AllowedTo;
import io.keyturn.settings.access.Role;
import io.keyturn.settings.federation.Federation;
import java.net.URI;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells an administrator whether it is the network, before any sign-in is tried (D-14, D-16). A
 * POST, because it makes calls and stores nothing: it counts for the limit on writes.
 */
@RestController
class PreflightController {

  private final PreflightCheck check;
  private final Federation federation;

  PreflightController(PreflightCheck check, Federation federation) {
    this.check = check;
    this.federation = federation;
  }

  @PostMapping("/api/v1/tenants/{tenantId}/preflight")
  @AllowedTo(Role.TENANT_ADMIN)
  Preflight preflight() {
    return check.now(federation.issuer().map(URI::create));
  }
}
