package io.keyturn.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.embedded.postgres.EmbeddedDatabase;
import io.keyturn.preflight.Finding.Verdict;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

class DatabaseLookTest {

  private final String url = EmbeddedDatabase.shared().createDatabase();
  private final String name = url.replaceAll(".*/([^/?]+)[?].*", "$1");
  private final String superuser = EmbeddedDatabase.shared().superuserUrl(name);
  private final String stranger = "stranger_" + UUID.randomUUID().toString().substring(0, 8);

  @Test
  void aDatabaseThatIsOursIsFineBeforeAndAfterItWasMigrated() throws Exception {
    assertThat(look(url)).extracting(Finding::verdict).containsOnly(Verdict.OK);
    assertThat(look(url).getLast().message()).startsWith("1 are applied when");
    assertThat(schemas()).as("it changes nothing").isZero();

    migrate();

    assertThat(look(url).getLast().message()).isEqualTo("all are applied.");
  }

  @Test
  void whoMayNotMakeTheSchemaIsToldTheGrant() throws Exception {
    superuser("create role " + stranger + " login");
    assertThat(only(look(as(stranger))))
        .isEqualTo("grant create on database " + name + " to " + stranger);
  }

  @Test
  void whoDoesNotOwnTheTablesIsToldSo() throws Exception {
    migrate();
    superuser("create role " + stranger + " login");
    assertThat(only(look(as(stranger)))).isEqualTo("alter schema watched owner to " + stranger);

    superuser("alter schema watched owner to " + stranger);

    assertThat(look(as(stranger)).getFirst().verdict()).isEqualTo(Verdict.FAILED);
    assertThat(look(as(stranger)).getFirst().message()).contains("belong to another role");
  }

  @Test
  void aMigrationThatIsNotOursIsAFailure() throws Exception {
    migrate();
    superuser("update watched.flyway_schema_history set checksum = 1 where version = '1'");
    assertThat(look(url).getLast().verdict()).isEqualTo(Verdict.FAILED);
    assertThat(look(url).getLast().what()).isEqualTo("migrations");
  }

  @Test
  void aSuperuserIsAWarning() {
    assertThat(look(superuser).getFirst().verdict()).isEqualTo(Verdict.WARNING);
  }

  @Test
  void nobodyThereNamesTheHost() {
    Finding found = look("jdbc:postgresql://127.0.0.1:1/keyturn?user=keyturn").getFirst();
    assertThat(found.where()).isEqualTo("127.0.0.1:1");
    assertThat(found.message()).startsWith("cannot be reached");
    assertThat(look(url.replace(name, "nowhere")).getFirst().message())
        .startsWith("has no such database");
  }

  private static String only(List<Finding> findings) {
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().verdict()).isEqualTo(Verdict.FAILED);
    return findings.getFirst().message().replaceFirst("^[^:]*: ", "");
  }

  private static List<Finding> look(String at) {
    return new DatabaseLook(at, "", "", "watched", "classpath:db/preflight").take();
  }

  private String as(String role) {
    return url.replaceAll("user=[^&]*", "user=" + role);
  }

  private void migrate() {
    Flyway.configure()
        .dataSource(url, null, null)
        .schemas("watched")
        .locations("classpath:db/preflight")
        .load()
        .migrate();
  }

  private int schemas() throws Exception {
    try (Connection connection = DriverManager.getConnection(superuser);
        Statement statement = connection.createStatement();
        var answer =
            statement.executeQuery("select count(*) from pg_namespace where nspname = 'watched'")) {
      answer.next();
      return answer.getInt(1);
    }
  }

  private void superuser(String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection(superuser);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
