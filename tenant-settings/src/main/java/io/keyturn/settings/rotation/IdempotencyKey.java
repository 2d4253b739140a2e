package io.keyturn.settings.rotation;

import io.keyturn.settings.api.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** What makes a request that is sent again the same request. */
final class IdempotencyKey {

  private static final Pattern KEY = Pattern.compile("[!-~]{1,200}");

  private IdempotencyKey() {}

  /**
   * The event's id: for the same key and subject always the same, without a key a new one.
   *
   * @param subject tenant and whatever else the request is about; the key counts within it
   */
  static UUID eventId(@Nullable String key, String subject) {
    if (key == null) {
      return UUID.randomUUID();
    }
    if (!KEY.matcher(key).matches()) {
      throw ProblemException.of(
          HttpStatus.BAD_REQUEST,
          "idempotency-key.invalid",
          "Idempotency-Key must be 1 to 200 visible ASCII characters.",
          "A fresh GUID makes a good key.");
    }
    return UUID.nameUUIDFromBytes((subject + "\n" + key).getBytes(StandardCharsets.UTF_8));
  }
}
