package io.keyturn.settings.notification;

import io.keyturn.contracts.api.NotificationChannel;
import io.keyturn.contracts.api.NotificationTest;
import io.keyturn.contracts.api.Page;
import io.keyturn.settings.access.AllowedTo;
import io.keyturn.settings.access.Caller;
import io.keyturn.settings.access.Role;
import io.keyturn.settings.api.FieldReader;
import io.keyturn.settings.api.Paging;
import io.keyturn.settings.api.ProblemException;
import io.keyturn.settings.history.History;
import io.keyturn.settings.tenant.Tenants;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Where a tenant is told of what concerns it. */
@RestController
@RequestMapping("/api/v1/tenants/{tenantId}/notification-channels")
class ChannelController {

  private static final int MOST_CHANNELS = 20;

  private final Tenants tenants;
  private final Channels channels;
  private final ReadChannel reading;
  private final Handover handover;
  private final History history;
  private final TransactionOperations transaction;
  private final Clock clock;

  ChannelController(
      Tenants tenants,
      Channels channels,
      ReadChannel reading,
      Handover handover,
      History history,
      TransactionOperations transaction,
      Clock clock) {
    this.tenants = tenants;
    this.channels = channels;
    this.reading = reading;
    this.handover = handover;
    this.history = history;
    this.transaction = transaction;
    this.clock = clock;
  }

  @GetMapping
  @AllowedTo({Role.TENANT_ADMIN, Role.AUDITOR})
  Page<NotificationChannel> list(
      @AuthenticationPrincipal Caller caller,
      @RequestParam @Nullable String limit,
      @RequestParam @Nullable String after) {
    tenants.get(caller.tenantId());
    return Paging.part(
        channels.shown(caller.tenantId(), null), limit, after, NotificationChannel::name);
  }

  @GetMapping("/{name}")
  @AllowedTo({Role.TENANT_ADMIN, Role.AUDITOR})
  NotificationChannel read(@AuthenticationPrincipal Caller caller, @PathVariable String name) {
    tenants.get(caller.tenantId());
    return channels.shown(caller.tenantId(), name).stream()
        .findFirst()
        .orElseThrow(ChannelController::unknown);
  }

  @PutMapping(path = "/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
  @AllowedTo(Role.TENANT_ADMIN)
  NotificationChannel save(
      @AuthenticationPrincipal Caller caller, @PathVariable String name, FieldReader fields) {
    tenants.get(caller.tenantId());
    // Outside of the transaction, because it asks DNS about the host.
    ReadChannel.Wanted wanted = reading.read(name, fields);
    transaction.executeWithoutResult(_ -> {
      tenants.lock(caller.tenantId());
      Optional<Channels.Row> before = channels.find(caller.tenantId(), name);
      if (before.isEmpty() && channels.count(caller.tenantId()) >= MOST_CHANNELS) {
        throw ProblemException.of(
            HttpStatus.CONFLICT,
            "channel.too-many",
            "A tenant has at most " + MOST_CHANNELS + " channels.",
            "Delete one that is not needed, then save again.");
      }
      Channels.Row row = reading.row(caller, wanted, before);
      channels.save(row);
      history.record(
          caller.tenantId(),
          caller.actor(),
          "notification-channel.saved",
          row.name(),
          "kind="
              + row.kind()
              + " enabled="
              + row.enabled()
              + " host="
              + row.host()
              + " recipients="
              + row.recipients()
              + " events="
              + row.events());
    });
    return read(caller, name);
  }

  @DeleteMapping("/{name}")
  @AllowedTo(Role.TENANT_ADMIN)
  ResponseEntity<Void> delete(@AuthenticationPrincipal Caller caller, @PathVariable String name) {
    transaction.executeWithoutResult(_ -> {
      tenants.lock(caller.tenantId());
      Channels.Row row =
          channels.find(caller.tenantId(), name).orElseThrow(ChannelController::unknown);
      channels.delete(caller.tenantId(), row.id());
      history.record(
          caller.tenantId(), caller.actor(), "notification-channel.deleted", row.name(), "");
    });
    return ResponseEntity.noContent().build();
  }

  /** Sends something now, whether the channel is on or off. */
  @PostMapping("/{name}/test")
  @AllowedTo(Role.TENANT_ADMIN)
  NotificationTest test(@AuthenticationPrincipal Caller caller, @PathVariable String name) {
    tenants.get(caller.tenantId());
    Channels.Row channel =
        channels.find(caller.tenantId(), name).orElseThrow(ChannelController::unknown);
    Instant now = clock.instant();
    Delivery delivery =
        handover.give(
            channel,
            new Notification(
                UUID.randomUUID(),
                caller.tenantId(),
                channel.id(),
                Optional.empty(),
                null,
                new Facts("", null, null, null, null, null, null, null),
                now,
                1));
    channels.delivered(caller.tenantId(), channel.id(), delivery, now);
    return switch (delivery) {
      case Delivery.Delivered() -> new NotificationTest(true, "It was delivered.");
      case Delivery.Failed(String why) -> new NotificationTest(false, why);
    };
  }

  private static ProblemException unknown() {
    return ProblemException.of(
        HttpStatus.NOT_FOUND,
        "channel.unknown",
        "There is no notification channel of this name.",
        "The list of channels shows the names there are.");
  }
}
