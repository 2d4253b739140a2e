package io.keyturn.settings.rotation;

import io.keyturn.contracts.api.ApprovalRule;
import io.keyturn.contracts.api.Rotation;
import io.keyturn.contracts.event.RotationId;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.history.History;
import io.keyturn.settings.rotation.RotationRequests.NotPublished;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Asks for a rotation once. With an idempotency key the event's id follows from the key, and the
 * rotation's from the event's: sent again after a lost answer, it is the same request.
 */
@Component
class AskForRotation {

  private final Rotations rotations;
  private final Leaks leaks;
  private final RotationRequests requests;
  private final History history;
  private final TransactionOperations transaction;
  private final Clock clock;

  AskForRotation(
      Rotations rotations,
      Leaks leaks,
      RotationRequests requests,
      History history,
      TransactionOperations transaction,
      Clock clock) {
    this.rotations = rotations;
    this.leaks = leaks;
    this.requests = requests;
    this.history = history;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * @param ignoresWindow begins although no maintenance window is open
   * @param rule empty where nobody has to approve it
   */
  Rotation ask(
      Caller caller,
      UUID applicationId,
      String mode,
      String reason,
      boolean ignoresWindow,
      Optional<Leak> leak,
      Optional<ApprovalRule> rule,
      @Nullable String key) {
    String eventId =
        IdempotencyKey.eventId(key, caller.tenantId() + "\n" + applicationId).toString();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Rotation wanted =
        new Rotation(
            RotationId.of(RotationRequests.SOURCE, eventId),
            caller.tenantId().toString(),
            applicationId.toString(),
            rule.isPresent() ? Approval.AWAITING : "REQUESTED",
            mode,
            reason,
            caller.actor(),
            now,
            null,
            null,
            null,
            rule.map(it -> now.plus(it.timeout())).orElse(null),
            null);
    Request request = new Request(eventId, wanted, ignoresWindow, leak);
    // The row first: the worker's first line may arrive before Kafka's confirmation does.
    boolean first = Boolean.TRUE.equals(transaction.execute(_ -> store(caller, request)));
    Rotation asked =
        first ? wanted : rotations.find(caller.tenantId(), wanted.rotationId()).orElse(wanted);
    if (!first) {
      refuseAnotherRequest(asked, wanted, leak);
    }
    if (!asked.state().equals("REQUESTED")) {
      return asked;
    }
    // Not begun: perhaps the news was never sent. The worker knows it if it was.
    publish(
        new Request(eventId, asked, ignoresWindow, leaks.of(caller.tenantId(), asked.rotationId())),
        caller,
        first);
    return rotations.find(caller.tenantId(), asked.rotationId()).orElse(asked);
  }

  /** Whether nobody had asked for it before; of several at the same moment one is the first. */
  private boolean store(Caller caller, Request request) {
    Rotation wanted = request.rotation();
    Optional<Leak> leak = request.leak();
    boolean first = rotations.requested(request);
    if (first) {
      leak.ifPresent(it -> leaks.store(caller.tenantId(), wanted.rotationId(), it));
      history.record(
          caller.tenantId(),
          caller.actor(),
          "rotation.requested",
          wanted.applicationId(),
          "rotation="
              + wanted.rotationId()
              + " mode="
              + wanted.mode()
              + (request.ignoresWindow() ? " ignoreWindow=true" : "")
              + leak.map(
                      it -> " emergency retireBy=" + it.retireBy().map(Object::toString).orElse(""))
                  .orElse(""));
    }
    return first;
  }

  private void publish(Request request, Caller caller, boolean withdraw) {
    try {
      requests.publish(List.of(request));
    } catch (NotPublished e) {
      if (withdraw) {
        rotations.withdrawn(caller.tenantId(), request.rotation().rotationId());
      }
      throw ProblemException.of(
          HttpStatus.SERVICE_UNAVAILABLE,
          "events.unavailable",
          "Kafka did not confirm the request; it may still be carried out.",
          "Send it again in a minute, with an Idempotency-Key so that it counts once.");
    }
  }

  private void refuseAnotherRequest(Rotation before, Rotation wanted, Optional<Leak> leak) {
    Optional<Leak> asked = leaks.of(UUID.fromString(before.tenantId()), before.rotationId());
    // A duration from now is another instant each time; that there is a deadline is what counts.
    if (!asked
            .map(it -> it.retireBy().isPresent())
            .equals(leak.map(it -> it.retireBy().isPresent()))
        || !String.valueOf(before.mode()).equals(String.valueOf(wanted.mode()))
        || !String.valueOf(before.requestReason()).equals(String.valueOf(wanted.requestReason()))) {
      throw ProblemException.of(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "idempotency-key.reused",
          "This Idempotency-Key was sent before with another request.",
          "Use a new key for a new request.");
    }
  }
}
