package io.keyturn.worker.intake;

import io.keyturn.contracts.api.ApplicationOfSecret;
import io.keyturn.contracts.event.RotationId;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.worker.intake.PendingNews.Pending;
import io.keyturn.worker.loop.DatabaseAway;
import io.keyturn.worker.loop.Loop;
import io.keyturn.worker.loop.Trouble;
import io.keyturn.worker.output.DeadLetters;
import io.keyturn.worker.rotation.Arrivals;
import io.keyturn.worker.rotation.Dispatcher;
import io.keyturn.worker.rotation.Rotation;
import io.keyturn.worker.settings.TenantSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * News from Key Vault knows a vault and a secret, but no application. It is stored like all news,
 * and waits here until tenant-settings has said whose secret it is; then it becomes a rotation of
 * each. Where nobody says so within the patience it becomes a dead letter.
 */
final class VaultNews implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(VaultNews.class);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final int AT_MOST = 50;

  private final PendingNews pending;
  private final TenantSettings tenantSettings;
  private final Arrivals arrivals;
  private final DeadLetters deadLetters;
  private final Dispatcher dispatcher;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Duration patience;
  private final Loop loop;

  /**
   * @param poll how long the loop rests at most before it looks for due news
   * @param patience how long it may stay unknown whose secret the news is about
   */
  VaultNews(
      PendingNews pending,
      TenantSettings tenantSettings,
      Arrivals arrivals,
      DeadLetters deadLetters,
      Dispatcher dispatcher,
      TransactionTemplate transaction,
      Clock clock,
      Duration poll,
      Duration patience) {
    this.pending = pending;
    this.tenantSettings = tenantSettings;
    this.arrivals = arrivals;
    this.deadLetters = deadLetters;
    this.dispatcher = dispatcher;
    this.transaction = transaction;
    this.clock = clock;
    this.patience = patience;
    this.loop =
        new Loop(
            "vault-news", Duration.ofSeconds(1), () -> identifyDue() == 0 ? poll : Duration.ZERO);
  }

  void wake() {
    loop.wake();
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void stop() {
    loop.stop();
  }

  @Override
  public boolean isRunning() {
    return loop.isActive();
  }

  /**
   * Several workers may look at the same news; what they store is the same and counts once.
   *
   * @return how many were due
   */
  int identifyDue() {
    List<Pending> due = pending.due(AT_MOST);
    for (Pending news : due) {
      try {
        identify(news);
      } catch (RuntimeException e) {
        if (DatabaseAway.is(e)) {
          throw e;
        }
        // An error of our own about this one must not hold up those behind it.
        log.atError()
            .addKeyValue("origin", news.origin())
            .addKeyValue("cause", Trouble.of(e))
            .log("news from Key Vault stopped on an error of our own; it is tried again");
        later(news, Reason.INTERNAL_ERROR, Duration.ZERO);
      }
    }
    return due.size();
  }

  private void identify(Pending news) {
    Attempt<List<ApplicationOfSecret>> answer =
        tenantSettings.applicationsOf(news.vaultName(), news.secret().name());
    switch (answer) {
      case Succeeded<List<ApplicationOfSecret>>(List<ApplicationOfSecret> applications) -> {
        transaction.executeWithoutResult(_ -> settle(news, applications));
        dispatcher.wake();
      }
      case RetryLater<List<ApplicationOfSecret>>(Reason reason, String _, Duration after) ->
          later(news, reason, after);
      case Refused<List<ApplicationOfSecret>>(Reason reason, String _) ->
          later(news, reason, LONGEST_WAIT);
    }
  }

  private void settle(Pending news, List<ApplicationOfSecret> applications) {
    if (!pending.settle(news)) {
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

  private void later(Pending news, Reason reason, Duration asked) {
    if (Duration.between(news.receivedAt(), clock.instant()).compareTo(patience) > 0) {
      giveUp(news, reason);
      return;
    }
    Duration own =
        Duration.ofSeconds(Math.min(LONGEST_WAIT.toSeconds(), 1L << Math.min(news.attempt(), 6)));
    Duration wait = asked.compareTo(own) > 0 ? asked : own;
    transaction.executeWithoutResult(_ -> pending.postpone(news, wait));
  }

  private void giveUp(Pending news, Reason last) {
    transaction.executeWithoutResult(_ -> {
      if (pending.settle(news)) {
        deadLetters.add(
            Reason.PATIENCE_EXHAUSTED.name(),
            "whose secret it is could not be found out within "
                + patience
                + "; the last answer of tenant-settings was "
                + last
                + ". Mend that and announce the secret again",
            news.origin(),
            news.originKey());
      }
    });
    log.atError()
        .addKeyValue("origin", news.origin())
        .addKeyValue("reason", last)
        .log("news from Key Vault was given up and is a dead letter now");
  }
}
