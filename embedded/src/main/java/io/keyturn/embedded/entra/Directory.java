package io.keyturn.embedded.entra;

import java.util.Optional;

/** What the other sites ask of Entra. */
public interface Directory {

  /**
   * Who stands behind a token that this Entra issued for that audience; empty when it was not
   * issued here, has expired or is meant for another audience.
   *
   * @param audience as in the token's {@code aud}: a resource's GUID or URI without {@code
   *     /.default}
   */
  Optional<Principal> principalOf(String bearerToken, String audience);

  /** Tries a client secret as the token endpoint would, propagation delay included. */
  SecretCheck tryClientSecret(String tenantId, String clientId, String secret);

  /** Whether the application's service principal has a role on that subscription. */
  boolean mayReadSubscription(String tenantId, String clientId, String subscriptionId);

  /**
   * A user or a service principal.
   *
   * @param objectId of the user, or of the service principal (not of the application)
   * @param clientId present for a service principal only
   * @param account the user principal name, or the application's name
   */
  record Principal(
      String tenantId,
      String objectId,
      Optional<String> clientId,
      String displayName,
      String account) {}

  /**
   * @param message what Entra would say, beginning with the AADSTS code; empty when accepted
   */
  record SecretCheck(boolean accepted, String message) {}
}
