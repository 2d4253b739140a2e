package io.keyturn.embedded.devops;

import io.keyturn.embedded.entra.Directory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An Entra whose tokens are plain words and whose secrets are the ones it was told. */
final class FakeDirectory implements Directory {

  private final Map<String, Principal> tokens = new HashMap<>();
  private final Set<String> secrets = new HashSet<>();
  private final Set<String> readers = new HashSet<>();

  /** Returns the token that this principal may sign in with. */
  String token(String tenantId, String objectId, String clientId, String name) {
    String token = "token-of-" + objectId;
    tokens.put(
        token,
        new Principal(
            tenantId,
            objectId,
            clientId.isEmpty() ? Optional.empty() : Optional.of(clientId),
            name,
            name));
    return token;
  }

  FakeDirectory accepts(String clientId, String secret) {
    secrets.add(clientId + ":" + secret);
    return this;
  }

  FakeDirectory reader(String clientId, String subscriptionId) {
    readers.add(clientId + ":" + subscriptionId);
    return this;
  }

  @Override
  public Optional<Principal> principalOf(String bearerToken, String audience) {
    return audience.equals("499b84ac-1321-427f-aa17-267ca6975798")
        ? Optional.ofNullable(tokens.get(bearerToken))
        : Optional.empty();
  }

  @Override
  public SecretCheck tryClientSecret(String tenantId, String clientId, String secret) {
    return secrets.contains(clientId + ":" + secret)
        ? new SecretCheck(true, "")
        : new SecretCheck(false, "AADSTS7000215: Invalid client secret provided.");
  }

  @Override
  public boolean mayReadSubscription(String tenantId, String clientId, String subscriptionId) {
    return readers.contains(clientId + ":" + subscriptionId);
  }
}
