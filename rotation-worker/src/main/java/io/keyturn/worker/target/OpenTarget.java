package io.keyturn.worker.target;

import io.keyturn.azuredevops.Actor;
import io.keyturn.azuredevops.AzureDevOps;
import io.keyturn.azuredevops.ConnectionAddress;
import io.keyturn.azuredevops.Membership;
import io.keyturn.azuredevops.ServiceConnection;
import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.connection.ConnectionFacts;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.worker.admission.Admission;
import io.keyturn.worker.admission.Admission.Admitted;
import io.keyturn.worker.admission.Admission.Declined;
import io.keyturn.worker.admission.Admission.Postponed;
import io.keyturn.worker.admission.BindingChecks;
import io.keyturn.worker.admission.BindingFacts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One service connection, looked at and ready to be written. Good for one run of a rotation. */
public final class OpenTarget {

  private final BindingFacts facts;
  private final @Nullable Opened opened;
  private boolean proven;

  private OpenTarget(BindingFacts facts, @Nullable Opened opened) {
    this.facts = facts;
    this.opened = opened;
  }

  /** Nothing can be asked of Azure DevOps; the reason stands in for every fact. */
  static OpenTarget closed(
      RotationSettings settings, Binding binding, Attempt<ConnectionFacts> why) {
    return new OpenTarget(
        new BindingFacts(
            binding,
            settings.tenantId(),
            settings.applicationId(),
            why,
            Attempt.succeeded(Optional.empty()),
            Attempt.succeeded(false)),
        null);
  }

  static OpenTarget gather(
      AzureDevOps azureDevOps,
      List<SecretTarget> kinds,
      RotationSettings settings,
      Binding binding,
      Actor actor,
      Recall recall) {
    Attempt<ServiceConnection> connection =
        recall.heeded(azureDevOps.serviceConnections().get(actor, address(binding)));
    Attempt<Optional<String>> administratorOf =
        recall.administratorOf(() ->
            azureDevOps
                .administratorMembership()
                .ofCaller(actor, binding.projectId(), binding.projectName())
                .map(membership ->
                    switch (membership) {
                      case Membership.Member(String group) -> Optional.of(group);
                      case Membership.NotAMember _ -> Optional.empty();
                    }));
    Attempt<Boolean> mayAdminister =
        recall.mayAdminister(
            () -> azureDevOps.connectionPermissions().mayAdminister(actor, address(binding)));
    BindingFacts facts =
        new BindingFacts(
            binding,
            settings.tenantId(),
            settings.applicationId(),
            connection.map(ServiceConnection::facts),
            administratorOf,
            mayAdminister);
    Optional<SecretTarget> kind =
        connection instanceof Succeeded<ServiceConnection>(ServiceConnection found)
            ? kindOf(kinds, found)
            : Optional.empty();
    Opened opened =
        kind.isPresent() && connection instanceof Succeeded<ServiceConnection>(var found)
            ? new Opened(azureDevOps, actor, kind.get(), found, recall)
            : null;
    return new OpenTarget(facts, opened);
  }

  public BindingFacts facts() {
    return facts;
  }

  /** What {@link #prove} proves, as an object of "works for". */
  public String proofOf() {
    return opened().kind.proofOf(opened().connection);
  }

  /** Whether the secret works for this connection; changes nothing. */
  public Attempt<@Nullable Void> prove(ClientSecret candidate) {
    return prove(opened().connection, candidate);
  }

  private Attempt<@Nullable Void> prove(ServiceConnection connection, ClientSecret candidate) {
    Opened now = opened();
    return now.kind
        .prove(now.actor, address(facts.binding()), connection, candidate)
        .then(_ -> {
          proven = true;
          return Attempt.done();
        });
  }

