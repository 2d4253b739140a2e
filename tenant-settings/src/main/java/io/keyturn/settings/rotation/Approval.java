package io.keyturn.settings.rotation;

import io.keyturn.contracts.api.Rotation;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.history.History;
import io.keyturn.settings.isolation.Rows;
import io.keyturn.settings.rotation.RotationRequests.NotPublished;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The second person's word on a rotation that somebody, or a schedule, has asked for. Before it the
 * worker knows nothing of that rotation.
 */
@Component
public class Approval {

  static final String AWAITING = "AWAITING_APPROVAL";
  static final String REJECTED = "REJECTED";

  private final Rotations rotations;
  private final RotationRequests requests;
  private final History history;
  private final TransactionOperations transaction;
  private final Clock clock;

  Approval(
      Rotations rotations,
      RotationRequests requests,
      History history,
      TransactionOperations transaction,
      Clock clock) {
    this.rotations = rotations;
    this.requests = requests;
    this.history = history;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** The rotation begins. Of two who approve at once, one does. */
  Rotation approve(Caller caller, UUID rotationId, String reason) {
    try {
      transaction.executeWithoutResult(_ -> {
        Request request = awaiting(caller, rotationId);
        rotations.decided(
            caller.tenantId(), rotationId, "REQUESTED", caller.actor(), null, null, null);
        record(caller, request.rotation(), "rotation.approved", reason);
        requests.publish(List.of(request));
      });
    } catch (NotPublished e) {
      throw ProblemException.of(
          HttpStatus.SERVICE_UNAVAILABLE,
          "events.unavailable",
          "Kafka did not confirm the request; the rotation still awaits its approval.",
          "Approve it again in a minute.");
    }
    return rotations.find(caller.tenantId(), rotationId).orElseThrow();
  }

  /** The rotation never begins. */
  Rotation reject(Caller caller, UUID rotationId, String reason) {
    transaction.executeWithoutResult(_ -> {
      Request request = awaiting(caller, rotationId);
      rotations.decided(
          caller.tenantId(),
          rotationId,
          REJECTED,
          caller.actor(),
          clock.instant(),
          "REJECTED",
          "Rejected: " + reason);
      record(caller, request.rotation(), "rotation.rejected", reason);
    });
    return rotations.find(caller.tenantId(), rotationId).orElseThrow();
  }

  /**
   * Ends what nobody has approved in time.
   *
   * @return how many there were, at most that many
   */
  public int endOverdue(int most) {
    Instant now = clock.instant();
    List<Rotation> overdue =
        Rows.ofEveryTenant(() ->
            Objects.requireNonNull(
                transaction.execute(_ -> {
                  List<Rotation> ended = rotations.endUnapproved(now, most);
                  ended.forEach(it ->
                      history.record(
                          UUID.fromString(it.tenantId()),
                          ScheduledRequests.SCHEDULE,
                          "rotation.approval-timed-out",
                          it.applicationId(),
                          "rotation=" + it.rotationId()));
                  return ended;
                })));
    return overdue.size();
  }

  /** Locked until the transaction ends. */
  private Request awaiting(Caller caller, UUID rotationId) {
    Request request =
        rotations
            .awaitingApproval(caller.tenantId(), rotationId)
            .orElseThrow(() ->
                ProblemException.of(
                    HttpStatus.CONFLICT,
                    "rotation.not-awaiting-approval",
                    "This rotation does not await an approval, or not any more.",
                    "Read it again to see how it stands."));
    Instant until = request.rotation().approvalUntil();
    if (until != null && !until.isAfter(clock.instant())) {
      throw ProblemException.of(
          HttpStatus.CONFLICT,
          "approval.timed-out",
          "Nobody approved this rotation in time.",
          "Ask for a new one.");
    }
    if (caller.actor().equals(request.rotation().requestedBy())) {
      throw ProblemException.of(
          HttpStatus.FORBIDDEN,
          "approval.same-person",
          "You asked for this rotation yourself, so somebody else has to decide.",
          "Ask a tenant administrator or another owner of the application.");
    }
    return request;
  }

  private void record(Caller caller, Rotation rotation, String action, String reason) {
    history.record(
        caller.tenantId(),
        caller.actor(),
        action,
        rotation.applicationId(),
        "rotation=" + rotation.rotationId() + " reason=" + reason);
  }
}
