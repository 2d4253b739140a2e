package io.keyturn.settings.notification;

import io.keyturn.settings.isolation.Rows;
import io.keyturn.settings.notification.Delivery.Delivered;
import io.keyturn.settings.notification.Delivery.Failed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Delivers what is due, each try after a longer wait, until it arrives or patience ends. What is
 * given up stays visible at its channel.
 */
@Component
class Deliveries {

  private static final Logger log = LoggerFactory.getLogger(Deliveries.class);
  private static final Duration LEASE = Duration.ofMinutes(2);
  private static final Duration FIRST_WAIT = Duration.ofMinutes(1);
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);
  private static final int AT_ONCE = 20;

  private final Notifications notifications;
  private final Channels channels;
  private final Handover handover;
  private final Sweep sweep;
  private final NotificationProperties properties;
  private final Clock clock;

  Deliveries(
      Notifications notifications,
      Channels channels,
      Handover handover,
      Sweep sweep,
      NotificationProperties properties,
      Clock clock) {
    this.notifications = notifications;
    this.channels = channels;
    this.handover = handover;
    this.sweep = sweep;
    this.properties = properties;
    this.clock = clock;
  }

  @Scheduled(
      initialDelayString = "${keyturn.notification.sweep:10m}",
      fixedDelayString = "${keyturn.notification.sweep:10m}")
  void look() {
    survived(() -> {
      sweep.sweep();
      Instant old = clock.instant().minus(properties.keep());
      Rows.ofEveryTenant(() -> notifications.forget(old));
    });
  }

  @Scheduled(
      initialDelayString = "${keyturn.notification.poll:5s}",
      fixedDelayString = "${keyturn.notification.poll:5s}")
  void deliver() {
    survived(() -> {
      while (deliverDue() == AT_ONCE && !Thread.currentThread().isInterrupted()) {
        // as long as there is more than one round
      }
    });
  }

  /** At once, so that a receiver that does not answer holds up no other. */
  int deliverDue() {
    List<Notification> due =
        Rows.ofEveryTenant(() -> notifications.claim(clock.instant(), LEASE, AT_ONCE));
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      each.invokeAll(due.stream().map(it -> (Callable<Boolean>) () -> deliver(it)).toList());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return due.size();
  }

  private boolean deliver(Notification it) {
    survived(() ->
        Rows.ofTenant(
            it.tenantId(),
            () -> {
              Optional<Channels.Row> channel = channels.find(it.tenantId(), it.channelId());
              if (channel.isEmpty() || !channel.get().enabled()) {
                notifications.givenUp(it, clock.instant());
              } else {
                settle(it, channel.get(), handover.give(channel.get(), it));
              }
            }));
    return true;
  }

  private void settle(Notification it, Channels.Row channel, Delivery delivery) {
    Instant now = clock.instant();
    channels.delivered(it.tenantId(), channel.id(), delivery, now);
    switch (delivery) {
      case Delivered() -> notifications.sent(it, now);
      case Failed(String why) -> {
        Instant next = now.plus(wait(it.attempt()));
        boolean givesUp = next.isAfter(it.createdAt().plus(properties.patience()));
        if (givesUp) {
          notifications.givenUp(it, now);
        } else {
          notifications.later(it, next);
        }
        log.atWarn()
            .addKeyValue("tenantId", it.tenantId())
            .addKeyValue("channel", channel.name())
            .addKeyValue("attempt", it.attempt())
            .addKeyValue("why", why)
            .log(
                givesUp
                    ? "a notification was given up"
                    : "a notification could not be delivered; it is tried again");
      }
    }
  }

  private static Duration wait(int attempt) {
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(attempt - 1, 10));
    return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
  }

  /** The next round comes anyway. What an exception says may hold anything, so only its kind. */
  private static void survived(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      log.atWarn()
          .addKeyValue("cause", e.getClass().getSimpleName())
          .log("notifications could not be looked after; the next round goes on");
    }
  }
}
