package io.keyturn.embedded.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One PostgreSQL server on 127.0.0.1 that writes to disk as safely as a real installation: {@code
 * fsync} and {@code synchronous_commit} are on, so that a crash test means something.
 *
 * <p>Every local user may connect as {@link #USER} without a password. It owns the databases and is
 * no superuser: those walk through row-level security.
 */
public final class EmbeddedDatabase implements AutoCloseable {

  public static final String USER = "keyturn";

  private static final String SUPERUSER = "postgres";

  private static final Duration STARTUP = Duration.ofSeconds(60);
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  private final EmbeddedPostgres server;
  private final Path directory;
  private final boolean keepData;
  private boolean closed;

  private EmbeddedDatabase(EmbeddedPostgres server, Path directory, boolean keepData) {
    this.server = server;
    this.directory = directory;
    this.keepData = keepData;
  }

  /**
   * A server on any free port whose data is deleted when it is closed. It is a process of its own:
   * whoever starts it closes it, at the end of the JVM too.
   */
  public static EmbeddedDatabase startEphemeral() {
    try {
      return start(Files.createTempDirectory("keyturn-postgres-"), 0, false);
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary directory for PostgreSQL", e);
    }
  }

  /**
   * A server that keeps its data.
   *
   * @param dataDirectory created when absent
   * @param port 0 takes a free one; a fixed one lets a server that outlived its JVM be adopted
   */
  public static EmbeddedDatabase start(Path dataDirectory, int port) {
    return start(dataDirectory, port, true);
  }

  /**
   * One server for all tests of this JVM, started when first asked for and stopped with the JVM. A
   * test class takes {@link #createDatabase()} for itself.
   */
  public static EmbeddedDatabase shared() {
    return Shared.SERVER;
  }

  private static final class Shared {
    private static final EmbeddedDatabase SERVER = startEphemeral();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close, "postgres-close"));
    }
  }

  private static EmbeddedDatabase start(Path directory, int port, boolean keepData) {
    Path data = directory.resolve("data");
    try {
      Files.createDirectories(directory);
      StalePostmaster.makeWay(data, port);
      var builder =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(!keepData)
              .setServerConfig("listen_addresses", "127.0.0.1")
              // The library turns both off unless told otherwise.
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("max_connections", "200")
              // Its own hook would delete the data while whoever started this server is still using
              // it, and a server without its pid file can no longer be stopped.
              .setRegisterShutdownHook(false)
              .setLocaleConfig("locale", "C.UTF-8")
              .setPGStartupWait(STARTUP);
      if (port != 0) {
        builder.setPort(port);
      }
      EmbeddedDatabase database = new EmbeddedDatabase(builder.start(), directory, keepData);
      database.createUser();
      return database;
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL did not start in " + directory, e);
    }
  }

  public int port() {
    return server.getPort();
  }

  /** The address of a database of this server, for {@link #USER} without a password. */
  public String jdbcUrl(String database) {
    return url(database, USER);
  }

  /** The same for the superuser, whom no row-level security stops: for tests that look at all. */
  public String superuserUrl(String database) {
    return url(database, SUPERUSER);
  }

  private String url(String database, String user) {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database + "?user=" + user;
  }

  private void createUser() {
    try (Connection connection = DriverManager.getConnection(superuserUrl("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          do $$ begin
            if not exists (select from pg_roles where rolname = '%1$s') then
              create role %1$s login;
            end if;
          end $$
          """
              .formatted(USER));
    } catch (SQLException e) {
      close();
      throw new IllegalStateException("the user " + USER + " could not be created", e);
    }
  }

  /**
   * Creates a database; one that exists is left as it is.
   *
   * @param name lower case letters, digits and underscores
   * @return its JDBC URL
   */
  public String createDatabase(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a plain database name: " + name);
    }
    try (Connection connection = DriverManager.getConnection(superuserUrl("postgres"))) {
      if (!exists(connection, name)) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("create database " + name + " owner " + USER);
        }
      }
      return jdbcUrl(name);
    } catch (SQLException e) {
      throw new IllegalStateException("database " + name + " could not be created", e);
    }
  }

  /** A fresh, empty database under a name of its own; answers its JDBC URL. */
  public String createDatabase() {
    return createDatabase("t" + UUID.randomUUID().toString().replace("-", ""));
  }

  private static boolean exists(Connection connection, String name) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select 1 from pg_database where datname = ?")) {
      query.setString(1, name);
      try (ResultSet found = query.executeQuery()) {
        return found.next();
      }
    }
  }

  /** Stops the server; a second call does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL did not stop", e);
    } finally {
      if (!keepData) {
        delete(directory);
      }
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL's temporary directory stays: " + directory, e);
    }
  }
}
