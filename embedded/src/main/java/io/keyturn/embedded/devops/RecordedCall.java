package io.keyturn.embedded.devops;

import java.time.Instant;
import java.util.Locale;

/**
 * One call as it arrived.
 *
 * @param who the caller's display name, empty when nobody was recognized
 * @param path below the site's prefix, with the query decoded behind a question mark
 */
public record RecordedCall(Instant at, String who, String method, String path, int status) {

  /** Whether the call could have changed something; the connection test is none. */
  public boolean isWrite() {
    return switch (method) {
      case "GET", "HEAD", "OPTIONS" -> false;
      default -> {
        String lower = path.replaceFirst("\\?.*", "").toLowerCase(Locale.ROOT);
        yield !lower.endsWith("/endpointproxy")
            && !lower.endsWith("/identitybatch")
            && !lower.endsWith("/permissionevaluationbatch");
      }
    };
  }
}
