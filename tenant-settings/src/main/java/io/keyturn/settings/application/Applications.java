package io.keyturn.settings.application;

import io.keyturn.contracts.api.Application;
import io.keyturn.contracts.api.ApplicationOfSecret;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.api.VaultHosts;
import io.keyturn.settings.api.Guid;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.timing.MaintenanceWindows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The applications of all tenants; but for one question of the worker, each is about one tenant.
 */
@Component
public class Applications {

  private static final String COLUMNS =
      """
      application_id, name, integration_enabled, vault_url, secret_name, overlap_seconds, schedule_kind,
        schedule_value, schedule_zone, automatic, validity_seconds, maintenance_windows,
        nullif(next_due_at, '-infinity') as next_due_at, secret_expires_at, updated_at, updated_by,
        array(select owner_id::text from application_owner o
          where o.tenant_id = application.tenant_id
            and o.application_id = application.application_id order by 1) as owners
      """;

  private final JdbcClient sql;

  Applications(JdbcClient sql) {
    this.sql = sql;
  }

  public Optional<Application> find(UUID tenantId, UUID applicationId) {
    return sql.sql(
            "select " + COLUMNS + " from application where tenant_id = ? and application_id = ?")
        .params(tenantId, applicationId)
        .query((row, n) -> application(row))
        .optional();
  }

  /**
   * @throws ProblemException {@code application.unknown}
   */
  public Application get(UUID tenantId, UUID applicationId) {
    return find(tenantId, applicationId).orElseThrow(Applications::unknown);
  }

  /**
   * The id as a path of the API names it.
   *
   * @throws ProblemException {@code application.unknown}, also where it is no GUID
   */
  public UUID known(UUID tenantId, String applicationId) {
    UUID id = Guid.parse(applicationId).orElseThrow(Applications::unknown);
    get(tenantId, id);
    return id;
  }

  /**
   * In the order of their ids, after the given one.
   *
   * @param owner only those this object id owns; null for all
   */
  List<Application> list(
      UUID tenantId,
      @Nullable UUID owner,
      ApplicationFilter filter,
      @Nullable UUID after,
      int most) {
    // Put together for each call, because a plan for "after is null or ..." cannot start in the
    // middle of an index, and the last part of a long list would cost as much as all of it.
    StringBuilder query = new StringBuilder("select application_id from application");
    Map<String, Object> values = new HashMap<>(Map.of("tenant", tenantId, "most", most));
    if (owner == null) {
      query.append(" where tenant_id = :tenant");
    } else {
      query.append(
          """
           join application_owner mine using (tenant_id, application_id)
            where tenant_id = :tenant and mine.owner_id = :owner
          """);
      values.put("owner", owner);
    }
    if (after != null) {
      query.append(" and application_id > :after");
      values.put("after", after);
    }
    if (!filter.search().isEmpty()) {
      query.append(" and position(:search in name_key) > 0");
      values.put("search", filter.search());
    }
    filter.state().ifPresent(state -> query.append(' ').append(state.condition));
    // The ids first: a search that finds nothing looks at every name, and those it reads from the
    // index application_names alone, not from the rows.
    query.append(" order by application_id limit :most");
    return sql.sql(
            "select "
                + COLUMNS
                + " from application where tenant_id = :tenant and application_id = any(array("
                + query
                + ")) order by application_id")
        .params(values)
        .query((row, n) -> application(row))
        .list();
  }

  /** Whose secret is kept under this name in a vault of this name, in any tenant. */
  public List<ApplicationOfSecret> keptAt(String vaultName, String secretName) {
    return sql.sql(
            """
            select tenant_id, application_id, vault_url, secret_name from application
              where vault_name = ? and secret_name_key = ? order by tenant_id, application_id
            """)
        .params(vaultName.toLowerCase(Locale.ROOT), secretName.toLowerCase(Locale.ROOT))
        .query((row, n) ->
            new ApplicationOfSecret(
                row.getString(1),
                row.getString(2),
                new SecretLocation(row.getString(3), row.getString(4))))
        .list();
  }

  /** Saving the same twice is the same as once, but for who did it when. */
  void save(UUID tenantId, UUID applicationId, Application application, List<UUID> owners) {
    Schedules.Columns schedule = Schedules.Columns.of(application.schedule());
    sql.sql(
            """
            insert into application (tenant_id, application_id, name, integration_enabled,
                vault_url, vault_name, secret_name, overlap_seconds, schedule_kind,
                schedule_value, schedule_zone, automatic, validity_seconds, maintenance_windows,
                updated_at, updated_by)
              values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
              on conflict (tenant_id, application_id) do update set
                name = excluded.name,
                integration_enabled = excluded.integration_enabled,
                vault_url = excluded.vault_url,
                vault_name = excluded.vault_name,
                secret_name = excluded.secret_name,
                overlap_seconds = excluded.overlap_seconds,
                schedule_kind = excluded.schedule_kind,
                schedule_value = excluded.schedule_value,
                schedule_zone = excluded.schedule_zone,
                automatic = excluded.automatic,
                validity_seconds = excluded.validity_seconds,
                maintenance_windows = excluded.maintenance_windows,
                updated_at = excluded.updated_at,
                updated_by = excluded.updated_by
            """)
        .params(
            Arrays.asList(
                tenantId,
                applicationId,
                application.name(),
                application.integrationEnabled(),
                application.secret().vaultUrl(),
                VaultHosts.vaultName(application.secret().vaultUrl()),
                application.secret().name(),
                application.overlap().toSeconds(),
                schedule.kind(),
                schedule.value(),
                schedule.zone(),
                application.automatic(),
                application.validity().toSeconds(),
                MaintenanceWindows.column(application.maintenanceWindows()),
                application.updatedAt().atOffset(ZoneOffset.UTC),
                application.updatedBy()))
        .update();
    sql.sql("delete from application_owner where tenant_id = ? and application_id = ?")
        .params(tenantId, applicationId)
        .update();
    for (UUID owner : owners) {
      sql.sql("insert into application_owner values (?, ?, ?)")
          .params(tenantId, applicationId, owner)
          .update();
    }
  }

  void delete(UUID tenantId, UUID applicationId) {
    sql.sql("delete from application where tenant_id = ? and application_id = ?")
        .params(tenantId, applicationId)
        .update();
  }

  public static ProblemException unknown() {
    return ProblemException.of(
        HttpStatus.NOT_FOUND,
        "application.unknown",
        "This application has no secret settings here.",
        "Save the application's secret settings first; its id is the client id, not the object id.");
  }

  private static Application application(ResultSet row) throws SQLException {
    return new Application(
        row.getString("application_id"),
        row.getString("name"),
        row.getBoolean("integration_enabled"),
        List.of((String[]) row.getArray("owners").getArray()),
        new SecretLocation(row.getString("vault_url"), row.getString("secret_name")),
        Duration.ofSeconds(row.getLong("overlap_seconds")),
        Schedules.of(row),
        row.getBoolean("automatic"),
        Duration.ofSeconds(row.getLong("validity_seconds")),
        MaintenanceWindows.of(row.getString("maintenance_windows")),
        instant(row, "next_due_at"),
        instant(row, "secret_expires_at"),
        row.getObject("updated_at", OffsetDateTime.class).toInstant(),
        row.getString("updated_by"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
