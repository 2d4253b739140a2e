package io.keyturn.settings.rotation;

import io.keyturn.contracts.api.Rotation;
import io.keyturn.contracts.event.RotationId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Asks for the rotations that are due, many at once. */
@Component
public class ScheduledRequests {

  /** Who asks, as rotations show it. */
  public static final String SCHEDULE = "schedule";

  private final Rotations rotations;
  private final RotationRequests requests;

  ScheduledRequests(Rotations rotations, RotationRequests requests) {
    this.rotations = rotations;
    this.requests = requests;
  }

  /**
   * @param at when it was due; of one application and one time there is one rotation
   * @param mode {@code renew} or {@code propagate}
   * @param approvalUntil null where nobody has to approve it
   */
  public record Due(
      UUID tenantId,
      UUID applicationId,
      Instant at,
      String mode,
      String reason,
      @Nullable Instant approvalUntil) {}

  /**
   * Returns when Kafka has stored what needs no approval. Part of the caller's transaction: where
   * it ends without success the same rotations are asked for again, and the worker takes each once.
   *
   * @throws RuntimeException when Kafka did not confirm all of them
   */
  public void ask(List<Due> due, Instant now) {
    List<Request> asked = due.stream().map(it -> request(it, now)).toList();
    rotations.scheduled(asked);
    requests.publish(asked.stream().filter(it -> it.rotation().approvalUntil() == null).toList());
  }

  private static Request request(Due due, Instant now) {
    String eventId =
        UUID.nameUUIDFromBytes(
                (SCHEDULE + "\n" + due.tenantId() + "\n" + due.applicationId() + "\n" + due.at())
                    .getBytes(StandardCharsets.UTF_8))
            .toString();
    return new Request(
        eventId,
        new Rotation(
            RotationId.of(RotationRequests.SOURCE, eventId),
            due.tenantId().toString(),
            due.applicationId().toString(),
            due.approvalUntil() == null ? "REQUESTED" : Approval.AWAITING,
            due.mode(),
            due.reason(),
            SCHEDULE,
            now.truncatedTo(ChronoUnit.MICROS),
            null,
            null,
            null,
            due.approvalUntil(),
            null),
        false,
        Optional.empty());
  }
}
