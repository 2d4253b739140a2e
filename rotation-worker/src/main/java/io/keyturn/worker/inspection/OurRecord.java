package io.keyturn.worker.inspection;

import io.keyturn.worker.renewal.OurKey;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What Keyturn itself knows of an application's connections: Azure DevOps shows no secret, so there
 * is nothing else to compare with.
 *
 * @param held by binding
 * @param keys every client secret that Keyturn made for the application
 * @param beingWritten bindings that a rotation is at work on: between two of its steps much looks
 *     wrong that is not
 */
record OurRecord(Map<UUID, Held> held, List<OurKey> keys, Set<UUID> beingWritten) {

  OurRecord {
    held = Map.copyOf(held);
    keys = List.copyOf(keys);
    beingWritten = Set.copyOf(beingWritten);
  }

  /**
   * @param version of the Key Vault secret that Keyturn wrote there last
   * @param verifiedAt when it was last seen to work
   */
  record Held(String version, Instant verifiedAt) {}

  static OurRecord of(JdbcClient jdbc, String tenantId, String applicationId, List<OurKey> keys) {
    Map<UUID, Held> held =
        jdbc
            .sql(
                """
                select binding_id, secret_version, verified_at from connection_secret
                 where tenant_id = :tenant and application_id = :application
                """)
            .param("tenant", tenantId)
            .param("application", applicationId)
            .query((row, _) ->
                Map.entry(
                    row.getObject(1, UUID.class),
                    new Held(row.getString(2), row.getObject(3, OffsetDateTime.class).toInstant())))
            .list()
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    Set<UUID> beingWritten =
        jdbc.sql(
                """
                select b.binding_id from rotation r
                  join rotation_binding b on b.rotation_id = r.id
                 where r.tenant_id = :tenant and r.application_id = :application
                   and r.finished_at is null and b.progress in ('PROVING', 'UPDATING', 'UPDATED')
                """)
            .param("tenant", tenantId)
            .param("application", applicationId)
            .query((row, _) -> row.getObject(1, UUID.class))
            .set();
    return new OurRecord(held, keys, beingWritten);
  }

  /** What Keyturn wrote to that connection last and saw working; empty when it never did. */
  Optional<Held> held(UUID binding) {
    return Optional.ofNullable(held.get(binding));
  }

  /** The client secret that the connection holds, where Keyturn made it. */
  Optional<OurKey> keyOf(UUID binding) {
    return held(binding)
        .flatMap(it ->
            keys.stream()
                .filter(key -> key.keyId().isPresent())
                .filter(
                    key -> key.stored().filter(at -> at.version().equals(it.version())).isPresent())
                .findFirst());
  }
}
