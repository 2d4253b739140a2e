package io.keyturn.worker.target;

import io.keyturn.azuredevops.Actor;
import io.keyturn.azuredevops.ConnectionAddress;
import io.keyturn.azuredevops.ServiceConnection;
import io.keyturn.azuredevops.ServiceConnections;
import io.keyturn.contracts.connection.ConnectionKind;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.secret.ClientSecret;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code azurerm}: Azure DevOps itself signs in to Azure with the candidate, before and after. That
 * it can is the proof, and it comes from where the pipelines will run.
 */
final class AzurermTarget implements SecretTarget {

  private final ServiceConnections connections;

  AzurermTarget(ServiceConnections connections) {
    this.connections = connections;
  }

  @Override
  public String type() {
    return ConnectionKind.AZURERM.type();
  }

  @Override
  public String parameter() {
    return "serviceprincipalkey";
  }

  @Override
  public List<Optional<String>> signsInTo(ServiceConnection connection) {
    return List.of(
        connection.url(),
        connection.parameter("tenantid"),
        connection.parameter("serviceprincipalid"),
        connection.data("environment"));
  }

  @Override
  public String proofOf(ServiceConnection connection) {
    return connection
        .data("subscriptionName")
        .map(name -> "the subscription " + name)
        .orElse("its Azure scope");
  }

  @Override
  public Attempt<@Nullable Void> prove(
      Actor actor,
      ConnectionAddress address,
      ServiceConnection connection,
      ClientSecret candidate) {
    return connections.testCandidate(actor, address, connection, parameter(), candidate);
  }

  @Override
  public Attempt<@Nullable Void> verify(
      Actor actor, ConnectionAddress address, ServiceConnection connection, ClientSecret stored) {
    return connections.testStored(actor, address);
  }

  @Override
  public Optional<Attempt<@Nullable Void>> tryStored(Actor actor, ConnectionAddress address) {
    return Optional.of(connections.testStored(actor, address));
  }
}
