package io.keyturn.contracts.trace;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in a trace something was caused: {@code traceparent} of the W3C, version 00. Source:
 * https://www.w3.org/TR/trace-context/#traceparent-header.
 *
 * @param traceId 32 hexadecimal digits, not all zero
 * @param spanId 16 hexadecimal digits, not all zero
 */
public record TraceParent(String traceId, String spanId, boolean sampled) {

  private static final Pattern FORM =
      Pattern.compile("00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})");

  /** Empty where it is not of that form: nobody's news is refused for its trace. */
  public static Optional<TraceParent> read(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(
            new TraceParent(
                form.group(1), form.group(2), (Integer.parseInt(form.group(3), 16) & 1) == 1))
        : Optional.empty();
  }

  /** The trace's id in the form that other ids have. */
  public UUID correlationId() {
    return new UUID(
        Long.parseUnsignedLong(traceId.substring(0, 16), 16),
        Long.parseUnsignedLong(traceId.substring(16), 16));
  }

  /** The id as a trace has it. */
  public static String traceId(UUID id) {
    return "%016x%016x".formatted(id.getMostSignificantBits(), id.getLeastSignificantBits());
  }

  /** As the header has it. */
  @Override
  public String toString() {
    return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
  }
}
