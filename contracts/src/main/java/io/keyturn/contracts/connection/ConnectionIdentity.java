package io.keyturn.contracts.connection;

import java.util.Optional;

/**
 * Whether a connection signs in as the application whose secret it gets (A-20a, A-21a). Writing one
 * application's secret into another's connection would break it and show the secret to strangers.
 */
public final class ConnectionIdentity {

  private ConnectionIdentity() {}

  /**
   * What does not match, to go on after the connection's name; empty when all does.
   *
   * @param tenantId of the application
   * @param applicationId its client id
   */
  public static Optional<String> mismatch(
      ConnectionFacts connection, String tenantId, String applicationId) {
    Optional<ConnectionKind> kind = ConnectionKind.of(connection);
    if (kind.isEmpty()) {
      return Optional.of("is of a type whose identity nobody looks at");
    }
    return switch (kind.get()) {
      case AZURERM -> ofAzurerm(connection, tenantId, applicationId);
      case DOCKER_REGISTRY -> ofDockerRegistry(connection, applicationId);
    };
  }

  private static Optional<String> ofAzurerm(
      ConnectionFacts connection, String tenantId, String applicationId) {
    return isOne(connection.clientId(), applicationId) && isOne(connection.tenantId(), tenantId)
        ? Optional.empty()
        : Optional.of("signs in as another application or tenant");
  }

  private static Optional<String> ofDockerRegistry(
      ConnectionFacts connection, String applicationId) {
    // Any registry may have any user name, but an Azure one knows client ids.
    boolean azureRegistry = RegistryAddress.isAzure(connection.registry().orElse(""));
    return azureRegistry && !isOne(connection.username(), applicationId)
        ? Optional.of("signs in to an Azure registry as somebody else")
        : Optional.empty();
  }

  private static boolean isOne(Optional<String> actual, String expected) {
    return actual.map(String::trim).filter(expected::equalsIgnoreCase).isPresent();
  }
}
