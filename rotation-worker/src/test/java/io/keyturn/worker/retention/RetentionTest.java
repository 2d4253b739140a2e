package io.keyturn.worker.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.worker.contoso.JournalDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class RetentionTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final RetentionProperties PROPERTIES =
      new RetentionProperties(Duration.ofDays(90), "0 17 * * * ?", 10, 3);

  private final JournalDatabase database = new JournalDatabase();
  private final JdbcClient jdbc = database.jdbc();
  private final Retention retention =
      new Retention(jdbc, Clock.fixed(NOW, ZoneOffset.UTC), PROPERTIES);

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void whatEndedLongAgoGoesWithAllThatIsWrittenAboutIt() {
    UUID old = rotation("finished", 91);
    output(old);
    news(91, false);

    assertThat(retention.removeOld()).isEqualTo(new Retention.Removed(1, 1));

    assertThat(count("rotation")).isZero();
    assertThat(count("rotation_output")).isZero();
    assertThat(count("vault_news")).isZero();
  }

  @Test
  void whatIsYoungOrNotFinishedStays() {
    output(rotation("finished", 89));
    output(rotation("unfinished", 400));
    news(89, false);
    news(400, true);

    assertThat(retention.removeOld()).isEqualTo(new Retention.Removed(0, 0));

    assertThat(count("rotation_output")).isEqualTo(2);
    assertThat(count("vault_news")).isEqualTo(2);
  }

  @Test
  void whatAConnectionHoldsIsKnownForEver() {
    rotation("finished", 500);
    jdbc.sql("insert into connection_secret values ('t', 'a', :id, 'v1', :at)")
        .param("id", UUID.randomUUID())
        .param("at", ago(500))
        .update();

    retention.removeOld();

    assertThat(count("connection_secret")).isEqualTo(1);
  }

  @Test
  void oneRunRemovesABoundedNumberOldestFirstAndTheNextGoesOn() {
    for (int days = 91; days < 131; days++) {
      rotation("finished", days);
    }

    assertThat(retention.removeOld().rotations()).isEqualTo(30);
    assertThat(jdbc.sql("select min(finished_at) from rotation").query(Instant.class).single())
        .isEqualTo(NOW.minus(Duration.ofDays(100)));
    assertThat(retention.removeOld().rotations()).isEqualTo(10);
  }

  @Test
  void rowsThatSomebodyHoldsArePassedOverAndWaitedForByNobody() {
    UUID held = rotation("finished", 200);
    rotation("finished", 100);

    database
        .transaction()
        .executeWithoutResult(_ -> {
          jdbc.sql("select 1 from rotation where id = :id for update")
              .param("id", held)
              .query(Integer.class)
              .single();
          assertThat(elsewhere().rotations()).isEqualTo(1);
        });

    assertThat(retention.removeOld().rotations()).isEqualTo(1);
  }

  @Test
  void aRetentionThatKafkasOwnWouldOutliveIsRefused() {
    assertThatThrownBy(() -> new RetentionProperties(Duration.ofHours(1), "", 1, 1))
        .hasMessageContaining("keyturn.retention.rotations");
  }

  /** On a connection of its own. */
  private Retention.Removed elsewhere() {
    return java.util.concurrent.CompletableFuture.supplyAsync(retention::removeOld).join();
  }

  private UUID rotation(String how, int daysAgo) {
    UUID id = UUID.randomUUID();
    boolean finished = how.equals("finished");
    jdbc.sql(
            """
            insert into rotation (id, tenant_id, application_id, trigger, origin, state,
                received_at, finished_at, next_attempt_at)
            values (:id, 't', 'a', 'SECRET_RENEWED', 'x|0|0', :state, :at,
                cast(:finished as timestamptz), cast(:next as timestamptz))
            """)
        .param("id", id)
        .param("state", finished ? "SUCCEEDED" : "RECEIVED")
        .param("at", ago(daysAgo))
        .param("finished", finished ? ago(daysAgo) : null)
        .param("next", finished ? null : ago(daysAgo))
        .update();
    return id;
  }

  private void output(UUID rotation) {
    jdbc.sql(
            """
            insert into rotation_output (rotation_id, sequence, at, step, outcome, message)
            values (:id, 1, now(), 'RECEIVE', 'SUCCEEDED', 'x')
            """)
        .param("id", rotation)
        .update();
  }

  private void news(int daysAgo, boolean pending) {
    jdbc.sql(
            """
            insert into vault_news (id, trigger, source, event_id, vault_name, vault_url,
                secret_name, secret_version, origin, received_at, next_attempt_at)
            values (:id, 'VAULT_NEW_VERSION', 's', 'e', 'v', 'u', 'n', '1', 'x|0|0', :at,
                cast(:next as timestamptz))
            """)
        .param("id", UUID.randomUUID())
        .param("at", ago(daysAgo))
        .param("next", pending ? ago(daysAgo) : null)
        .update();
  }

  private static java.time.OffsetDateTime ago(int days) {
    return NOW.minus(Duration.ofDays(days)).atOffset(ZoneOffset.UTC);
  }

  private long count(String table) {
    return jdbc.sql("select count(*) from " + table).query(Long.class).single();
  }
}
