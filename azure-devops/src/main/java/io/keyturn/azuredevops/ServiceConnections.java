package io.keyturn.azuredevops;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Reads, tests and updates service connections. */
public final class ServiceConnections {

  private final AuthorizedCalls calls;
  private final Endpoints endpoints;
  private final Timeouts timeouts;

  ServiceConnections(AuthorizedCalls calls, Endpoints endpoints, Timeouts timeouts) {
    this.calls = calls;
    this.endpoints = endpoints;
    this.timeouts = timeouts;
  }

  /** All of it but its secrets, which come back masked. Refused where only part is visible. */
  public Attempt<ServiceConnection> get(Actor actor, ConnectionAddress address) {
    return get(
        actor,
        address,
        endpoints.connection(actor.organization(), address.projectId(), address.connectionId()));
  }

  /**
   * The same with its {@link ServiceConnection#lastEdit()}, for looking at: it is asked of a
   * preview of the API, so nothing is ever written from it.
   */
  public Attempt<ServiceConnection> look(Actor actor, ConnectionAddress address) {
    return get(
        actor,
        address,
        endpoints.connectionWithLastEdit(
            actor.organization(), address.projectId(), address.connectionId()));
  }

  private Attempt<ServiceConnection> get(Actor actor, ConnectionAddress address, URI at) {
    Subject subject = Subject.connection(actor.organization(), address);
    Call call = Call.get(at, subject, timeouts.call());
    return calls
        .make(call, actor.signIn())
        .then(reply -> {
          Optional<ServiceConnection> found = ServiceConnection.of(reply.json(), false);
          if (found.isEmpty()) {
            return Attempt.refused(
                Reason.CONNECTION_NOT_FOUND,
                subject.wasNotFound() + ". " + subject.whereToLook() + ".");
          }
          if (!found.get().id().equals(address.connectionId())) {
            return Attempt.retryLater(
                Reason.UNEXPECTED_ANSWER,
                "Azure DevOps answered another service connection when asked for "
                    + subject.named()
                    + ".");
          }
          return found.get().isComplete()
              ? Attempt.succeeded(found.get())
              : Attempt.refused(
                  Reason.CONNECTION_NOT_FULLY_VISIBLE,
                  "Only part of "
                      + subject.named()
                      + " is visible to this identity. Give it the Administrator role on this"
                      + " service connection.");
        });
  }

  /**
   * Those that the identity may see, which may be none; without their secret parameters, so they
   * are for choosing from and never for {@link #update}.
   */
  public Attempt<List<ServiceConnection>> list(Actor actor, UUID projectId, String projectName) {
    Call call =
        Call.get(
            endpoints.connectionList(actor.organization(), projectId),
            Subject.project(actor.organization(), projectName),
            timeouts.call());
    return calls
        .make(call, actor.signIn())
        .map(reply ->
            Json.elements(reply.json()).stream()
                .flatMap(element -> ServiceConnection.of(element, true).stream())
                .toList());
  }

  /**
   * Stores the secret: sends back everything that {@link #get} answered with exactly one
   * authorization parameter replaced. Doing it twice is the same as doing it once. There is no
   * ETag, so read again directly before.
   *
   * <p>One update reaches every project the connection is shared with. When it timed out it may
   * have been carried out.
   *
   * @param parameterName {@code serviceprincipalkey} or {@code password}; matched ignoring case
   * @return the connection as it is now, its secret masked
   * @throws IllegalArgumentException when {@code current} comes from a list or is not the
   *     connection at that address
   */
  public Attempt<ServiceConnection> update(
      Actor actor,
      ConnectionAddress address,
      ServiceConnection current,
      String parameterName,
      ClientSecret secret) {
    if (current.isFromList() || !current.isComplete()) {
      throw new IllegalArgumentException("an update starts from a connection read by its id");
    }
    requireAt(address, current);
    Subject subject = Subject.connection(actor.organization(), address);
    ObjectNode document = current.document();
    Call call =
        Call.put(
            endpoints.connectionUpdate(actor.organization(), current.id()),
            () ->
                Json.MAPPER.writeValueAsBytes(SecretParameter.put(document, parameterName, secret)),
            subject,
            timeouts.call());
    return calls
        .make(call, actor.signIn())
        .then(reply -> confirmed(ServiceConnection.of(reply.json(), false), current.id(), subject));
  }

  /**
   * Proves a secret without storing it: TestConnection with the candidate inline. For azurerm only;
   * for a docker registry Azure DevOps asks Docker Hub, whatever the registry.
   *
   * @throws IllegalArgumentException when {@code current} is not the connection at that address
   */
  public Attempt<@Nullable Void> testCandidate(
      Actor actor,
      ConnectionAddress address,
      ServiceConnection current,
      String parameterName,
      ClientSecret candidate) {
    requireAt(address, current);
    ObjectNode document = current.document();
    return test(
        actor,
        address,
        "the new secret",
        () ->
            Json.MAPPER.writeValueAsBytes(
                ConnectionTest.ofDetails(SecretParameter.put(document, parameterName, candidate))));
  }

  /** TestConnection with what is stored. */
  public Attempt<@Nullable Void> testStored(Actor actor, ConnectionAddress address) {
    return test(
        actor,
        address,
        "the stored secret",
        () -> Json.MAPPER.writeValueAsBytes(ConnectionTest.ofStored()));
  }

  private Attempt<@Nullable Void> test(
      Actor actor, ConnectionAddress address, String tested, Supplier<byte[]> body) {
    Subject subject = Subject.connection(actor.organization(), address);
    Call call =
        Call.test(
            endpoints.connectionTest(
                actor.organization(), address.projectId(), address.connectionId()),
            body,
            subject,
            timeouts.connectionTest());
    return calls
        .make(call, actor.signIn())
        .then(reply -> ConnectionTest.outcome(reply.json(), tested + " of " + subject.named()));
  }

  private static void requireAt(ConnectionAddress address, ServiceConnection current) {
    if (!current.id().equals(address.connectionId())) {
      throw new IllegalArgumentException("that is not the service connection at this address");
    }
  }

  private static Attempt<ServiceConnection> confirmed(
      Optional<ServiceConnection> answered, UUID id, Subject subject) {
    if (answered.isEmpty() || !answered.get().id().equals(id)) {
      return notConfirmedYet(
          "Azure DevOps answered the update of " + subject.named() + " with something else.");
    }
    ServiceConnection now = answered.get();
    String state = now.operationState().orElse("");
    if (state.equalsIgnoreCase("Failed")) {
      return Attempt.refused(
          Reason.UPDATE_NOT_CONFIRMED,
          "Azure DevOps took the update of "
              + subject.named()
              + " and then failed on it. Open the connection in the portal, see what it says and"
              + " save it there.");
    }
    if (state.equalsIgnoreCase("InProgress")) {
      return notConfirmedYet(
          "Azure DevOps is still working on the update of " + subject.named() + ".");
    }
    return now.isReady()
        ? Attempt.succeeded(now)
        : notConfirmedYet(subject.capitalized() + " is not ready after the update.");
  }

  private static Attempt<ServiceConnection> notConfirmedYet(String why) {
    return Attempt.retryLater(Reason.UPDATE_NOT_CONFIRMED, why);
  }
}
