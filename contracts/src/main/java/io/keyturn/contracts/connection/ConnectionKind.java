package io.keyturn.contracts.connection;

import java.util.Optional;

/**
 * The kinds of service connections that hold a secret which somebody has to carry to them. What is
 * decided about a connection is a switch over these, so a new one does not compile before each
 * decision has been taken for it (docs/adding-a-target.md).
 */
public enum ConnectionKind {
  AZURERM("azurerm"),
  DOCKER_REGISTRY("dockerregistry");

  private final String type;

  ConnectionKind(String type) {
    this.type = type;
  }

  /** Azure DevOps' name of the type. */
  public String type() {
    return type;
  }

  /** Empty where Keyturn carries nothing to connections of that type. */
  public static Optional<ConnectionKind> of(ConnectionFacts connection) {
    for (ConnectionKind kind : values()) {
      if (connection.isOfType(kind.type)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /**
   * Where Keyturn itself would send the secret to prove it: the address is kept when the connection
   * is bound, and the secret goes nowhere else afterwards. Blank where the connection does not say;
   * empty where Azure DevOps does the proving.
   */
  public static Optional<String> provenAt(ConnectionFacts connection) {
    return of(connection)
        .flatMap(kind ->
            switch (kind) {
              case AZURERM -> Optional.empty();
              case DOCKER_REGISTRY -> Optional.of(connection.registry().orElse(""));
            });
  }
}
