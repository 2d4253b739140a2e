package io.keyturn.worker.intake;

import static java.time.ZoneOffset.UTC;

import io.keyturn.contracts.api.ApplicationOfSecret;
import io.keyturn.contracts.event.NewsData.VaultSecretChanged;
import io.keyturn.contracts.event.RotationId;
import io.keyturn.contracts.event.RotationNews;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.worker.output.DeadLetters;
import io.keyturn.worker.rotation.Arrivals;
import io.keyturn.worker.rotation.Dispatcher;
import io.keyturn.worker.rotation.Rotation;
import io.keyturn.worker.rotation.Trigger;
import io.keyturn.worker.settings.TenantSettings;
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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * News from Key Vault knows a vault and a secret, but no application. It is stored like all news,
 * and waits here until tenant-settings has said whose secret it is; then it becomes a rotation of
 * each.
 */
final class VaultNews implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(VaultNews.class);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final int AT_MOST = 50;

  private final JdbcClient jdbc;
  private final TenantSettings tenantSettings;
  private final Arrivals arrivals;
  private final DeadLetters deadLetters;
  private final Dispatcher dispatcher;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Duration poll;
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean active;
  private @Nullable Thread loop;

  VaultNews(
      JdbcClient jdbc,
      TenantSettings tenantSettings,
      Arrivals arrivals,
      DeadLetters deadLetters,
      Dispatcher dispatcher,
      TransactionTemplate transaction,
      Clock clock,
      Duration poll) {
    this.jdbc = jdbc;
    this.tenantSettings = tenantSettings;
    this.arrivals = arrivals;
    this.deadLetters = deadLetters;
    this.dispatcher = dispatcher;
    this.transaction = transaction;
    this.clock = clock;
    this.poll = poll;
  }

  /** Part of the caller's transaction; the same event again changes nothing. */
  void store(RotationNews news, VaultSecretChanged changed, String origin, Optional<String> key) {
    OffsetDateTime now = clock.instant().atOffset(UTC);
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
        .param("now", now)
        .update();
  }

  void wake() {
    if (wake.availablePermits() == 0) {
      wake.release();
    }
  }

  @Override
  public synchronized void start() {
    active = true;
    loop = Thread.ofPlatform().name("vault-news").start(this::loop);
  }

  @Override
  public synchronized void stop() {
    active = false;
    wake.release();
    try {
      if (loop != null) {
        loop.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return active;
  }

  private void loop() {
    while (active) {
      try {
        if (identifyDue() == 0) {
          wake.tryAcquire(poll.toMillis(), TimeUnit.MILLISECONDS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        log.atError().setCause(e).log("identifying Key Vault news failed; trying again");
        pause();
      }
    }
  }

  /** Several workers may look at the same news; what they store is the same and counts once. */
  private int identifyDue() {
    List<Pending> due =
        jdbc.sql(
                """
                select * from vault_news where next_attempt_at <= :now
                 order by arrival limit :atMost
                """)
            .param("now", clock.instant().atOffset(UTC))
            .param("atMost", AT_MOST)
            .query(VaultNews::pending)
            .list();
    due.forEach(this::identify);
    return due.size();
  }

  private void identify(Pending news) {
    switch (tenantSettings.applicationsOf(news.vaultName(), news.secret().name())) {
      case Succeeded<List<ApplicationOfSecret>>(List<ApplicationOfSecret> applications) -> {
        transaction.executeWithoutResult(_ -> settle(news, applications));
        dispatcher.wake();
      }
      case RetryLater<List<ApplicationOfSecret>> later -> postpone(news, later.after());
      case Refused<List<ApplicationOfSecret>> _ -> postpone(news, LONGEST_WAIT);
    }
  }

  private void settle(Pending news, List<ApplicationOfSecret> applications) {
    boolean first =
        jdbc.sql(
                    """
                    update vault_news set next_attempt_at = null
                     where id = :id and next_attempt_at is not null
                    """)
                .param("id", news.id())
                .update()
            == 1;
    if (!first) {
      return; // another worker was faster
    }
    if (applications.isEmpty()) {
      deadLetters.add(
          Reason.UNKNOWN_APPLICATION.name(),
          "no application's secret is kept under that vault and name",
          news.origin(),
          news.originKey());
    }
    arrivals.store(applications.stream().map(application -> rotation(news, application)).toList());
  }

  /**
   * The secret is read where the settings say it is kept: the news is not the one to decide that.
   */
  private Rotation rotation(Pending news, ApplicationOfSecret application) {
    return Rotation.received(
        RotationId.of(
            news.source(), news.eventId(), application.tenantId(), application.applicationId()),
        application.tenantId(),
        application.applicationId(),
        news.trigger(),
        Optional.of(
            new SecretVersion(
                application.secret().vaultUrl(),
                application.secret().name(),
                news.secret().version())),
        news.expiresOn(),
        false,
        news.origin(),
        news.originKey(),
        clock.instant());
  }

  private void postpone(Pending news, Duration asked) {
    Duration own =
        Duration.ofSeconds(Math.min(LONGEST_WAIT.toSeconds(), 1L << Math.min(news.attempt(), 6)));
    Duration wait = asked.compareTo(own) > 0 ? asked : own;
    jdbc.sql("update vault_news set next_attempt_at = :next, attempt = attempt + 1 where id = :id")
        .param("next", clock.instant().plus(wait).atOffset(UTC))
        .param("id", news.id())
        .update();
  }

  private void pause() {
    try {
      wake.tryAcquire(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
        row.getInt("attempt"));
  }

  private record Pending(
      UUID id,
      Trigger trigger,
      URI source,
      String eventId,
      String vaultName,
      SecretVersion secret,
      Optional<Instant> expiresOn,
      String origin,
      Optional<String> originKey,
      int attempt) {}
}
