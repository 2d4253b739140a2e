package io.keyturn.settings.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One line of a rotation output, as the API shows it. */
record Line(
    long sequence,
    Instant at,
    String step,
    @Nullable String binding,
    String outcome,
    @Nullable String reason,
    String message,
    @Nullable Long durationMs) {

  public String took() {
    if (durationMs == null) {
      return "";
    }
    return durationMs < 1000
        ? durationMs + " ms"
        : String.format(java.util.Locale.ROOT, "%.1f s", durationMs / 1000.0);
  }
}
