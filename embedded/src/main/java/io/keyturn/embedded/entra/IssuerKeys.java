package io.keyturn.embedded.entra;

import java.security.PublicKey;
import java.util.Optional;

/** Where the keys of foreign issuers come from, for federated identity credentials. */
@FunctionalInterface
public interface IssuerKeys {

  /**
   * @param issuer the assertion's {@code iss}
   * @param keyId the assertion's {@code kid}, empty when it names none
   */
  Optional<PublicKey> find(String issuer, String keyId);
}
