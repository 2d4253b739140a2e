package io.keyturn.settings.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which rotations are plans, of what, and what their lines say besides a sentence. */
@Component
public class Plans {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final JdbcClient sql;

  Plans(JdbcClient sql) {
    this.sql = sql;
  }

  /**
   * @param of {@code renew} or {@code propagate}
   */
  public record Wish(String of, Optional<Proposal> proposal) {}

  /** Part of the caller's transaction. The same twice is the same as once. */
  public void store(UUID tenantId, UUID rotationId, Wish wish) {
    sql.sql(
            """
            insert into plan (tenant_id, rotation_id, plan_of, proposal) values (?, ?, ?, ?::jsonb)
              on conflict (tenant_id, rotation_id) do nothing
            """)
        .params(
            Arrays.asList(
                tenantId,
                rotationId,
                wish.of(),
                wish.proposal().map(JSON::writeValueAsString).orElse(null)))
        .update();
  }

  /** Empty when that rotation is no plan. */
  public Optional<Wish> of(UUID tenantId, UUID rotationId) {
    return sql.sql("select plan_of, proposal from plan where tenant_id = ? and rotation_id = ?")
        .params(tenantId, rotationId)
        .query((row, n) ->
            new Wish(
                row.getString(1),
                Optional.ofNullable(row.getString(2))
                    .map(text -> JSON.readValue(text, Proposal.class))))
        .optional();
  }

  /** Keeps it; a line may be told twice. Part of the caller's transaction. */
  public void told(UUID tenantId, UUID rotationId, long sequence, String planned) {
    sql.sql(
            """
            insert into planned_line (tenant_id, rotation_id, sequence, planned)
              values (?, ?, ?, ?::jsonb)
              on conflict (tenant_id, rotation_id, sequence) do nothing
            """)
        .params(tenantId, rotationId, sequence, planned)
        .update();
  }

  /** By the sequence of the line that they belong to. */
  public Map<Long, JsonNode> lines(UUID tenantId, UUID rotationId) {
    return sql
        .sql("select sequence, planned from planned_line where tenant_id = ? and rotation_id = ?")
        .params(tenantId, rotationId)
        .query((row, n) -> Map.entry(row.getLong(1), JSON.readTree(row.getString(2))))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * The tenant's applications in the order of their ids.
   *
   * @param owner only those this object id owns; null for all
   * @param after those behind it; null to begin with the first
   */
  public List<UUID> applications(
      UUID tenantId, @Nullable UUID owner, @Nullable UUID after, int most) {
    return sql.sql(
            """
            select a.application_id from application a
             where a.tenant_id = :tenant
               and a.application_id > coalesce(:after::uuid, '00000000-0000-0000-0000-000000000000')
               and (:owner::uuid is null or exists (select 1 from application_owner mine
                 where mine.tenant_id = a.tenant_id and mine.application_id = a.application_id
                   and mine.owner_id = :owner::uuid))
             order by a.application_id limit :most
            """)
        .param("tenant", tenantId)
        .param("after", after)
        .param("owner", owner)
        .param("most", most)
        .query((row, n) -> row.getObject(1, UUID.class))
        .list();
  }
}
