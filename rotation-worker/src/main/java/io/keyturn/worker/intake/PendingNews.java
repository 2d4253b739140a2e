package io.keyturn.worker.intake;

import static java.time.ZoneOffset.UTC;

import io.keyturn.contracts.event.NewsData.VaultSecretChanged;
import io.keyturn.contracts.event.RotationId;
import io.keyturn.contracts.event.RotationNews;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.worker.rotation.Trigger;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rows of news from Key Vault of which it is not known yet whose secret they are about. Methods
 * that save are part of the caller's transaction.
 */
final class PendingNews {

  private final JdbcClient jdbc;
  private final Clock clock;

  PendingNews(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * @param attempt how often it has been asked already
   */
  record Pending(
      UUID id,
      Trigger trigger,
      URI source,
      String eventId,
      String vaultName,
      SecretVersion secret,
      Optional<Instant> expiresOn,
      String origin,
      Optional<String> originKey,
      int attempt,
      Instant receivedAt) {}

  /** The same event again changes nothing. */
  void store(RotationNews news, VaultSecretChanged changed, String origin, Optional<String> key) {
    jdbc.sql(
            """
            insert into vault_news (id, trigger, source, event_id, vault_name, vault_url, secret_name,
                secret_version, expires_on, origin, origin_key, next_attempt_at, received_at)
            values (:id, :trigger, :source, :eventId, :vaultName, :vaultUrl, :secretName, :version,
                :expiresOn, :origin, :originKey, :now, :now)
            on conflict (id) do nothing
            """)
        .param("id", RotationId.of(news.source(), news.id()))
        .param("trigger", trigger(changed).name())
        .param("source", news.source().toString())
        .param("eventId", news.id())
        .param("vaultName", changed.vaultName())
        .param("vaultUrl", changed.secret().vaultUrl())
        .param("secretName", changed.secret().name())
        .param("version", changed.secret().version())
        .param("expiresOn", changed.expiresOn().map(at -> at.atOffset(UTC)).orElse(null))
        .param("origin", origin)
        .param("originKey", key.orElse(null))
        .param("now", clock.instant().atOffset(UTC))
        .update();
  }

  /** In the order they arrived. Several workers may be given the same. */
  List<Pending> due(int atMost) {
    return jdbc.sql(
            """
            select * from vault_news where next_attempt_at <= :now
             order by arrival limit :atMost
            """)
        .param("now", clock.instant().atOffset(UTC))
        .param("atMost", atMost)
        .query(PendingNews::pending)
        .list();
  }

  /** Answers false when another worker was faster. */
  boolean settle(Pending news) {
    return jdbc.sql(
                """
                update vault_news set next_attempt_at = null
                 where id = :id and next_attempt_at is not null
                """)
            .param("id", news.id())
            .update()
        == 1;
  }

  void postpone(Pending news, Duration wait) {
    jdbc.sql(
            """
            update vault_news set next_attempt_at = :next, attempt = attempt + 1
             where id = :id and next_attempt_at is not null
            """)
        .param("next", clock.instant().plus(wait).atOffset(UTC))
        .param("id", news.id())
        .update();
  }

  private static Trigger trigger(VaultSecretChanged changed) {
    return switch (changed.change()) {
      case NEW_VERSION -> Trigger.VAULT_NEW_VERSION;
      case NEAR_EXPIRY -> Trigger.VAULT_NEAR_EXPIRY;
      case EXPIRED -> Trigger.VAULT_EXPIRED;
    };
  }

  private static Pending pending(ResultSet row, int index) throws SQLException {
    OffsetDateTime expiresOn = row.getObject("expires_on", OffsetDateTime.class);
    return new Pending(
        row.getObject("id", UUID.class),
        Trigger.valueOf(row.getString("trigger")),
        URI.create(row.getString("source")),
        row.getString("event_id"),
        row.getString("vault_name"),
        new SecretVersion(
            row.getString("vault_url"),
            row.getString("secret_name"),
            row.getString("secret_version")),
        Optional.ofNullable(expiresOn).map(OffsetDateTime::toInstant),
        row.getString("origin"),
        Optional.ofNullable(row.getString("origin_key")),
        row.getInt("attempt"),
        row.getObject("received_at", OffsetDateTime.class).toInstant());
  }
}
