package io.keyturn.sandbox.bench;

import io.keyturn.embedded.postgres.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The worker's PostgreSQL, a process of its own, seen from outside. */
final class Database implements AutoCloseable {

  private static final String NAME = "bench";

  private final EmbeddedDatabase server;
  private final String url;
  private final long pid;
  private final JdbcClient jdbc;

  private Database(EmbeddedDatabase server, long pid) {
    this.server = server;
    this.url = server.createDatabase(NAME);
    this.pid = pid;
    this.jdbc = JdbcClient.create(dataSource());
  }

  static Database start(Path directory) throws IOException {
    EmbeddedDatabase server = EmbeddedDatabase.start(directory, 0);
    String pid = Files.readAllLines(directory.resolve("data/postmaster.pid")).getFirst();
    return new Database(server, Long.parseLong(pid.trim()));
  }

  String url() {
    return url;
  }

  JdbcClient jdbc() {
    return jdbc;
  }

  /** A connection for each use, looking into the worker's schema. */
  DataSource dataSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setCurrentSchema("rotation_worker");
    return source;
  }

  /** For filling the tables of tenant-settings: no row-level security stops its superuser. */
  DataSource settingsOfEveryTenant() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(server.superuserUrl(NAME));
    source.setCurrentSchema("tenant_settings");
    return source;
  }

  /** Of the postmaster and all its processes, in seconds. */
  double cpuSeconds() {
    return Usage.cpuSecondsWithChildren(pid);
  }

  /** Committed so far; each process reports its own within a second or when it is idle. */
  long transactions() {
    return jdbc.sql("select xact_commit from pg_stat_database where datname = current_database()")
        .query(Long.class)
        .single();
  }

  @Override
  public void close() {
    server.close();
  }
}
