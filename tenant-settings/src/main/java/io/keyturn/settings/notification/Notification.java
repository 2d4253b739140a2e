package io.keyturn.settings.notification;

import io.keyturn.contracts.api.NotificationEvent;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One notification for one channel.
 *
 * @param event empty for one that is only sent to try the channel
 */
record Notification(
    UUID id,
    UUID tenantId,
    UUID channelId,
    Optional<NotificationEvent> event,
    UUID applicationId,
    Facts facts,
    Instant createdAt,
    int attempt) {}
