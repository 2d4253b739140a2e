package io.keyturn.settings.notification;

import io.keyturn.contracts.api.NotificationEvent;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One notification for one channel.
 *
 * @param event empty for one that is only sent to try the channel
 * @param applicationId null for such a one, and for one about a token
 */
record Notification(
    UUID id,
    UUID tenantId,
    UUID channelId,
    Optional<NotificationEvent> event,
    @Nullable UUID applicationId,
    Facts facts,
    Instant createdAt,
    int attempt) {}
