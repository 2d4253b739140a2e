package io.keyturn.sandbox.bench;

import io.keyturn.settings.schedule.AskForDue;
import io.keyturn.settings.schedule.AskForDue.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What it costs to ask for what is due when all of very many applications are due in the same
 * minute: tenant-settings' own claim with a real broker, as an ordinary user of PostgreSQL whom
 * row-level security holds. Claimed, asked for and due next time, so the whole transaction.
 */
final class DueGrowth implements AutoCloseable {

  private static final int BATCHES = 20;
  private static final int LARGEST_BATCH = 500;

  private final Database database;
  private final JdbcClient jdbc;
  private final ConfigurableApplicationContext settings;
  private int filled;

  private DueGrowth(Database database, ConfigurableApplicationContext settings) {
    this.database = database;
    this.settings = settings;
    this.jdbc = JdbcClient.create(database.settingsOfEveryTenant());
  }

  /**
   * @param applications all of them due
   * @param perApplicationMilliseconds of a claim, for one of its applications, by claim
   * @param databaseCpuMilliseconds of PostgreSQL for one application
   */
  record Cost(
      int applications, Statistics perApplicationMilliseconds, double databaseCpuMilliseconds) {

    String text() {
      return "due claim among %,d due applications: %s ms for one, CPU ms of database %.3f%n"
          .formatted(applications, perApplicationMilliseconds.text(3), databaseCpuMilliseconds);
    }
  }

  static DueGrowth start(Path directory, Broker broker) throws IOException {
    Database database = Database.start(directory.resolve("due"));
    try {
      DueGrowth growth = new DueGrowth(database, SettingsHere.start(database, broker));
      LookupSeed.tenants(growth.jdbc);
      return growth;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  Cost at(int applications) {
    LookupSeed.applications(jdbc, filled, applications);
    filled = applications;
    int batch = Math.clamp(applications / BATCHES, 1, LARGEST_BATCH);
    allDue();
    claims(batch); // what the JVM has not compiled yet, and what PostgreSQL has not read
    allDue();
    double before = database.cpuSeconds();
    List<Double> milliseconds = claims(batch);
    double cpu = database.cpuSeconds() - before;
    return new Cost(
        applications, Statistics.of(milliseconds), 1000 * cpu / (batch * (double) BATCHES));
  }

  private List<Double> claims(int batch) {
    AskForDue asking = settings.getBean(AskForDue.class);
    List<Double> milliseconds = new ArrayList<>();
    for (int claim = 0; claim < BATCHES; claim++) {
      long start = System.nanoTime();
      Batch claimed = asking.batch(batch);
      double took = (System.nanoTime() - start) / 1e6;
      if (claimed.asked() != batch) {
        throw new IllegalStateException(
            "%d of %d were asked for, and all are due".formatted(claimed.asked(), batch));
      }
      milliseconds.add(took / batch);
    }
    return milliseconds;
  }

  /** In the same minute. */
  private void allDue() {
    jdbc.sql("truncate rotation, rotation_output").update();
    jdbc.sql(
            """
            update application set schedule_kind = 'interval', schedule_value = 'PT720H',
                next_due_at = date_trunc('minute', now()) - interval '2 minutes'
                  + interval '1 second' * (hashtext(application_id::text) & 31)
              where next_due_at is null or next_due_at > now()
            """)
        .update();
    jdbc.sql("vacuum analyze application").update();
    jdbc.sql("checkpoint").update();
  }

  @Override
  public void close() {
    settings.close();
    database.close();
  }
}
