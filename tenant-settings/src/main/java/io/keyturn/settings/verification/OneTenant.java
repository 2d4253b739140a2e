package io.keyturn.settings.verification;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import reactor.core.publisher.Mono;

/**
 * The installation's identity, good for the vaults of one tenant: else an administrator could have
 * another tenant's secret tried by naming its vault.
 */
final class OneTenant implements TokenCredential {

  private final TokenCredential identity;
  private final String tenantId;

  OneTenant(TokenCredential identity, String tenantId) {
    this.identity = identity;
    this.tenantId = tenantId;
  }

  /** The vault belongs to another tenant than the connector. */
  static final class OtherTenant extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OtherTenant() {
      super("the vault belongs to another tenant", null, false, false);
    }
  }

  @Override
  public Mono<AccessToken> getToken(TokenRequestContext asked) {
    return Mono.fromCallable(() -> getTokenSync(asked));
  }

  @Override
  public AccessToken getTokenSync(TokenRequestContext asked) {
    String challenged = asked.getTenantId();
    if (challenged != null && !challenged.equalsIgnoreCase(tenantId)) {
      throw new OtherTenant();
    }
    return identity.getTokenSync(asked.setTenantId(tenantId));
  }
}
