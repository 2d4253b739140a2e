package io.keyturn.azuredevops;

import io.keyturn.contracts.secret.ClientSecret;
import java.util.regex.Pattern;

/** What an identity signs in to Azure DevOps with. */
public sealed interface SignIn {

  /**
   * Who this is, without any secret: the same for the same identity, different for another. Limits
   * are counted per identity (FACTS: "Limits count per identity").
   */
  String identity();

  /**
   * A service principal, with a client secret of its own.
   *
   * @param tenantId Entra tenant, GUID or verified domain
   * @param clientId the application's client id, not an object id
   */
  record ServicePrincipal(String tenantId, String clientId, ClientSecret secret) implements SignIn {

    // Goes into the token endpoint's path, so nothing that could change that path.
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]*");

    public ServicePrincipal {
      if (!TENANT.matcher(tenantId).matches()) {
        throw new IllegalArgumentException("a tenant is named by its GUID or its domain");
      }
      if (clientId.isBlank()) {
        throw new IllegalArgumentException("a service principal has a client id");
      }
    }

    @Override
    public String identity() {
      return "service-principal:" + tenantId + "/" + clientId;
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
