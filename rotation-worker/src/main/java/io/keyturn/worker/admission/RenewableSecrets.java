package io.keyturn.worker.admission;

import io.keyturn.contracts.connection.ConnectionFacts;
import io.keyturn.contracts.connection.ConnectionKind;
import io.keyturn.contracts.connection.RegistryAddress;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.worker.admission.Admission.Declined;
import java.util.Optional;

/** Whether what a connection signs in with is a client secret, which is made at Entra. */
public final class RenewableSecrets {

  private RenewableSecrets() {}

  /** Empty when it is. */
  public static Optional<Declined> check(BindingFacts facts) {
    if (!(facts.connection() instanceof Succeeded<ConnectionFacts>(ConnectionFacts connection))) {
      return Optional.empty();
    }
    return ConnectionKind.of(connection)
        .flatMap(kind ->
            switch (kind) {
              case AZURERM -> Optional.empty();
              case DOCKER_REGISTRY -> ofDockerRegistry(facts, connection);
            });
  }

  private static Optional<Declined> ofDockerRegistry(
      BindingFacts facts, ConnectionFacts connection) {
    // Azure's registries take an application's client id and client secret for a login.
    boolean azure = RegistryAddress.isAzure(connection.registry().orElse(""));
    boolean application =
        connection.username().filter(facts.applicationId()::equalsIgnoreCase).isPresent();
    return azure && application
        ? Optional.empty()
        : Optional.of(
            new Declined(
                Reason.REGISTRY_PASSWORD_NOT_RENEWABLE,
                facts.name()
                    + " signs in to a registry with a password that Entra does not make. Change it at"
                    + " the registry and store it in Key Vault; Keyturn carries it from there."));
  }
}
