package io.keyturn.azuredevops;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
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
  public Attempt<ServiceConnection> get(Actor actor, UUID projectId, UUID connectionId) {
    Subject subject = subject(actor, projectId, connectionId);
    Call call =
        Call.get(
            endpoints.connection(actor.organization(), projectId, connectionId),
            subject,
            timeouts.call());
    return calls
        .make(call, actor.signIn())
        .then(reply -> {
          Optional<ServiceConnection> found = ServiceConnection.of(reply.json(), false);
          if (found.isEmpty()) {
            return Attempt.refused(
                Reason.CONNECTION_NOT_FOUND,
                subject.described() + ": not found; " + subject.whereToLook());
          }
          if (!found.get().id().equals(connectionId)) {
            return Attempt.retryLater(
                Reason.UNEXPECTED_ANSWER,
                subject.described() + ": another service connection was answered");
          }
          return found.get().isComplete()
              ? Attempt.succeeded(found.get())
              : Attempt.refused(
                  Reason.CONNECTION_NOT_FULLY_VISIBLE,
                  subject.described()
                      + ": only part of it is visible to this identity; give it the"
                      + " Administrator role on this service connection");
        });
  }

  /**
   * Those that the identity may see, which may be none; without their secret parameters, so they
   * are for choosing from and never for {@link #update}.
   */
  public Attempt<List<ServiceConnection>> list(Actor actor, UUID projectId) {
    Call call =
        Call.get(
            endpoints.connectionList(actor.organization(), projectId),
            Subject.project(actor.organization(), projectId.toString()),
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
   * @throws IllegalArgumentException when {@code current} comes from a list
   */
  public Attempt<ServiceConnection> update(
      Actor actor, ServiceConnection current, String parameterName, ClientSecret secret) {
    if (current.isFromList() || !current.isComplete()) {
      throw new IllegalArgumentException("an update starts from a connection read by its id");
    }
    Subject subject =
        Subject.connection(actor.organization(), null, quoted(current.name(), current.id()));
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
   */
  public Attempt<@Nullable Void> testCandidate(
      Actor actor,
      UUID projectId,
      ServiceConnection current,
      String parameterName,
      ClientSecret candidate) {
    ObjectNode document = current.document();
    return test(
        actor,
        projectId,
        current.id(),
        () ->
            Json.MAPPER.writeValueAsBytes(
                ConnectionTest.ofDetails(SecretParameter.put(document, parameterName, candidate))));
  }

  /** TestConnection with what is stored. */
  public Attempt<@Nullable Void> testStored(Actor actor, UUID projectId, UUID connectionId) {
    return test(
        actor,
        projectId,
        connectionId,
        () -> Json.MAPPER.writeValueAsBytes(ConnectionTest.ofStored()));
  }

  private Attempt<@Nullable Void> test(
      Actor actor, UUID projectId, UUID connectionId, Supplier<byte[]> body) {
    Subject subject = subject(actor, projectId, connectionId);
    Call call =
        Call.ask(
            endpoints.connectionTest(actor.organization(), projectId, connectionId),
            body,
            subject,
            timeouts.connectionTest());
    return calls
        .make(call, actor.signIn())
        .then(reply -> ConnectionTest.outcome(reply.json(), subject));
  }

  private static Attempt<ServiceConnection> confirmed(
      Optional<ServiceConnection> answered, UUID id, Subject subject) {
    if (answered.isEmpty() || !answered.get().id().equals(id)) {
      return notConfirmedYet(subject, "the answer to the update is not this connection");
    }
    ServiceConnection now = answered.get();
    String state = now.operationState().orElse("");
    if (state.equalsIgnoreCase("Failed")) {
      return Attempt.refused(
          Reason.UPDATE_NOT_CONFIRMED,
          subject.described()
              + ": Azure DevOps took the update and then failed on it; open the connection in the"
              + " portal, see what it says and save it there");
    }
    if (state.equalsIgnoreCase("InProgress")) {
      return notConfirmedYet(subject, "Azure DevOps is still working on the update");
    }
    return now.isReady()
        ? Attempt.succeeded(now)
        : notConfirmedYet(subject, "the connection is not ready after the update");
  }

  private static Attempt<ServiceConnection> notConfirmedYet(Subject subject, String what) {
    return Attempt.retryLater(
        Reason.UPDATE_NOT_CONFIRMED, subject.described() + ": " + what + "; it is looked at again");
  }

  private static Subject subject(Actor actor, UUID projectId, UUID connectionId) {
    return Subject.connection(actor.organization(), projectId.toString(), connectionId.toString());
  }

  private static String quoted(String name, UUID id) {
    return "'" + name + "' (" + id + ")";
  }
}
