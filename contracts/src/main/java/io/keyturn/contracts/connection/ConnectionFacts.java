package io.keyturn.contracts.connection;

import java.util.Optional;

/**
 * What a service connection says of itself, as far as a decision needs it. Texts are as Azure
 * DevOps sent them; it writes types and schemes in changing case, so they are compared ignoring it.
 *
 * @param clientId {@code serviceprincipalid} of an azurerm connection
 * @param tenantId {@code tenantid} of an azurerm connection
 * @param registry address of a docker registry
 * @param username the name that signs in to a docker registry
 */
public record ConnectionFacts(
    String name,
    String type,
    String scheme,
    Optional<String> authenticationType,
    Optional<String> creationMode,
    Optional<String> registryType,
    Optional<String> clientId,
    Optional<String> tenantId,
    Optional<String> registry,
    Optional<String> username,
    boolean ready) {

  public boolean isOfType(String wanted) {
    return type.equalsIgnoreCase(wanted);
  }

  public boolean hasScheme(String wanted) {
    return scheme.equalsIgnoreCase(wanted);
  }
}
