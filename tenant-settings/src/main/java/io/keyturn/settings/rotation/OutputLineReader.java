package io.keyturn.settings.rotation;

import io.keyturn.settings.api.Guid;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a line of the topic {@code rotation-output}; unknown fields and constants pass. */
final class OutputLineReader {

  private static final Pattern CONSTANT = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
  private static final int LONGEST_MESSAGE = 10_000;
  private static final int LONGEST_PLANNED = 100_000;
  // What PostgreSQL cannot store, or a reader of the time column would stumble over.
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private final JsonMapper json = JsonMapper.shared();

  /**
   * @throws Malformed naming the field that cannot be read, never quoting it
   */
  StoredLine read(byte @Nullable [] value) throws Malformed {
    JsonNode line = tree(value);
    return new StoredLine(
        guid(line, "rotationId"),
        guid(line, "tenantId"),
        guid(line, "applicationId"),
        sequence(line),
        at(line, "at"),
        constant(line, "step"),
        optional(line, "binding"),
        constant(line, "outcome"),
        line.hasNonNull("reason") ? constant(line, "reason") : null,
        message(line),
        duration(line),
        line.hasNonNull("secretExpiresOn") ? at(line, "secretExpiresOn") : null);
  }

  private JsonNode tree(byte @Nullable [] value) throws Malformed {
    if (value == null) {
      throw new Malformed("no value");
    }
    try {
      JsonNode line = json.readTree(value);
      if (!line.isObject()) {
        throw new Malformed("no JSON object");
      }
      return line;
    } catch (JacksonException e) {
      throw new Malformed("no JSON");
    }
  }

  /**
   * What a plan's line says besides its sentence; empty for every other, and where it is too much.
   */
  static Optional<String> planned(byte[] value) {
    if (!new String(value, StandardCharsets.UTF_8).contains("\"planned\"")) {
      return Optional.empty();
    }
    JsonNode planned = JsonMapper.shared().readTree(value).path("planned");
    String text = planned.toString().replace("\\u0000", "");
    return planned.isObject() && text.length() <= LONGEST_PLANNED
        ? Optional.of(text)
        : Optional.empty();
  }

  private static UUID guid(JsonNode line, String field) throws Malformed {
    return Guid.parse(line.path(field).asString(""))
        .orElseThrow(() -> new Malformed(field + " is no GUID"));
  }

  private static long sequence(JsonNode line) throws Malformed {
    JsonNode sequence = line.path("sequence");
    if (!sequence.isIntegralNumber() || !sequence.canConvertToLong() || sequence.asLong() < 0) {
      throw new Malformed("sequence is no whole number from 0");
    }
    return sequence.asLong();
  }

  private static Instant at(JsonNode line, String field) throws Malformed {
    try {
      Instant at = OffsetDateTime.parse(line.path(field).asString("")).toInstant();
      if (at.isAfter(EARLIEST) && at.isBefore(LATEST)) {
        return at;
      }
    } catch (DateTimeException e) {
      // Answered below, like a time out of range.
    }
    throw new Malformed(field + " is no time");
  }

  private static String constant(JsonNode line, String field) throws Malformed {
    String constant = line.path(field).asString("");
    if (!CONSTANT.matcher(constant).matches()) {
      throw new Malformed(field + " is no constant");
    }
    return constant;
  }

  private static @Nullable String optional(JsonNode line, String field) throws Malformed {
    return line.hasNonNull(field) ? guid(line, field).toString() : null;
  }

  private static String message(JsonNode line) throws Malformed {
    if (!line.path("message").isString()) {
      throw new Malformed("message is no text");
    }
    // PostgreSQL cannot store NUL in a text.
    String message = line.path("message").stringValue().replace("\u0000", "");
    return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE);
  }

  private static @Nullable Long duration(JsonNode line) throws Malformed {
    Optional<JsonNode> duration =
        Optional.of(line.path("durationMs")).filter(it -> !it.isMissingNode() && !it.isNull());
    if (duration.isEmpty()) {
      return null;
    }
    if (!duration.get().isIntegralNumber() || !duration.get().canConvertToLong()) {
      throw new Malformed("durationMs is no whole number");
    }
    return duration.get().asLong();
  }

  /** A record that is no line. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String why) {
      super(why, null, false, false);
    }
  }
}
