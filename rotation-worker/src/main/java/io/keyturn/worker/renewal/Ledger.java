package io.keyturn.worker.renewal;

import io.keyturn.contracts.event.SecretVersion;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The client secrets that Keyturn made, or may have made. Methods that save are part of the
 * caller's transaction, which also makes sure that nobody else works on the application.
 */
final class Ledger {

  private final JdbcClient jdbc;
  private final Clock clock;

  Ledger(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** All of an application's, the removed ones too, in the order they were asked for. */
  List<OurKey> of(String tenantId, String applicationId) {
    return jdbc.sql(
            """
            select * from client_secret
             where tenant_id = :tenant and application_id = :application
             order by asked_at, display_name
            """)
        .param("tenant", tenantId)
        .param("application", applicationId)
        .query(Ledger::key)
        .list();
  }

  /** Whose of ours Entra may have without anybody's having the text, asked for before then. */
  List<OrphanedSecrets.Owner> owners(Instant askedBefore, int atMost) {
    return jdbc.sql(
            """
            select tenant_id, application_id from client_secret
             where removed_at is null and secret_version is null and asked_at < :before
             group by tenant_id, application_id order by min(asked_at) limit :atMost
            """)
        .param("before", at(askedBefore))
        .param("atMost", atMost)
        .query((row, _) -> new OrphanedSecrets.Owner(row.getString(1), row.getString(2)))
        .list();
  }

  /** Saved before Entra is asked: by this name the secret is found if the answer is lost. */
  void asking(
      String displayName,
      UUID rotationId,
      String tenantId,
      String applicationId,
      Instant expiresOn) {
    jdbc.sql(
            """
            insert into client_secret (display_name, tenant_id, application_id, rotation_id,
                asked_at, expires_on)
            values (:name, :tenant, :application, :rotation, :now, :expires)
            on conflict (display_name)
            do update set asked_at = excluded.asked_at, expires_on = excluded.expires_on
            """)
        .param("name", displayName)
        .param("tenant", tenantId)
        .param("application", applicationId)
        .param("rotation", rotationId)
        .param("now", now())
        .param("expires", at(expiresOn))
        .update();
  }

  void answered(String displayName, EntraKey key) {
    jdbc.sql(
            """
            update client_secret set key_id = :key, expires_on = :expires
             where display_name = :name
            """)
        .param("key", key.keyId())
        .param("expires", at(key.expiresOn()))
        .param("name", displayName)
        .update();
  }

  void stored(String displayName, SecretVersion version, Optional<String> previous) {
    jdbc.sql(
            """
            update client_secret
               set vault_url = :vaultUrl, secret_name = :secret, secret_version = :version,
                   previous_version = coalesce(:previous, previous_version)
             where display_name = :name
            """)
        .param("vaultUrl", version.vaultUrl())
        .param("secret", version.name())
        .param("version", version.version())
        .param("previous", previous.orElse(null))
        .param("name", displayName)
        .update();
  }

  /** The overlap counts from the first time that this is said. */
  void replaced(List<OurKey> keys) {
    jdbc.sql(
            """
            update client_secret set replaced_at = coalesce(replaced_at, :now)
             where display_name = any(:names)
            """)
        .param("now", now())
        .param("names", keys.stream().map(OurKey::displayName).toArray(String[]::new))
        .update();
  }

  void removed(String displayName) {
    jdbc.sql("update client_secret set removed_at = :now where display_name = :name")
        .param("now", now())
        .param("name", displayName)
        .update();
  }

  private static OurKey key(ResultSet row, int index) throws SQLException {
    String version = row.getString("secret_version");
    return new OurKey(
        row.getString("display_name"),
        row.getObject("rotation_id", UUID.class),
        instant(row, "asked_at").orElseThrow(),
        instant(row, "expires_on").orElseThrow(),
        Optional.ofNullable(row.getString("key_id")),
        version == null
            ? Optional.empty()
            : Optional.of(
                new SecretVersion(
                    row.getString("vault_url"), row.getString("secret_name"), version)),
        Optional.ofNullable(row.getString("previous_version")),
        instant(row, "replaced_at"),
        instant(row, "removed_at").isPresent());
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  private OffsetDateTime now() {
    return at(clock.instant());
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
