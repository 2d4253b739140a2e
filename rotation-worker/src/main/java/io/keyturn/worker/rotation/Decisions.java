package io.keyturn.worker.rotation;

import static io.keyturn.worker.rotation.Lanes.at;

import io.keyturn.contracts.event.NewsData.Decision;
import io.keyturn.contracts.event.NewsData.OperatorDecision;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.output.RotationOutput;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What operators decide about rotations that wait or have failed. A decision is stored like news
 * and acted on by whoever has the lane, so never in the middle of a write. Each counts once.
 */
public final class Decisions {

  private static final Logger log = LoggerFactory.getLogger(Decisions.class);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9@._-]{1,100}");

  private final JdbcClient jdbc;
  private final Journal journal;
  private final Lanes lanes;
  private final RotationOutput output;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Decisions(
      JdbcClient jdbc,
      Journal journal,
      Lanes lanes,
      RotationOutput output,
      TransactionTemplate transaction,
      Clock clock) {
    this.jdbc = jdbc;
    this.journal = journal;
    this.lanes = lanes;
    this.output = output;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Part of the caller's transaction. The same event again changes nothing.
   *
   * @return false when that application has no such rotation
   */
  public boolean store(UUID id, OperatorDecision decided) {
    boolean known =
        journal
            .find(decided.rotationId())
            .filter(rotation -> rotation.tenantId().equals(decided.tenantId()))
            .filter(rotation -> rotation.applicationId().equals(decided.applicationId()))
            .isPresent();
    if (!known) {
      return false;
    }
    jdbc.sql(
            """
            insert into operator_decision (id, tenant_id, application_id, rotation_id, decision,
                requested_by, received_at)
            values (:id, :tenant, :application, :rotation, :decision, :requestedBy, :now)
            on conflict (id) do nothing
            """)
        .param("id", id)
        .param("tenant", decided.tenantId())
        .param("application", decided.applicationId())
        .param("rotation", decided.rotationId())
        .param("decision", decided.decision().name())
        .param("requestedBy", decided.requestedBy())
        .param("now", at(clock.instant()))
        .update();
    lanes.makeDue(Set.of(new Lane.Key(decided.tenantId(), decided.applicationId())));
    return true;
  }

  /**
   * Acts on what has been decided about this lane's rotations, in the order it was decided.
   *
   * @throws LeaseLost when another worker has the lane
   */
  void actOn(Lease lease) {
    if (!lease.decisionsWait()) {
      return;
    }
    List<Open> open =
        jdbc.sql(
                """
                select id, rotation_id, decision, requested_by from operator_decision
                 where tenant_id = :tenant and application_id = :application and done_at is null
                 order by arrival
                """)
            .param("tenant", lease.tenantId())
            .param("application", lease.applicationId())
            .query((row, _) ->
                new Open(
                    row.getObject(1, UUID.class),
                    row.getObject(2, UUID.class),
                    Decision.valueOf(row.getString(3)),
                    row.getString(4)))
            .list();
    for (Open decision : open) {
      transaction.executeWithoutResult(_ -> {
        lanes.hold(lease);
        act(decision);
        jdbc.sql("update operator_decision set done_at = :now where id = :id")
            .param("now", at(clock.instant()))
            .param("id", decision.id())
            .update();
      });
    }
  }

  private record Open(UUID id, UUID rotationId, Decision decision, String requestedBy) {

    /** Told only where it can be nothing but a name or an id. */
    String by() {
      return NAME.matcher(requestedBy).matches() ? " by " + requestedBy : " by an operator";
    }
  }

  private void act(Open decision) {
    Optional<Rotation> found = journal.find(decision.rotationId());
    if (found.isEmpty()) {
      return;
    }
    Rotation rotation = found.get();
    boolean counts =
        switch (decision.decision()) {
          case RESUMED -> resume(rotation, decision);
          case ABANDONED -> abandon(rotation, decision);
        };
    log.atInfo()
        .addKeyValue("rotationId", rotation.id())
        .addKeyValue("tenantId", rotation.tenantId())
        .addKeyValue("clientId", rotation.applicationId())
        .addKeyValue("state", rotation.state())
        .addKeyValue("decision", decision.decision())
        .log(counts ? "an operator decided" : "an operator decided what makes no difference now");
  }

  /** One that failed runs again; one that waits is tried now. Both with patience anew. */
  private boolean resume(Rotation rotation, Open decision) {
    boolean resumed = rotation.state().isFinished() ? reopen(rotation) : goOnNow(rotation);
    if (resumed) {
      tell(
          rotation,
          Step.RECEIVE,
          Outcome.SUCCEEDED,
          Reason.RESUMED_BY_OPERATOR,
          "Resumed" + decision.by() + "; the rotation goes on with patience anew.");
    }
    return resumed;
  }

  private boolean goOnNow(Rotation rotation) {
    boolean goesOn = journal.tryNow(rotation.id());
    if (goesOn) {
      journal.takeUpAgain(rotation.id(), true);
    }
    return goesOn;
  }

  /** What was given up is taken up where it stood: what may have been written is written again. */
  private boolean reopen(Rotation rotation) {
    boolean written =
        rotation.secret().isPresent()
            && journal.progress(rotation.id()).values().stream()
                .anyMatch(BindingProgress::mayHaveBeenWritten);
    if (!journal.reopen(rotation.id(), written ? RotationState.APPLYING : RotationState.RECEIVED)) {
      return false;
    }
    journal.takeUpAgain(rotation.id(), written);
    return true;
  }

  private boolean abandon(Rotation rotation, Open decision) {
    if (!journal.abandon(rotation.id())) {
      return false;
    }
    boolean written =
        journal.progress(rotation.id()).values().stream()
            .anyMatch(BindingProgress::mayHaveBeenWritten);
    tell(
        rotation,
        Step.CONCLUDE,
        Outcome.FAILED,
        Reason.ABANDONED_BY_OPERATOR,
        "Abandoned"
            + decision.by()
            + "; nothing more is written for it. "
            + (written
                ? "Some service connections may hold the new secret: see the lines above, and keep the"
                    + " old secret valid until all of them work."
                : "Nothing had been written."));
    return true;
  }

  private void tell(Rotation rotation, Step step, Outcome outcome, Reason reason, String message) {
    output.write(
        rotation.id(), new RotationOutput.Entry(step, null, outcome, reason, message, null));
  }
}
