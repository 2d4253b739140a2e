package io.keyturn.settings.rotation;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which rotations were asked for because of a leak. */
@Component
class Leaks {

  private final JdbcClient sql;

  Leaks(JdbcClient sql) {
    this.sql = sql;
  }

  /** Part of the caller's transaction. */
  void store(UUID tenantId, UUID rotationId, Leak leak) {
    sql.sql(
            """
            insert into leak (tenant_id, rotation_id, retire_by) values (?, ?, ?)
              on conflict (tenant_id, rotation_id) do nothing
            """)
        .params(
            Arrays.asList(
                tenantId,
                rotationId,
                leak.retireBy().map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null)))
        .update();
  }

  Optional<Leak> of(UUID tenantId, UUID rotationId) {
    return sql.sql("select retire_by from leak where tenant_id = ? and rotation_id = ?")
        .params(tenantId, rotationId)
        .query((row, n) ->
            new Leak(
                Optional.ofNullable(row.getObject(1, OffsetDateTime.class))
                    .map(OffsetDateTime::toInstant)))
        .optional();
  }
}
