package io.keyturn.contracts.connection;

import io.keyturn.contracts.outcome.Reason;
import java.util.Optional;

/**
 * Which service connections hold a secret that somebody has to carry to them: {@code azurerm} with
 * a manual service principal key (A-13, A-13a) and {@code dockerregistry} of type Others.
 */
public final class ConnectionSupport {

  private ConnectionSupport() {}

  /**
   * Why the connection cannot be rotated; empty when it can.
   *
   * @param what goes on after the connection's name
   */
  public record WhyNot(Reason reason, String what) {}

  public static Optional<WhyNot> whyNot(ConnectionFacts connection) {
    Optional<ConnectionKind> kind = ConnectionKind.of(connection);
    if (kind.isEmpty()) {
      return no(
          Reason.CONNECTION_TYPE_UNSUPPORTED,
          "is neither an azurerm nor a dockerregistry connection.");
    }
    return switch (kind.get()) {
      case AZURERM -> whyNotAzurerm(connection);
      case DOCKER_REGISTRY -> whyNotDockerRegistry(connection);
    };
  }

  private static Optional<WhyNot> whyNotAzurerm(ConnectionFacts connection) {
    if (connection.hasScheme("WorkloadIdentityFederation")) {
      return no(
          Reason.CONNECTION_SCHEME_UNSUPPORTED,
          "uses workload identity federation and holds no secret.");
    }
    if (connection.hasScheme("ManagedServiceIdentity")) {
      return no(
          Reason.CONNECTION_SCHEME_UNSUPPORTED, "uses a managed identity and holds no secret.");
    }
    if (!connection.hasScheme("ServicePrincipal")) {
      return no(Reason.CONNECTION_SCHEME_UNSUPPORTED, "does not sign in with a service principal.");
    }
    // Absent means spnKey: FACTS 0.5.
    if (!connection.authenticationType().orElse("spnKey").equalsIgnoreCase("spnKey")) {
      return no(Reason.CONNECTION_CERTIFICATE, "signs in with a certificate, not with a secret.");
    }
    // Azure DevOps renews an Automatic connection's secret by itself and would override ours. One
    // that does not say how it was made is left alone too.
    if (!connection.creationMode().orElse("unknown").equalsIgnoreCase("Manual")) {
      return no(
          Reason.CONNECTION_AUTOMATIC, "was not created manually: Azure DevOps owns its secret.");
    }
    return notReady(connection);
  }

  private static Optional<WhyNot> whyNotDockerRegistry(ConnectionFacts connection) {
    if (!connection.registryType().orElse("unknown").equalsIgnoreCase("Others")) {
      return no(Reason.REGISTRY_TYPE_UNSUPPORTED, "is not of registry type Others.");
    }
    if (!connection.hasScheme("UsernamePassword")) {
      return no(
          Reason.CONNECTION_SCHEME_UNSUPPORTED, "does not sign in with user name and password.");
    }
    return notReady(connection);
  }

  private static Optional<WhyNot> notReady(ConnectionFacts connection) {
    return connection.ready()
        ? Optional.empty()
        : no(Reason.CONNECTION_NOT_READY, "is not ready: its creation failed or is under way.");
  }

  private static Optional<WhyNot> no(Reason reason, String what) {
    return Optional.of(new WhyNot(reason, what));
  }
}
