package io.keyturn.azuredevops;

import io.keyturn.contracts.secret.ClientSecret;

/** What an identity signs in to Azure DevOps with. */
public sealed interface SignIn {

  /**
   * Who this is, without any secret: the same for the same identity, different for another. Limits
   * are counted per identity (FACTS: "Limits count per identity").
   */
  String identity();

  /** An identity of Entra that gets its access tokens there, whatever it proves itself with. */
  sealed interface Principal extends SignIn {

    /** Entra tenant, GUID or verified domain. */
    String tenantId();

    /** The client id, not an object id. */
    String clientId();

    @Override
    default String identity() {
      return "service-principal:" + tenantId() + "/" + clientId();
    }
  }

  /** A service principal, with a client secret of its own. */
  record ServicePrincipal(String tenantId, String clientId, ClientSecret secret)
      implements Principal {

    public ServicePrincipal {
      PrincipalNames.check(tenantId, clientId);
    }
  }

  /**
   * A service principal or user-assigned managed identity that trusts an issuer outside of Entra
   * (workload identity federation).
   *
   * @param assertion a signed statement of that issuer; good for minutes, so made for one use
   */
  record FederatedPrincipal(String tenantId, String clientId, ClientSecret assertion)
      implements Principal {

    public FederatedPrincipal {
      PrincipalNames.check(tenantId, clientId);
    }
  }

  /** A personal access token; acts as the person or service account that created it. */
  record PersonalAccessToken(ClientSecret token) implements SignIn {
    @Override
    public String identity() {
      return "personal-access-token:" + token.fingerprint();
    }
  }

  /**
   * The access token that a signed-in user brought along, for the Azure DevOps audience. It cannot
   * be renewed here: when it is refused, the user signs in again.
   */
  record DelegatedUser(ClientSecret accessToken) implements SignIn {
    @Override
    public String identity() {
      return "user-token:" + accessToken.fingerprint();
    }
  }
}
