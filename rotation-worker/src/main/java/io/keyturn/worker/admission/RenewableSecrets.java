package io.keyturn.worker.admission;

import io.keyturn.contracts.connection.ConnectionFacts;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.worker.admission.Admission.Declined;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether what a connection signs in with is a client secret, which is made at Entra. */
public final class RenewableSecrets {

  /** Azure's registries take an application's client id and client secret for a login. */
  private static final List<String> AZURE_REGISTRIES =
      List.of(".azurecr.io", ".azurecr.cn", ".azurecr.us");

  private RenewableSecrets() {}

  /** Empty when it is. */
  public static Optional<Declined> check(BindingFacts facts) {
    if (!(facts.connection() instanceof Succeeded<ConnectionFacts>(ConnectionFacts connection))
        || !connection.type().equalsIgnoreCase("dockerregistry")) {
      return Optional.empty();
    }
    boolean azure =
        AZURE_REGISTRIES.stream().anyMatch(host(connection.registry().orElse(""))::endsWith);
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

  private static String host(String registry) {
    return registry
        .toLowerCase(Locale.ROOT)
        .replaceFirst("^https://", "")
        .replaceFirst("[:/].*$", "");
  }
}
