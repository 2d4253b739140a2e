package io.keyturn.sandbox.bench;

import io.keyturn.worker.rotation.Lanes;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * What the worker's poll for due and orphaned lanes costs when the journal is large. The worker's
 * own statements are timed, in its own tables, while no worker runs.
 */
final class JournalGrowth {

  /** Lanes that a worker left behind when it died. */
  private static final int ORPHANS = 10;

  private final Database database;
  private final int polls;

  JournalGrowth(Database database, int polls) {
    this.database = database;
    this.polls = polls;
  }

  /** Milliseconds of one poll that claims a few orphaned lanes, and of one that finds none. */
  record Cost(long finishedRotations, Statistics claiming, Statistics idle) {}

  /** Fills the journal up to that many finished rotations and times the poll. */
  Cost at(int finishedRotations) throws SQLException {
    try (Connection connection = database.dataSource().getConnection()) {
      var source = new SingleConnectionDataSource(connection, true);
      JdbcClient jdbc = JdbcClient.create(source);
      fill(jdbc, finishedRotations);
      Lanes lanes =
          new Lanes(
              jdbc,
              Clock.systemUTC(),
              "bench",
              Duration.ofMinutes(3),
              new Lanes.WriteTimes(Duration.ofMinutes(1), Duration.ofSeconds(90)));
      List<Double> claiming = new ArrayList<>();
      List<Double> idle = new ArrayList<>();
      for (int poll = 0; poll < polls + polls / 10; poll++) {
        orphan(jdbc);
        double claimed = poll(lanes);
        double found = poll(lanes);
        if (poll >= polls / 10) {
          claiming.add(claimed);
          idle.add(found);
        }
      }
      return new Cost(finishedRotations, Statistics.of(claiming), Statistics.of(idle));
    }
  }

  private static void fill(JdbcClient jdbc, int finishedRotations) {
    long there =
        jdbc.sql("select count(*) from rotation where finished_at is not null")
            .query(Long.class)
            .single();
    jdbc.sql(
            """
            insert into rotation (id, tenant_id, application_id, trigger, vault_url, secret_name,
                secret_version, origin, state, received_at, finished_at)
            select gen_random_uuid(), :tenant, 'grown-' || (n % greatest(1, :all / 10)),
                'SECRET_RENEWED', :vault, 'secret', md5(n::text), 'rotation-events/0/' || n,
                'SUCCEEDED', now() - n * interval '1 second', now() - n * interval '1 second'
              from generate_series(1, :missing) n
            """)
        .param("tenant", Subjects.TENANT)
        .param("vault", Subjects.VAULT_URL)
        .param("all", finishedRotations)
        .param("missing", Math.max(0, finishedRotations - there))
        .update();
    jdbc.sql(
            """
            insert into lane (tenant_id, application_id)
            select :tenant, 'grown-' || n from generate_series(0, greatest(1, :all / 10)) n
            on conflict do nothing
            """)
        .param("tenant", Subjects.TENANT)
        .param("all", finishedRotations)
        .update();
    jdbc.sql("update lane set due_at = null, lease_until = null where due_at is not null").update();
    jdbc.sql("vacuum analyze rotation").update();
    jdbc.sql("vacuum analyze lane").update();
  }

  private static void orphan(JdbcClient jdbc) {
    jdbc.sql(
            """
            update lane
               set due_at = now() - interval '10 minutes', lease_owner = 'dead',
                   lease_until = now() - interval '1 minute'
             where tenant_id = :tenant and application_id in
                   (select 'grown-' || n from generate_series(0, :last) n)
            """)
        .param("tenant", Subjects.TENANT)
        .param("last", ORPHANS - 1)
        .update();
  }

  private static double poll(Lanes lanes) {
    long start = System.nanoTime();
    // Not public, because nobody but the dispatcher may claim; here their cost is the question.
    call(lanes, "nextDue", List.of());
    call(lanes, "claim", List.of(int.class), 100);
    return (System.nanoTime() - start) / 1e6;
  }

  private static void call(
      Lanes lanes, String name, List<Class<?>> parameters, Object... arguments) {
    try {
      Method method = Lanes.class.getDeclaredMethod(name, parameters.toArray(Class<?>[]::new));
      method.setAccessible(true);
      method.invoke(lanes, arguments);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(
          "Lanes has no " + name + " any more: the benchmark has to learn the new one", e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
