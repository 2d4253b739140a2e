package io.keyturn.settings.application;

import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.settings.api.ProblemException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * An application with all its bindings in one statement, which reads no more rows than it answers
 * however many applications there are: the worker asks for it at the start of every rotation.
 */
@Component
public class BoundApplications {

  private final JdbcClient sql;

  BoundApplications(JdbcClient sql) {
    this.sql = sql;
  }

  public record BoundApplication(
      String name,
      boolean integrationEnabled,
      SecretLocation secret,
      Duration overlap,
      List<RotationSettings.Binding> bindings) {

    public BoundApplication {
      bindings = List.copyOf(bindings);
    }
  }

  /**
   * @throws ProblemException {@code application.unknown}
   */
  public BoundApplication get(UUID tenantId, UUID applicationId) {
    return sql.sql(
            """
            select a.name, a.integration_enabled, a.vault_url, a.secret_name,
                a.overlap_seconds, b.id,
                b.organization, b.project_id, b.project_name, b.connection_id,
                b.connection_name, b.registry
              from application a
              left join binding b
                on b.tenant_id = a.tenant_id and b.application_id = a.application_id
              where a.tenant_id = ? and a.application_id = ?
              order by b.created_at, b.id
            """)
        .params(tenantId, applicationId)
        .query(BoundApplications::read)
        .orElseThrow(Applications::unknown);
  }

  private static Optional<BoundApplication> read(ResultSet rows) throws SQLException {
    @Nullable BoundApplication application = null;
    List<RotationSettings.Binding> bindings = new ArrayList<>();
    while (rows.next()) {
      application =
          new BoundApplication(
              rows.getString("name"),
              rows.getBoolean("integration_enabled"),
              new SecretLocation(rows.getString("vault_url"), rows.getString("secret_name")),
              Duration.ofSeconds(rows.getLong("overlap_seconds")),
              List.of());
      if (rows.getObject("id", UUID.class) instanceof UUID id) {
        bindings.add(
            new RotationSettings.Binding(
                id,
                rows.getString("organization"),
                rows.getObject("project_id", UUID.class),
                rows.getString("project_name"),
                rows.getObject("connection_id", UUID.class),
                rows.getString("connection_name"),
                rows.getString("registry")));
      }
    }
    return application == null
        ? Optional.empty()
        : Optional.of(
            new BoundApplication(
                application.name(),
                application.integrationEnabled(),
                application.secret(),
                application.overlap(),
                bindings));
  }
}
