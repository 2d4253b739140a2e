package io.keyturn.sandbox.bench;

import io.keyturn.embedded.postgres.EmbeddedDatabase;
import io.keyturn.settings.TenantSettingsApplication;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the worker's look-up of one application costs when there are many: tenant-settings as it is
 * installed, a process of its own, as an ordinary user of PostgreSQL whom row-level security holds.
 */
final class LookupGrowth implements AutoCloseable {

  static final int ROUNDS = 5;

  private static final int PER_SECOND = 1_000;

  private final Database database;
  private final Plan plan;
  private final JdbcClient jdbc;
  private final WorkerTokens tokens;
  private final ChildJvm settings;
  private final LookupLoad load;
  private int filled;

  private LookupGrowth(
      Database database, Plan plan, WorkerTokens tokens, ChildJvm settings, LookupLoad load) {
    this.database = database;
    this.plan = plan;
    this.jdbc = JdbcClient.create(database.settingsOfEveryTenant());
    this.tokens = tokens;
    this.settings = settings;
    this.load = load;
  }

  /**
   * @param perSecond how many were answered, of 1,000 asked in each second
   * @param p50Milliseconds from when a look-up was to be asked until it was answered
   * @param settingsCpuMilliseconds of tenant-settings for one look-up, by round
   * @param databaseCpuMilliseconds of PostgreSQL
   * @param oneAfterAnother milliseconds of a look-up while nothing else is asked
   */
  record Cost(
      int applications,
      double perSecond,
      double p50Milliseconds,
      double p99Milliseconds,
      Statistics settingsCpuMilliseconds,
      Statistics databaseCpuMilliseconds,
      Statistics cpuMillisecondsOfBoth,
      Statistics oneAfterAnother) {

    String text() {
      return ("look-up among %,d applications: p50 %.2f, p99 %.2f ms at %.0f/s; CPU ms of settings %s,"
              + " of database %s; one after another %.2f ms%n")
          .formatted(
              applications,
              p50Milliseconds,
              p99Milliseconds,
              perSecond,
              settingsCpuMilliseconds.text(2),
              databaseCpuMilliseconds.text(2),
              oneAfterAnother.median());
    }
  }

  static LookupGrowth start(Path directory, Database database, Broker broker, Plan plan)
      throws IOException, InterruptedException {
    int port = Broker.freePort();
    WorkerTokens tokens = WorkerTokens.start();
    String jwt = "--spring.security.oauth2.resourceserver.jwt.";
    ChildJvm settings =
        ChildJvm.start(
            directory.resolve("settings.log"),
            false,
            Bench.JVM,
            List.of(
                Tether.class.getName(),
                TenantSettingsApplication.class.getName(),
                "--logging.level.root=info",
                "--server.port=" + port,
                "--server.address=127.0.0.1",
                "--azure.authority-host=" + WorkerTokens.AUTHORITY,
                jwt + "jwk-set-uri=" + tokens.keys(),
                jwt + "audiences=" + WorkerTokens.AUDIENCE,
                "--keyturn.worker-door.tenant-id=" + WorkerTokens.TENANT,
                "--keyturn.encryption.current-key=k1",
                "--keyturn.encryption.keys.k1=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + EmbeddedDatabase.USER,
                "--spring.datasource.password=" + EmbeddedDatabase.USER,
                "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers()));
    LookupGrowth growth =
        new LookupGrowth(
            database,
            plan,
            tokens,
            settings,
            new LookupLoad("http://127.0.0.1:" + port, tokens.token()));
    try {
      settings.awaitReady("tenant-settings", port);
      LookupSeed.tenants(growth.jdbc);
      return growth;
    } catch (RuntimeException | InterruptedException e) {
      growth.close();
      throw e;
    }
  }

  /** Up to that many applications, each with one binding. */
  void fill(int applications) {
    LookupSeed.applications(jdbc, filled, applications);
    filled = applications;
  }

  Cost measured(int applications) throws InterruptedException {
    load.warmUp(plan.lookups(), applications);
    // The load's own pace has paths of its own to warm.
    load.steady(PER_SECOND, plan.lookupLoad(), applications);
    List<double[]> milliseconds = new ArrayList<>();
    List<Double> settingsCpu = new ArrayList<>();
    List<Double> databaseCpu = new ArrayList<>();
    List<Double> both = new ArrayList<>();
    long took = 0;
    for (int round = 0; round < ROUNDS; round++) {
      double settingsBefore = Usage.cpuSeconds(settings.pid());
      double databaseBefore = database.cpuSeconds();
      long start = System.nanoTime();
      double[] answered = load.steady(PER_SECOND, plan.lookupLoad(), applications);
      took += System.nanoTime() - start;
      double ofSettings = Usage.cpuSeconds(settings.pid()) - settingsBefore;
      double ofDatabase = database.cpuSeconds() - databaseBefore;
      milliseconds.add(answered);
      settingsCpu.add(1000 * ofSettings / answered.length);
      databaseCpu.add(1000 * ofDatabase / answered.length);
      both.add(1000 * (ofSettings + ofDatabase) / answered.length);
    }
    double[] all = milliseconds.stream().flatMapToDouble(Arrays::stream).toArray();
    return new Cost(
        applications,
        all.length * (double) Duration.ofSeconds(1).toNanos() / took,
        Statistics.percentile(all, 0.5),
        Statistics.percentile(all, 0.99),
        Statistics.of(settingsCpu),
        Statistics.of(databaseCpu),
        Statistics.of(both),
        Statistics.of(
            DoubleStream.of(load.oneAfterAnother(plan.lookups() / 10, applications))
                .boxed()
                .toList()));
  }

  @Override
  public void close() {
    load.close();
    settings.close();
    tokens.close();
  }
}
