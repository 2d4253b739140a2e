package io.keyturn.worker.admission;

import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.connection.ConnectionFacts;
import io.keyturn.contracts.outcome.Attempt;
import java.util.Optional;

/**
 * All that the checks of one binding look at, gathered before the first of them runs.
 *
 * @param connection the service connection as it stands in Azure DevOps
 * @param administratorOf the group that makes the worker's identity an administrator; empty when
 *     none does
 * @param mayAdminister the effective right on this very connection
 */
public record BindingFacts(
    Binding binding,
    String tenantId,
    String applicationId,
    Attempt<ConnectionFacts> connection,
    Attempt<Optional<String>> administratorOf,
    Attempt<Boolean> mayAdminister) {

  /** How an administrator would name the connection. */
  public String name() {
    return binding.organization()
        + "/"
        + binding.projectName()
        + ", service connection "
        + binding.connectionName();
  }
}
