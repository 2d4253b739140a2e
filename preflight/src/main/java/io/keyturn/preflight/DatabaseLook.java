package io.keyturn.preflight;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/**
 * Whether PostgreSQL lets the application in, lets it have its schema, and has no migration that
 * went wrong. Migrates nothing.
 *
 * @param url as JDBC has it
 * @param schema the application's own
 * @param migrations where they are on the class path
 */
public record DatabaseLook(
    String url, String user, String password, String schema, String migrations) {

  private static final String WHAT = "postgresql";
  private static final Pattern HOST = Pattern.compile("jdbc:postgresql://([^/?]+).*");

  /** Without the password: records print themselves. */
  @Override
  public String toString() {
    return "DatabaseLook[" + where() + ", " + schema + "]";
  }

  public List<Finding> take() {
    Properties properties = new Properties();
    if (!user.isEmpty()) {
      properties.setProperty("user", user);
    }
    if (!password.isEmpty()) {
      properties.setProperty("password", password);
    }
    properties.setProperty("connectTimeout", "5"); // seconds
    properties.setProperty("socketTimeout", "10"); // seconds
    try (Connection connection = DriverManager.getConnection(url, properties)) {
      List<Finding> findings = new ArrayList<>(rights(connection));
      if (findings.stream().noneMatch(it -> it.verdict() == Finding.Verdict.FAILED)) {
        findings.add(migrated());
      }
      return findings;
    } catch (SQLException e) {
      return List.of(Finding.failed(WHAT, where(), why(String.valueOf(e.getSQLState()))));
    }
  }

  private String where() {
    Matcher host = HOST.matcher(url);
    return host.matches() ? host.group(1) : "spring.datasource.url";
  }

  private static String why(String state) {
    if (state.startsWith("08")) {
      return "cannot be reached. Check spring.datasource.url, name resolution, firewall and TLS.";
    }
    if (state.startsWith("28")) {
      return "refuses the sign-in. Check spring.datasource.username and .password, and pg_hba.conf.";
    }
    if (state.equals("3D000")) {
      return "has no such database. Create it, owned by the role of spring.datasource.username.";
    }
    return state.equals("42501")
        ? "refuses something for want of a right. Let the role of spring.datasource.username own the"
            + " database."
        : "answers with SQL state " + state + ". Check spring.datasource.*.";
  }

  private List<Finding> rights(Connection connection) throws SQLException {
    try (PreparedStatement question =
        connection.prepareStatement(
            """
            select current_user, current_database(),
                   has_database_privilege(current_database(), 'CREATE'),
                   (select has_schema_privilege(s.oid, 'CREATE') from pg_namespace s
                     where s.nspname = ?),
                   (select count(*) from pg_class t join pg_namespace s on s.oid = t.relnamespace
                     where s.nspname = ? and t.relkind = 'r'
                       and not pg_has_role(t.relowner, 'USAGE')),
                   (select rolsuper or rolbypassrls from pg_roles where rolname = current_user)
            """)) {
      question.setString(1, schema);
      question.setString(2, schema);
      try (ResultSet answer = question.executeQuery()) {
        answer.next();
        return List.of(judged(answer));
      }
    }
  }

  private Finding judged(ResultSet answer) throws SQLException {
    String role = answer.getString(1);
    boolean mayMakeSchemas = answer.getBoolean(3);
    boolean mayUseSchema = answer.getBoolean(4);
    if (answer.wasNull() && !mayMakeSchemas) {
      return Finding.failed(
          WHAT,
          where(),
          "the schema %1$s is not there, and %2$s may not make it: grant create on database %3$s to %2$s"
              .formatted(schema, role, answer.getString(2)));
    }
    answer.getBoolean(4);
    if (!answer.wasNull() && !mayUseSchema) {
      return Finding.failed(
          WHAT,
          where(),
          "%2$s may make nothing in the schema %1$s: alter schema %1$s owner to %2$s"
              .formatted(schema, role));
    }
    long others = answer.getLong(5);
    if (others > 0) {
      return Finding.failed(
          WHAT,
          where(),
          "%d tables in the schema %s belong to another role than %s, which has to alter them: alter table … owner to %s"
              .formatted(others, schema, role, role));
    }
    return answer.getBoolean(6)
        ? Finding.warning(
            WHAT,
            where(),
            role
                + " is a superuser or has BYPASSRLS, so PostgreSQL does not keep tenants apart. Use an"
                + " ordinary role that owns its database.")
        : Finding.ok(
            WHAT, where(), "lets " + role + " in, who may have the schema " + schema + ".");
  }

  private Finding migrated() {
    try {
      Flyway flyway =
          Flyway.configure()
              .dataSource(url, user.isEmpty() ? null : user, password.isEmpty() ? null : password)
              .schemas(schema)
              .defaultSchema(schema)
              .locations(migrations)
              .ignoreMigrationPatterns("*:pending", "*:future")
              .load();
      for (MigrationInfo one : flyway.info().all()) {
        if (one.getState().isFailed()) {
          return Finding.failed(
              "migrations",
              where(),
              "migration " + one.getVersion() + " went wrong in the schema " + schema + ".");
        }
      }
      if (!flyway.validateWithResult().validationSuccessful) {
        return Finding.failed(
            "migrations",
            where(),
            "what was migrated in the schema "
                + schema
                + " is not what this version has: was it another application's, or changed by hand?");
      }
      int pending = flyway.info().pending().length;
      return Finding.ok(
          "migrations",
          where(),
          pending == 0
              ? "all are applied."
              : pending + " are applied when the application starts.");
    } catch (FlywayException e) {
      return Finding.failed("migrations", where(), "could not be looked at.");
    }
  }
}
