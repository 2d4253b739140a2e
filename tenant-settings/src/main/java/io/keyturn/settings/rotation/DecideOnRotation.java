package io.keyturn.settings.rotation;

import io.keyturn.contracts.api.Rotation;
import io.keyturn.contracts.event.NewsData.Decision;
import io.keyturn.contracts.event.NewsData.OperatorDecision;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.history.History;
import io.keyturn.settings.rotation.RotationRequests.NotPublished;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Tells the worker that a rotation shall go on, or end. The rotation's state here does not change
 * before the worker's next line says so: it alone knows what it has done.
 */
@Component
class DecideOnRotation {

  private static final Set<String> RESUMABLE = Set.of("RUNNING", "FAILED");
  private static final Set<String> ABANDONABLE = Set.of("REQUESTED", "RUNNING");

  private final RotationRequests requests;
  private final History history;
  private final Clock clock;

  DecideOnRotation(RotationRequests requests, History history, Clock clock) {
    this.requests = requests;
    this.history = history;
    this.clock = clock;
  }

  void decide(
      Caller caller, Rotation rotation, Decision decision, String reason, @Nullable String key) {
    String eventId =
        IdempotencyKey.eventId(
                key, caller.tenantId() + "\n" + rotation.rotationId() + "\n" + decision)
            .toString();
    refuseTooLate(rotation, decision);
    // Before the news: somebody decided, whether or not Kafka could be told.
    history.record(
        caller.tenantId(),
        caller.actor(),
        switch (decision) {
          case RESUMED -> "rotation.resumed";
          case ABANDONED -> "rotation.abandoned";
        },
        rotation.applicationId(),
        "rotation=" + rotation.rotationId() + " reason=" + reason);
    try {
      requests.publish(
          eventId,
          clock.instant().truncatedTo(ChronoUnit.MICROS),
          new OperatorDecision(
              decision,
              rotation.tenantId(),
              rotation.applicationId(),
              rotation.rotationId(),
              caller.actor(),
              reason));
    } catch (NotPublished e) {
      throw ProblemException.of(
          HttpStatus.SERVICE_UNAVAILABLE,
          "events.unavailable",
          "Kafka did not confirm the decision; it may still be carried out.",
          "Send it again in a minute: deciding the same twice is deciding it once.");
    }
  }

  private static void refuseTooLate(Rotation rotation, Decision decision) {
    String state = rotation.state();
    if (state.equals(Approval.AWAITING)) {
      throw tooLate(
          "rotation.awaiting-approval",
          "This rotation has not begun: it awaits an approval.",
          "Approve or reject it; unless somebody does, it ends by itself.");
    }
    switch (decision) {
      case RESUMED -> {
        if (!RESUMABLE.contains(state)) {
          throw tooLate(
              "rotation.not-resumable",
              "Only a rotation that runs or has failed can be resumed; this one is " + state + ".",
              "Ask for a new rotation with mode propagate.");
        }
      }
      case ABANDONED -> {
        if (!ABANDONABLE.contains(state)) {
          throw tooLate(
              "rotation.ended",
              "Only a rotation that has not ended can be abandoned; this one is " + state + ".",
              "Nothing more happens to it; there is nothing to do.");
        }
      }
    }
  }

  private static ProblemException tooLate(String code, String detail, String remedy) {
    return ProblemException.of(HttpStatus.CONFLICT, code, detail, remedy);
  }
}
