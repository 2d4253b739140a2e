package io.keyturn.embedded.entra;

import java.time.Instant;
import java.util.List;

/**
 * An application registration.
 *
 * @param tenantId where it is registered; other tenants may have a service principal of it
 * @param objectId of the registration: what Microsoft Graph's {@code /applications/{id}} means
 * @param clientId what a service connection calls {@code serviceprincipalid}
 * @param identifierUris what a scope may call it, such as {@code api://keyturn}
 * @param redirectUris matched exactly; any is accepted when empty
 * @param appRoles the values that may be assigned
 * @param owners object ids of people and service principals
 * @param publicClient may redeem a code with PKCE alone
 * @param certificates trusted for {@code client_assertion}: X.509, DER, base64
 */
public record Application(
    String tenantId,
    String objectId,
    String clientId,
    String displayName,
    List<String> identifierUris,
    List<String> redirectUris,
    List<String> appRoles,
    List<String> owners,
    boolean publicClient,
    List<Password> passwords,
    List<FederatedCredential> federatedCredentials,
    List<String> certificates) {

  public Application {
    identifierUris = List.copyOf(identifierUris);
    redirectUris = List.copyOf(redirectUris);
    appRoles = List.copyOf(appRoles);
    owners = List.copyOf(owners);
    passwords = List.copyOf(passwords);
    federatedCredentials = List.copyOf(federatedCredentials);
    certificates = List.copyOf(certificates);
  }

  /** A registration with nothing but its names. */
  public static Application of(
      String tenantId, String objectId, String clientId, String displayName) {
    return new Application(
        tenantId,
        objectId,
        clientId,
        displayName,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        false,
        List.of(),
        List.of(),
        List.of());
  }

  public Application withApi(List<String> identifierUris, List<String> appRoles) {
    return new Application(
        tenantId,
        objectId,
        clientId,
        displayName,
        identifierUris,
        redirectUris,
        appRoles,
        owners,
        publicClient,
        passwords,
        federatedCredentials,
        certificates);
  }

  public Application withSignIn(List<String> redirectUris, boolean publicClient) {
    return new Application(
        tenantId,
        objectId,
        clientId,
        displayName,
        identifierUris,
        redirectUris,
        appRoles,
        owners,
        publicClient,
        passwords,
        federatedCredentials,
        certificates);
  }

  public Application withOwners(List<String> owners) {
    return new Application(
        tenantId,
        objectId,
        clientId,
        displayName,
        identifierUris,
        redirectUris,
        appRoles,
        owners,
        publicClient,
        passwords,
        federatedCredentials,
        certificates);
  }

  public Application withPasswords(List<Password> passwords) {
    return new Application(
        tenantId,
        objectId,
        clientId,
        displayName,
        identifierUris,
        redirectUris,
        appRoles,
        owners,
        publicClient,
        passwords,
        federatedCredentials,
        certificates);
  }

  public Application withCredentials(
      List<FederatedCredential> federatedCredentials, List<String> certificates) {
    return new Application(
        tenantId,
        objectId,
        clientId,
        displayName,
        identifierUris,
        redirectUris,
        appRoles,
        owners,
        publicClient,
        passwords,
        federatedCredentials,
        certificates);
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
