package io.keyturn.sandbox.bench;

import io.keyturn.settings.schedule.AskForDue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Very many applications due in the same minute: three schedulers of the real tenant-settings claim
 * them, the worker carries their secrets, and every organization announces what it bears.
 */
final class Drain implements AutoCloseable {

  private static final int SCHEDULERS = 3;
  private static final int BATCH = 200;

  private final Database database;
  private final ConfigurableApplicationContext settings;

  private Drain(Database database, ConfigurableApplicationContext settings) {
    this.database = database;
    this.settings = settings;
  }

  /**
   * @param asked rotations that the schedulers asked for together
   * @param claimSeconds until the last one was asked for
   * @param seconds from the first claim until the last rotation had ended
   * @param leastSeconds that the organizations' allowances alone make of it
   * @param mostInAWindow calls of any organization in any window of its allowance
   * @param beyond calls that were refused because the allowance was used up
   * @param notDone rotations that did not end well in time
   */
  record Drained(
      int applications,
      int asked,
      double claimSeconds,
      double seconds,
      double leastSeconds,
      Allowance allowance,
      int mostInAWindow,
      long beyond,
      long notDone) {

    String text() {
      return ("%,d applications due in one minute: asked for %,d in %.1f s by %d schedulers, all done in"
              + " %.1f s (%.1f s by what the organizations bear); at most %d of %d calls in %d s, %d"
              + " beyond, not done %d%n")
          .formatted(
              applications,
              asked,
              claimSeconds,
              SCHEDULERS,
              seconds,
              leastSeconds,
              mostInAWindow,
              allowance.calls(),
              allowance.window().toSeconds(),
              beyond,
              notDone);
    }
  }

  static Drain start(Path directory, Broker broker) throws IOException {
    Database database = Database.start(directory.resolve("drain"));
    try {
      return new Drain(database, SettingsHere.start(database, broker));
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /**
   * @param first number of the first application; they are nobody else's
   * @param callsEach that a rotation makes
   */
  Drained run(
      FullWorker worker,
      Stub stub,
      Subjects subjects,
      long first,
      int applications,
      double callsEach,
      Allowance allowance,
      Duration patience)
      throws InterruptedException {
    due(first, applications);
    stub.allow(allowance);
    Instant began = Instant.now();
    int asked = claimed();
    Instant claimed = Instant.now();
    long well = worker.awaitWell(began, applications, patience);
    Instant ended = Instant.now();
    StubAnswers.Counts counts = stub.counts();
    stub.allow(null);
    double windows =
        Math.ceil(applications * callsEach / subjects.organizations() / allowance.free());
    return new Drained(
        applications,
        asked,
        seconds(began, claimed),
        seconds(began, ended),
        // The last window need not end.
        (windows - 1) * allowance.window().toSeconds(),
        allowance,
        counts.mostInAWindow(),
        counts.beyond(),
        applications - well);
  }

  /** Each scheduler until it finds nothing more. */
  private int claimed() throws InterruptedException {
    AskForDue asking = settings.getBean(AskForDue.class);
    try (ExecutorService schedulers = Executors.newFixedThreadPool(SCHEDULERS)) {
      List<Future<Integer>> running = new ArrayList<>();
      for (int i = 0; i < SCHEDULERS; i++) {
        running.add(schedulers.submit(() -> untilNothingIsDue(asking)));
      }
      int asked = 0;
      for (Future<Integer> one : running) {
        asked += one.get();
      }
      return asked;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a scheduler failed", e.getCause());
    }
  }

  private static int untilNothingIsDue(AskForDue asking) {
    int asked = 0;
    while (true) {
      AskForDue.Batch batch = asking.batch(BATCH);
      if (batch.claimed() == 0) {
        return asked;
      }
      asked += batch.asked();
    }
  }

  /**
   * A schedule that goes by an expiry which is not known yet carries the secret to learn it: the
   * calls to Azure DevOps are those of any rotation.
   */
  private void due(long first, int applications) {
    JdbcClient jdbc = JdbcClient.create(database.settingsOfEveryTenant());
    jdbc.sql(
            """
            insert into tenant (tenant_id, integration_enabled, use_service_principal,
                include_home_tenant_organizations, updated_at, updated_by)
            values (:tenant::uuid, true, true, false, now(), 'bench')
            """)
        .param("tenant", Subjects.TENANT)
        .update();
    jdbc.sql(
            """
            insert into application (tenant_id, application_id, name, integration_enabled,
                vault_url, vault_name, secret_name, schedule_kind, schedule_value, next_due_at,
                updated_at, updated_by)
            select :tenant::uuid, ('0000000a-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
                'application ' || n, true, :vaultUrl, :vault, 'secret-' || n, 'beforeExpiry', '30',
                date_trunc('minute', now()), now(), 'bench'
              from generate_series(:first, :last) n
            """)
        .param("tenant", Subjects.TENANT)
        .param("vaultUrl", Subjects.VAULT_URL)
        .param("vault", Subjects.VAULT_NAME)
        .param("first", first)
        .param("last", first + applications - 1)
        .update();
    jdbc.sql(
            """
            insert into binding (id, tenant_id, application_id, organization, project_id,
                project_name, connection_id, connection_name, created_at, created_by)
            select gen_random_uuid(), tenant_id, application_id, 'bench', gen_random_uuid(), 'p',
                gen_random_uuid(), 'c', now(), 'bench'
              from application
            """)
        .update();
    jdbc.sql("vacuum analyze application").update();
    jdbc.sql("vacuum analyze binding").update();
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }

  @Override
  public void close() {
    settings.close();
    database.close();
  }
}
