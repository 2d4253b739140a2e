package io.keyturn.settings.access;

import io.keyturn.settings.api.Guid;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whether what a path names belongs to the caller. */
@Component
class Ownership {

  private final JdbcClient sql;

  Ownership(JdbcClient sql) {
    this.sql = sql;
  }

  /** A path that names neither an application nor a rotation is nobody's own and open to owners. */
  boolean covers(Caller caller, Map<String, String> path) {
    String application = path.get("applicationId");
    if (application != null) {
      return Guid.parse(application).filter(id -> owns(caller, id)).isPresent();
    }
    String rotation = path.get("rotationId");
    if (rotation != null) {
      return Guid.parse(rotation)
          .flatMap(id -> applicationOf(caller, id))
          .filter(id -> owns(caller, id))
          .isPresent();
    }
    return true;
  }

  private boolean owns(Caller caller, UUID applicationId) {
    return sql.sql(
            """
            select exists (select 1 from application_owner
              where tenant_id = ? and application_id = ? and owner_id = ?)
            """)
        .params(caller.tenantId(), applicationId, caller.objectId())
        .query(Boolean.class)
        .single();
  }

  private Optional<UUID> applicationOf(Caller caller, UUID rotationId) {
    return sql.sql("select application_id from rotation where tenant_id = ? and rotation_id = ?")
        .params(caller.tenantId(), rotationId)
        .query(UUID.class)
        .optional();
  }
}
