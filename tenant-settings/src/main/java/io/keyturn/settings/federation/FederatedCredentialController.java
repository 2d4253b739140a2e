package io.keyturn.settings.federation;

import io.keyturn.contracts.api.FederatedCredential;
import io.keyturn.settings.access.AllowedTo;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.access.Role;
import io.keyturn.settings.api.ProblemException;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What an administrator enters in Entra, before the first connector that needs it. */
@RestController
class FederatedCredentialController {

  private final Federation federation;

  FederatedCredentialController(Federation federation) {
    this.federation = federation;
  }

  @GetMapping("/api/v1/tenants/{tenantId}/federated-credential")
  @AllowedTo({Role.TENANT_ADMIN, Role.AUDITOR})
  FederatedCredential read(@AuthenticationPrincipal Caller caller) {
    return federation
        .credential(caller.tenantId())
        .orElseThrow(() ->
            ProblemException.of(
                HttpStatus.CONFLICT,
                "federation.not-configured",
                "This installation has no public address that Entra could trust.",
                "Its operator sets keyturn.federation.issuer to an address on the public internet,"
                    + " from where Entra fetches the keys. Where there can be none, sign in with a"
                    + " managed identity, or with a client secret in Key Vault."));
  }
}
