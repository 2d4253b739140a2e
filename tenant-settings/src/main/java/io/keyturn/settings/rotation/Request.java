package io.keyturn.settings.rotation;

import io.keyturn.contracts.api.Rotation;
import io.keyturn.contracts.event.NewsData.Mode;
import io.keyturn.contracts.event.NewsData.RotationRequested;
import io.keyturn.contracts.event.RotationNews;
import java.util.Locale;
import java.util.Optional;

/**
 * A rotation that is asked for, with all that the worker is told of it.
 *
 * @param eventId the same request has the same, so that it counts once however often it is told
 */
record Request(String eventId, Rotation rotation, boolean ignoresWindow, Optional<Leak> leak) {

  RotationNews news() {
    return new RotationNews(
        RotationRequests.SOURCE,
        eventId,
        rotation.since(),
        new RotationRequested(
            rotation.tenantId(),
            rotation.applicationId(),
            Mode.valueOf(String.valueOf(rotation.mode()).toUpperCase(Locale.ROOT)),
            String.valueOf(rotation.requestReason()),
            Optional.ofNullable(rotation.requestedBy()),
            leak.isPresent(),
            leak.flatMap(Leak::retireBy),
            false,
            ignoresWindow));
  }
}
