package io.keyturn.settings.schedule;

import io.keyturn.settings.application.DueTimes;
import io.keyturn.settings.application.NextDue;
import io.keyturn.settings.isolation.Rows;
import io.keyturn.settings.rotation.ScheduledRequests;
import io.keyturn.settings.rotation.ScheduledRequests.Due;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Asks for the rotations that are due: claimed, asked for and due next time in one transaction.
 * Kafka has the requests before it ends, and whoever has to do it again asks for the same
 * rotations, so that none is lost and none begins twice.
 */
@Component
public class AskForDue {

  private static final Logger log = LoggerFactory.getLogger(AskForDue.class);
  private static final Duration LATER = Duration.ofHours(1);

  private final DueApplications applications;
  private final NextDue nextDue;
  private final ScheduledRequests requests;
  private final TransactionOperations transaction;
  private final Clock clock;

  public AskForDue(
      DueApplications applications,
      NextDue nextDue,
      ScheduledRequests requests,
      TransactionOperations transaction,
      Clock clock) {
    this.applications = applications;
    this.nextDue = nextDue;
    this.requests = requests;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * @param claimed due, whether or not a rotation could be asked for now
   * @param asked for
   */
  public record Batch(int claimed, int asked) {}

  /** At most that many, the longest due first. */
  public Batch batch(int most) {
    return Rows.ofEveryTenant(
        () -> Objects.requireNonNull(transaction.execute(_ -> claim(clock.instant(), most))));
  }

  private Batch claim(Instant now, int most) {
    List<Due> asked = new ArrayList<>();
    Map<DueApplication, @Nullable Instant> next = new HashMap<>();
    for (DueApplication application : applications.claim(now, most)) {
      try {
        next.put(application, decide(application, now, asked));
      } catch (IllegalArgumentException e) {
        // One row that nobody can have saved must not keep the others from being due.
        log.atError()
            .addKeyValue("tenantId", application.tenantId())
            .addKeyValue("clientId", application.applicationId())
            .log("a schedule cannot be read; it is looked at again later");
        next.put(application, now.plus(LATER));
      }
    }
    if (!next.isEmpty()) {
      applications.dueNext(next);
    }
    if (!asked.isEmpty()) {
      requests.ask(asked, now);
    }
    return new Batch(next.size(), asked.size());
  }

  /** When it is due next. */
  private @Nullable Instant decide(DueApplication application, Instant now, List<Due> asked) {
    Instant due = application.due();
    if (due == null) {
      return nextDue
          .first(application.tenantId(), application.applicationId(), application.schedule())
          .orElse(null);
    }
    if (!application.isReady()) {
      return now.plus(LATER);
    }
    DueTimes times =
        nextDue.times(application.schedule(), application.tenantId(), application.applicationId());
    Instant next = times.after(due, now, application.expires()).orElse(null);
    asked.add(application.asked(due, now));
    return next;
  }
}
