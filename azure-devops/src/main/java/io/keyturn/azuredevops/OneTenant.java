package io.keyturn.azuredevops;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import reactor.core.publisher.Mono;

/**
 * An application's own identity, good for the vaults of one tenant. A vault's challenge names the
 * tenant that it belongs to; where that is another one no token is sent, so that nobody can have
 * another tenant's secret read by naming its vault in his own settings.
 */
public final class OneTenant implements TokenCredential {

  private final TokenCredential identity;
  private final String tenantId;

  public OneTenant(TokenCredential identity, String tenantId) {
    this.identity = identity;
    this.tenantId = tenantId;
  }

  /** The vault belongs to another tenant than the one it was named for. */
  public static final class OtherTenant extends RuntimeException {
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
