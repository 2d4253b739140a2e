package io.keyturn.worker.target;

import io.keyturn.azuredevops.Actor;
import io.keyturn.azuredevops.AzureDevOps;
import io.keyturn.azuredevops.ServiceConnections;
import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.api.RotationSettings.Connector;
import io.keyturn.contracts.connection.ConnectionKind;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Opens the service connection of a binding, as the identity that its connector names. */
public final class Targets {

  private final AzureDevOps azureDevOps;
  private final SignIns signIns;
  private final Memory memory;
  private final List<SecretTarget> kinds;

  /**
   * @param memory the one that the sign-ins have, too
   */
  public Targets(
      AzureDevOps azureDevOps, SignIns signIns, RegistryLogin registryLogin, Memory memory) {
    this.azureDevOps = azureDevOps;
    this.signIns = signIns;
    this.memory = memory;
    this.kinds =
        Stream.of(ConnectionKind.values())
            .map(kind -> target(kind, azureDevOps.serviceConnections(), registryLogin))
            .toList();
  }

  private static SecretTarget target(
      ConnectionKind kind, ServiceConnections connections, RegistryLogin registryLogin) {
    return switch (kind) {
      case AZURERM -> new AzurermTarget(connections);
      case DOCKER_REGISTRY -> new DockerRegistryTarget(connections, registryLogin);
    };
  }

  /** Never fails: what could not be had is in the facts. */
  public OpenTarget open(RotationSettings settings, Binding binding) {
    return switch (connector(settings, binding)) {
      case Succeeded<Connector>(Connector connector) -> open(settings, binding, connector);
      case RetryLater<Connector>(Reason reason, String why, Duration after) ->
          OpenTarget.closed(settings, binding, new RetryLater<>(reason, why, after));
      case Refused<Connector>(Reason reason, String why) ->
          OpenTarget.closed(settings, binding, new Refused<>(reason, why));
    };
  }

  /** A client secret that was remembered may have been replaced meanwhile; so it is read again. */
  private OpenTarget open(RotationSettings settings, Binding binding, Connector connector) {
    boolean remembered = signIns.remembers(settings.tenantId(), connector);
    OpenTarget target = openOnce(settings, binding, connector);
    return remembered && Memory.refusesSignIn(target.facts().connection())
        ? openOnce(settings, binding, connector)
        : target;
  }

  private OpenTarget openOnce(RotationSettings settings, Binding binding, Connector connector) {
    return switch (signIns.actor(settings.tenantId(), connector)) {
      case Succeeded<Actor>(Actor who) -> {
        Memory.Connection key =
            Memory.Connection.of(settings.tenantId(), binding, who.signIn().identity());
        yield OpenTarget.gather(
            azureDevOps,
            kinds,
            settings,
            binding,
            who,
            new Recall(
                memory, key, answer -> signIns.heed(settings.tenantId(), connector, answer)));
      }
      case RetryLater<Actor>(Reason reason, String why, Duration after) ->
          OpenTarget.closed(settings, binding, new RetryLater<>(reason, why, after));
      case Refused<Actor>(Reason reason, String why) ->
          OpenTarget.closed(settings, binding, new Refused<>(reason, why));
    };
  }

  /**
   * Looks at it without a thought of writing. Never fails: what could not be had is in the facts.
   */
  public SeenConnection look(RotationSettings settings, Binding binding) {
    return switch (connector(settings, binding)) {
      case Succeeded<Connector>(Connector connector) -> look(settings, binding, connector);
      case RetryLater<Connector>(Reason reason, String why, Duration after) ->
          SeenConnection.unseen(settings, binding, new RetryLater<>(reason, why, after));
      case Refused<Connector>(Reason reason, String why) ->
          SeenConnection.unseen(settings, binding, new Refused<>(reason, why));
    };
  }

  private SeenConnection look(RotationSettings settings, Binding binding, Connector connector) {
    boolean remembered = signIns.remembers(settings.tenantId(), connector);
    SeenConnection seen = lookOnce(settings, binding, connector);
    return remembered && Memory.refusesSignIn(seen.facts().connection())
        ? lookOnce(settings, binding, connector)
        : seen;
  }

  private SeenConnection lookOnce(RotationSettings settings, Binding binding, Connector connector) {
    return switch (signIns.actor(settings.tenantId(), connector)) {
      case Succeeded<Actor>(Actor who) -> {
        SeenConnection seen = SeenConnection.see(azureDevOps, kinds, settings, binding, who);
        signIns.heed(settings.tenantId(), connector, seen.facts().connection());
        yield seen;
      }
      case RetryLater<Actor>(Reason reason, String why, Duration after) ->
          SeenConnection.unseen(settings, binding, new RetryLater<>(reason, why, after));
      case Refused<Actor>(Reason reason, String why) ->
          SeenConnection.unseen(settings, binding, new Refused<>(reason, why));
    };
  }

  private static Attempt<Connector> connector(RotationSettings settings, Binding binding) {
    Optional<Connector> connector =
        settings.connectors().stream()
            .filter(one -> one.organization().equalsIgnoreCase(binding.organization()))
            .findFirst();
    return connector.isPresent()
        ? Attempt.succeeded(connector.get())
        : Attempt.refused(
            Reason.CONNECTOR_MISSING,
            "There is no connector for the organization "
                + binding.organization()
                + ". Add one in the tenant's Azure DevOps settings.");
  }
}
