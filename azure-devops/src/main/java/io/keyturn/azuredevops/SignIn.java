package io.keyturn.azuredevops;

import io.keyturn.contracts.secret.ClientSecret;
import org.jspecify.annotations.Nullable;

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

    /** For sentences: {@code service principal … of tenant …}. */
    default String named() {
      return "service principal " + clientId() + " of tenant " + tenantId();
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

  /**
   * A service principal with a certificate of its own.
   *
   * @param certificate with its private key, as {@link ClientCertificate} reads it
   */
  record CertificatePrincipal(String tenantId, String clientId, ClientSecret certificate)
      implements Principal {

    public CertificatePrincipal {
      PrincipalNames.check(tenantId, clientId);
    }
  }

  /**
   * An identity of the machine that this process runs on.
   *
   * @param tenantId refused unless the identity belongs to it: a machine has one tenant, and
   *     others' settings must not act through it
   * @param userAssigned the client id of a user-assigned one; null for the system-assigned one
   */
  record ManagedIdentity(String tenantId, @Nullable String userAssigned) implements Principal {

    public ManagedIdentity {
      PrincipalNames.check(tenantId, userAssigned == null ? SYSTEM_ASSIGNED : userAssigned);
    }

    private static final String SYSTEM_ASSIGNED = "system-assigned";

    @Override
    public String clientId() {
      return userAssigned == null ? SYSTEM_ASSIGNED : userAssigned;
    }

    @Override
    public String identity() {
      return "managed-identity:" + tenantId + "/" + clientId();
    }

    @Override
    public String named() {
      return userAssigned == null
          ? "the system-assigned managed identity of this machine"
          : "the user-assigned managed identity " + userAssigned;
    }
  }

  /**
   * An app registration that trusts an identity of this machine (a federated credential of kind
   * managed identity), most often in another Entra tenant (S-17).
   *
   * @param tenantId the registration's tenant, the organization's
   * @param machine its tenant is the one whose settings name all this: one of both has to belong to
   *     it
   */
  record FederatedManagedIdentity(String tenantId, String clientId, ManagedIdentity machine)
      implements Principal {

    public FederatedManagedIdentity {
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