  /**
   * Writes the secret. Reads the connection directly before, because there is no ETag, and checks
   * once more that it is still of a kind that can be rotated, still the application's, and still
   * signs in where it did. A run that takes up after a crash has proven nothing yet, and does so
   * first. Doing it twice is the same as doing it once.
   *
   * @param aboutToWrite asked right before the write; anything but a success is the outcome
   */
  public Attempt<@Nullable Void> update(
      ClientSecret secret, Supplier<Attempt<@Nullable Void>> aboutToWrite) {
    Opened now = opened();
    ConnectionAddress address = address(facts.binding());
    return now.recall.heeded(
        readAgain()
            .then(fresh ->
                (proven ? Attempt.done() : prove(fresh, secret))
                    .then(_ -> aboutToWrite.get())
                    .then(_ ->
                        now.azureDevOps
                            .serviceConnections()
                            .update(now.actor, address, fresh, now.kind.parameter(), secret)))
            .then(_ -> Attempt.done()));
  }

  /**
   * What {@link #update} would write.
   *
   * @param parameter the one that would be replaced
   * @param alsoIn names of further projects that share the connection and would get it, too
   */
  public record WouldWrite(String type, String parameter, List<String> alsoIn) {}

  /** Goes the way of {@link #update} up to the secret, and says what would follow. */
  public Attempt<WouldWrite> rehearse() {
    Opened now = opened();
    return now.recall.heeded(
        readAgain()
            .map(fresh ->
                new WouldWrite(
                    now.kind.type(),
                    now.kind.parameter(),
                    fresh.projectReferences().stream()
                        .filter(one -> !one.projectId().equals(facts.binding().projectId()))
                        .map(one -> one.projectName().orElse(one.projectId().toString()))
                        .sorted()
                        .toList())));
  }

  private Attempt<ServiceConnection> readAgain() {
    Opened now = opened();
    return now.azureDevOps
        .serviceConnections()
        .get(now.actor, address(facts.binding()))
        .then(fresh -> stillAllowed(fresh).map(_ -> fresh));
  }

  /** Whether what is stored works. */
  public Attempt<@Nullable Void> verify(ClientSecret stored) {
    Opened now = opened();
    return now.kind.verify(now.actor, address(facts.binding()), now.connection, stored);
  }

  private Attempt<@Nullable Void> stillAllowed(ServiceConnection fresh) {
    if (!opened().kind.type().equalsIgnoreCase(fresh.type())) {
      return Attempt.refused(
          Reason.CONNECTION_TYPE_UNSUPPORTED,
          facts.name()
              + " has become a connection of another type since it was looked at. Nothing was"
              + " written; request the rotation again.");
    }
    Admission admission =
        BindingChecks.check(
            new BindingFacts(
                facts.binding(),
                facts.tenantId(),
                facts.applicationId(),
                Attempt.succeeded(fresh.facts()),
                facts.administratorOf(),
                facts.mayAdminister()));
    return switch (admission) {
      case Admitted _ -> stillSignsInWhereItDid(fresh);
      case Postponed(Reason reason, String why, Duration after) ->
          new Attempt.RetryLater<>(reason, why, after);
      case Declined(Reason reason, String why) -> Attempt.refused(reason, why);
    };
  }

  private Attempt<@Nullable Void> stillSignsInWhereItDid(ServiceConnection fresh) {
    if (!opened().kind.signsInTo(fresh).equals(opened().kind.signsInTo(opened().connection))) {
      return Attempt.refused(
          Reason.CONNECTION_CHANGED,
          facts.name()
              + " was edited since it was looked at and signs in elsewhere now. The secret was not"
              + " written; check the connection and request the rotation again.");
    }
    return Attempt.done();
  }

  private Opened opened() {
    if (opened == null) {
      throw new IllegalStateException(
          "a connection that was not admitted is neither tried nor written");
    }
    return opened;
  }

  static Optional<SecretTarget> kindOf(List<SecretTarget> kinds, ServiceConnection connection) {
    return kinds.stream()
        .filter(kind -> kind.type().equalsIgnoreCase(connection.type()))
        .findFirst();
  }

  static ConnectionAddress address(Binding binding) {
    return new ConnectionAddress(
        binding.projectId(),
        binding.projectName(),
        binding.connectionId(),
        binding.connectionName());
  }

  private record Opened(
      AzureDevOps azureDevOps,
      Actor actor,
      SecretTarget kind,
      ServiceConnection connection,
      Recall recall) {}
}
