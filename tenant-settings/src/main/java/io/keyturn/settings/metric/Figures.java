package io.keyturn.settings.metric;

import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.contracts.api.InspectionState;
import io.keyturn.settings.isolation.Rows;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Counts now and then what tenants have set up, beside the work: whoever reads the figures waits
 * for no database. Every process says the same.
 */
@Component
class Figures {

  private static final Logger log = LoggerFactory.getLogger(Figures.class);
  private static final String EXPIRES_WITHIN =
      """
      case when %1$s is null then 'unknown'
           when %1$s <= :now then 'expired'
           when %1$s <= :now + interval '1 day' then '1d'
           when %1$s <= :now + interval '7 days' then '7d'
           when %1$s <= :now + interval '30 days' then '30d'
           when %1$s <= :now + interval '60 days' then '60d'
           else 'later' end
      """;
  private static final List<String> BANDS =
      List.of("expired", "1d", "7d", "30d", "60d", "later", "unknown");

  /** A token lasts until the end of the day that an administrator typed. */
  private static final String TOKENS =
      """
      select %s, count(*) from (
        select (personal_access_token_expires_on + 1)::timestamp at time zone 'UTC' as ends
          from connector where personal_access_token is not null
        union all
        select (personal_access_token_expires_on + 1)::timestamp at time zone 'UTC'
          from tenant where personal_access_token is not null) token
       group by 1
      """
          .formatted(EXPIRES_WITHIN.formatted("ends"));

  private static final String LATE =
      """
      select 'renewal', count(*) from application a join tenant t on t.tenant_id = a.tenant_id
       where a.next_due_at > '-infinity' and a.next_due_at < :now - interval '1 hour'
         and a.automatic and a.integration_enabled and t.integration_enabled
      union all
      select 'look', count(*) from binding_inspection where due_at < :now - interval '1 hour'
      union all
      select 'notification', count(*) from notification
       where state = 'WAITING' and created_at < :now - interval '1 hour'
      """;

  private final JdbcClient sql;
  private final Clock clock;
  private final ScrapeDoor door;
  private final Map<String, Counted> questions = new LinkedHashMap<>();
  private volatile boolean failing;
  private long notBefore = System.nanoTime();

  Figures(JdbcClient sql, Clock clock, ScrapeDoor door, MeterRegistry registry) {
    this.sql = sql;
    this.clock = clock;
    this.door = door;
    Gauge.builder("keyturn.figures.unknown", this, figures -> figures.failing ? 1 : 0)
        .description("Groups of figures that could not be looked at the last time")
        .register(registry);
    String credentials = "Credentials by when they expire: within days, each in one band only";
    questions.put(
        "select "
            + EXPIRES_WITHIN.formatted("secret_expires_at")
            + ", count(*) from application group by 1",
        new Counted(
            registry, "keyturn.credentials", credentials, "expires", BANDS, "kind", "secret"));
    questions.put(
        TOKENS,
        new Counted(
            registry, "keyturn.credentials", credentials, "expires", BANDS, "kind", "token"));
    questions.put(
        "select coalesce(lower(state), 'unseen'), count(*) from binding_inspection group by 1",
        new Counted(
            registry,
            "keyturn.drift",
            "Bound service connections by how they stood when they were last looked at",
            "state",
            Stream.concat(words(InspectionState.values()), Stream.of("unseen")).toList()));
    questions.put(
        "select lower(status), count(*) from connector group by 1",
        new Counted(
            registry,
            "keyturn.connectors",
            "Connectors by the status of their last verification",
            "status",
            words(ConnectorStatus.values()).toList()));
    questions.put(
        LATE,
        new Counted(
            registry,
            "keyturn.late",
            "What should have begun more than an hour ago, by kind",
            "kind",
            List.of("renewal", "look", "notification")));
  }

  @Scheduled(fixedDelayString = "${keyturn.metrics.sample:60s}")
  void count() {
    long began = System.nanoTime();
    if (!door.isOpen() || began - notBefore < 0) {
      return;
    }
    try {
      questions.forEach((question, counted) -> counted.are(answer(question)));
      failing = false;
    } catch (DataAccessException | TransactionException e) {
      questions.values().forEach(Counted::areUnknown);
      if (!failing) {
        log.atWarn()
            .addKeyValue("exception", e.getClass().getSimpleName())
            .log("some figures are unknown until PostgreSQL answers again");
      }
      failing = true;
    }
    // At most a twentieth of one connection, however long counting takes.
    notBefore = System.nanoTime() + (System.nanoTime() - began) * 20;
  }

  private Map<String, Long> answer(String question) {
    Map<String, Long> counts = new HashMap<>();
    Rows.ofEveryTenant(() -> {
      sql.sql(question)
          .params(
              question.contains(":now")
                  ? Map.of("now", clock.instant().atOffset(ZoneOffset.UTC))
                  : Map.of())
          .query(row -> {
            counts.put(row.getString(1), row.getLong(2));
          });
      return true;
    });
    return counts;
  }

  private static Stream<String> words(Enum<?>[] constants) {
    return Stream.of(constants).map(constant -> constant.name().toLowerCase(Locale.ROOT));
  }
}
