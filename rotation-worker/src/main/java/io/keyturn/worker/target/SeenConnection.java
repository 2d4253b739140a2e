package io.keyturn.worker.target;

import io.keyturn.azuredevops.Actor;
import io.keyturn.azuredevops.AzureDevOps;
import io.keyturn.azuredevops.ServiceConnection;
import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.worker.admission.BindingFacts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One service connection, looked at and nothing more: there is no way from here to a write. */
public final class SeenConnection {

  private final BindingFacts facts;
  private final Attempt<ServiceConnection> connection;
  private final @Nullable Looking looking;

  private SeenConnection(
      BindingFacts facts, Attempt<ServiceConnection> connection, @Nullable Looking looking) {
    this.facts = facts;
    this.connection = connection;
    this.looking = looking;
  }

  /** Nobody can look; the reason stands in for the connection. */
  static SeenConnection unseen(
      RotationSettings settings, Binding binding, Attempt<ServiceConnection> why) {
    return new SeenConnection(facts(settings, binding, why), why, null);
  }

  static SeenConnection see(
      AzureDevOps azureDevOps,
      List<SecretTarget> kinds,
      RotationSettings settings,
      Binding binding,
      Actor actor) {
    Attempt<ServiceConnection> connection =
        azureDevOps.serviceConnections().look(actor, OpenTarget.address(binding));
    return new SeenConnection(
        facts(settings, binding, connection), connection, new Looking(azureDevOps, kinds, actor));
  }

  /** What a look does not ask, membership and rights, is empty and false in them. */
  public BindingFacts facts() {
    return facts;
  }

  /** Who saved it last in Azure DevOps, and when; empty when that is not told. */
  public Optional<Edit> lastEdit() {
    return found()
        .flatMap(ServiceConnection::lastEdit)
        .map(edit -> new Edit(edit.name(), edit.at()));
  }

  /**
   * @param by the name that Azure DevOps shows
   */
  public record Edit(String by, Instant at) {}

  /** Whether that was the identity that looks now, which is also the one that writes. Asks. */
  public boolean lastEditWasOurs() {
    return looking != null
        && found().flatMap(ServiceConnection::lastEdit).flatMap(edit -> edit.by()).isPresent()
        && looking.azureDevOps.organizations().connectionData(looking.actor)
            instanceof Succeeded<io.keyturn.azuredevops.Organizations.Caller>(var caller)
        && found()
            .flatMap(ServiceConnection::lastEdit)
            .flatMap(edit -> edit.by())
            .filter(caller.identityId()::equals)
            .isPresent();
  }

  /**
   * Whether what is stored works. Asks.
   *
   * @return empty where only the secret itself could tell
   */
  public Optional<Attempt<@Nullable Void>> tryStored() {
    if (looking == null) {
      return Optional.empty();
    }
    return found()
        .flatMap(it -> OpenTarget.kindOf(looking.kinds, it))
        .flatMap(kind -> kind.tryStored(looking.actor, OpenTarget.address(facts.binding())));
  }

  private Optional<ServiceConnection> found() {
    return connection instanceof Succeeded<ServiceConnection>(ServiceConnection it)
        ? Optional.of(it)
        : Optional.empty();
  }

  private static BindingFacts facts(
      RotationSettings settings, Binding binding, Attempt<ServiceConnection> connection) {
    return new BindingFacts(
        binding,
        settings.tenantId(),
        settings.applicationId(),
        connection.map(ServiceConnection::facts),
        Attempt.succeeded(Optional.empty()),
        Attempt.succeeded(false));
  }

  private record Looking(AzureDevOps azureDevOps, List<SecretTarget> kinds, Actor actor) {}
}
