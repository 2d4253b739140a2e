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
 * {@code dockerregistry} of type Others. Azure DevOps' own TestConnection asks Docker Hub whatever
 * the registry (serviceEndpoint/7.1, ListEndpointTypes: {@code {{endpoint.url}}v2/repositories}),
 * so the proof is our own login at the registry that the connection names.
 */
final class DockerRegistryTarget implements SecretTarget {

  private final ServiceConnections connections;
  private final RegistryLogin login;

  DockerRegistryTarget(ServiceConnections connections, RegistryLogin login) {
    this.connections = connections;
    this.login = login;
  }

  @Override
  public String type() {
    return ConnectionKind.DOCKER_REGISTRY.type();
  }

  @Override
  public String parameter() {
    return "password";
  }

  @Override
  public List<Optional<String>> signsInTo(ServiceConnection connection) {
    return List.of(connection.parameter("registry"), connection.parameter("username"));
  }

  @Override
  public String proofOf(ServiceConnection connection) {
    return "the registry " + connection.parameter("registry").orElse("of the connection");
  }

  @Override
  public Attempt<@Nullable Void> prove(
      Actor actor,
      ConnectionAddress address,
      ServiceConnection connection,
      ClientSecret candidate) {
    return login.tryOut(
        connection.parameter("registry").orElse(""),
        connection.parameter("username").orElse(""),
        candidate);
  }

  /** Reads the connection once more: the login must be to the registry that it names now. */
  @Override
  public Attempt<@Nullable Void> verify(
      Actor actor, ConnectionAddress address, ServiceConnection connection, ClientSecret stored) {
    return connections.get(actor, address).then(now -> prove(actor, address, now, stored));
  }

  @Override
  public Optional<Attempt<@Nullable Void>> tryStored(Actor actor, ConnectionAddress address) {
    return Optional.empty();
  }
}
