package io.keyturn.embedded.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {

  @TempDir Path directory;

  @Test
  void rowsSurviveARestart() throws Exception {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(directory, 0)) {
      String url = database.createDatabase("keyturn");
      run(url, "create table kept (word text)");
      run(url, "insert into kept values ('still here')");
    }

    try (EmbeddedDatabase database = EmbeddedDatabase.start(directory, 0)) {
      assertThat(ask(database.createDatabase("keyturn"), "select word from kept"))
          .isEqualTo("still here");
    }
  }

  @Test
  void aServerThatOutlivedItsJvmIsReplacedOnAnotherPort() throws Exception {
    int port = startInAJvmThatDies();

    try (EmbeddedDatabase next = EmbeddedDatabase.start(directory, 0)) {
      assertThat(next.port()).isNotEqualTo(port);
      assertThat(ask(next.jdbcUrl("keyturn"), "select word from kept")).isEqualTo("orphaned");
    }
  }

  @Test
  void aServerThatOutlivedItsJvmIsAdoptedOnItsOwnPortAndClosed() throws Exception {
    int port = startInAJvmThatDies();
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/keyturn?user=keyturn";
    String startedAt = ask(url, "select pg_postmaster_start_time()");

    try (EmbeddedDatabase next = EmbeddedDatabase.start(directory, port)) {
      assertThat(ask(next.jdbcUrl("keyturn"), "select pg_postmaster_start_time()"))
          .isEqualTo(startedAt);
    }

    assertThatThrownBy(() -> ask(url, "select 1")).isInstanceOf(SQLException.class);
  }

  /** Leaves a running server without an owner and answers its port. */
  private int startInAJvmThatDies() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StartAndDie.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    // Not to the end of the stream: the orphan inherits it and keeps it open.
    String port = child.inputReader().readLine();
    assertThat(child.waitFor()).isEqualTo(7);
    return Integer.parseInt(port);
  }

  static final class StartAndDie {
    public static void main(String[] arguments) throws SQLException {
      EmbeddedDatabase database = EmbeddedDatabase.start(Path.of(arguments[0]), 0);
      run(database.createDatabase("keyturn"), "create table kept as select 'orphaned' as word");
      System.out.println(database.port());
      System.out.flush();
      Runtime.getRuntime().halt(7);
    }
  }

  @Test
  void aCommitIsOnDiskBeforeItIsAnswered() throws Exception {
    String url = EmbeddedDatabase.shared().createDatabase();

    assertThat(ask(url, "show fsync")).isEqualTo("on");
    assertThat(ask(url, "show synchronous_commit")).isEqualTo("on");
    assertThat(ask(url, "show listen_addresses")).isEqualTo("127.0.0.1");
  }

  @Test
  void everyFreshDatabaseIsEmptyAndItsOwn() throws Exception {
    String one = EmbeddedDatabase.shared().createDatabase();
    String other = EmbeddedDatabase.shared().createDatabase();

    run(one, "create table mine (n int)");

    assertThatThrownBy(() -> ask(other, "select count(*) from mine"))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void itsUserIsStoppedByRowLevelSecurity() throws Exception {
    String url = EmbeddedDatabase.shared().createDatabase();

    run(url, "create table guarded as select 'seen' as word");
    run(url, "alter table guarded enable row level security");
    run(url, "alter table guarded force row level security");

    assertThat(ask(url, "select count(*) from guarded")).isEqualTo("0");
    String name = url.replaceAll(".*/([^/?]+)\\?.*", "$1");
    assertThat(ask(EmbeddedDatabase.shared().superuserUrl(name), "select word from guarded"))
        .isEqualTo("seen");
  }

  @Test
  void aDatabaseNameIsNeverTakenAsSql() {
    assertThatThrownBy(() -> EmbeddedDatabase.shared().createDatabase("a; drop table b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void run(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
