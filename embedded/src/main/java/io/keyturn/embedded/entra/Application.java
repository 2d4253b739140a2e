package io.keyturn.embedded.entra;

import java.time.Instant;
import java.util.List;

/**
 * An application registration.
 *
 * @param tenantId where it is registered; other tenants may have a service principal of it
 * @param objectId of the registration: what Microsoft Graph's {@code /applications/{id}} means
 * @param clientId what a service connection calls {@code serviceprincipalid}
 * @param owners object ids of people and service principals
 */
public record Application(
    String tenantId,
    String objectId,
    String clientId,
    String displayName,
    Api api,
    SignIn signIn,
    List<String> owners,
    List<Password> passwords,
    Credentials credentials) {

  public Application {
    owners = List.copyOf(owners);
    passwords = List.copyOf(passwords);
  }

  /**
   * What it offers to others.
   *
   * @param identifierUris what a scope may call it, such as {@code api://keyturn}
   * @param appRoles the values that may be assigned
   */
  public record Api(List<String> identifierUris, List<String> appRoles) {

    public Api {
      identifierUris = List.copyOf(identifierUris);
      appRoles = List.copyOf(appRoles);
    }
  }

  /**
   * How people sign in to it.
   *
   * @param redirectUris matched exactly; any is accepted when empty
   * @param publicClient may redeem a code with PKCE alone
   */
  public record SignIn(List<String> redirectUris, boolean publicClient) {

    public SignIn {
      redirectUris = List.copyOf(redirectUris);
    }
  }

  /**
   * What it may prove itself with besides a password: what a {@code client_assertion} is held to.
   *
   * @param certificates X.509, DER, base64
   */
  public record Credentials(List<FederatedCredential> federated, List<String> certificates) {

    public Credentials {
      federated = List.copyOf(federated);
      certificates = List.copyOf(certificates);
    }
  }

  /** A registration with nothing but its names. */
  public static Application of(
      String tenantId, String objectId, String clientId, String displayName) {
    return new Application(
        tenantId,
        objectId,
        clientId,
        displayName,
        new Api(List.of(), List.of()),
        new SignIn(List.of(), false),
        List.of(),
        List.of(),
        new Credentials(List.of(), List.of()));
  }

  public Application withApi(List<String> identifierUris, List<String> appRoles) {
    return with(new Api(identifierUris, appRoles), signIn, owners, passwords, credentials);
  }

  public Application withSignIn(List<String> redirectUris, boolean publicClient) {
    return with(api, new SignIn(redirectUris, publicClient), owners, passwords, credentials);
  }

  public Application withOwners(List<String> owners) {
    return with(api, signIn, owners, passwords, credentials);
  }

  public Application withPasswords(List<Password> passwords) {
    return with(api, signIn, owners, passwords, credentials);
  }

  public Application withCredentials(
      List<FederatedCredential> federated, List<String> certificates) {
    return with(api, signIn, owners, passwords, new Credentials(federated, certificates));
  }

  /** What can change; the names stay. */
  private Application with(
      Api api,
      SignIn signIn,
      List<String> owners,
      List<Password> passwords,
      Credentials credentials) {
    return new Application(
        tenantId, objectId, clientId, displayName, api, signIn, owners, passwords, credentials);
  }

  /**
   * One {@code passwordCredential}. Entra does not keep the secret itself, and neither do we.
   *
   * @param hint the first three characters
   * @param sha256 of the secret, in hex
   * @param knownEverywhereFrom when its propagation is over
   */
  public record Password(
      String keyId,
      String displayName,
      String hint,
      String sha256,
      Instant startDateTime,
      Instant endDateTime,
      Instant knownEverywhereFrom) {}

  /** All three must match a presented assertion exactly. */
  public record FederatedCredential(String issuer, String subject, String audience) {}
}
