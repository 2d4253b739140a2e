package io.keyturn.contracts.event;

import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the fields of one JSON object and names the one that is missing or malformed.
 *
 * @param path of the object itself, in front of each field's name
 */
record Fields(String path, JsonNode object) {

  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");
  private static final Pattern GUID =
      Pattern.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");

  /** The object under that name; JSON null counts as missing. */
  Fields object(String name) throws MalformedEvent {
    JsonNode value = required(name);
    if (!value.isObject()) {
      throw MalformedEvent.malformed(at(name), "a JSON object");
    }
    return new Fields(at(name), value);
  }

  String text(String name, int longest) throws MalformedEvent {
    return asText(name, required(name), longest);
  }

  Optional<String> optionalText(String name, int longest) throws MalformedEvent {
    JsonNode value = find(name);
    return value == null ? Optional.empty() : Optional.of(asText(name, value, longest));
  }

  /** A GUID, in lower case: Microsoft's APIs compare them ignoring case. */
  String guid(String name) throws MalformedEvent {
    return matching(name, text(name, 64), GUID, "a GUID").toLowerCase(Locale.ROOT);
  }

  Optional<String> optionalGuid(String name) throws MalformedEvent {
    return find(name) == null ? Optional.empty() : Optional.of(guid(name));
  }

  String matching(String name, Pattern pattern, String expected) throws MalformedEvent {
    return matching(name, text(name, 1024), pattern, expected);
  }

  Optional<Instant> optionalInstant(String name) throws MalformedEvent {
    Optional<String> text = optionalText(name, 64);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(bounded(name, OffsetDateTime.parse(text.get()).toInstant()));
    } catch (DateTimeParseException e) {
      throw MalformedEvent.malformed(at(name), "a time as in 2026-11-21T09:00:00Z");
    }
  }

  /** Java knows years that no database and no calendar does. */
  private Instant bounded(String name, Instant time) throws MalformedEvent {
    if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
      throw MalformedEvent.malformed(at(name), "a time between the years 1970 and 9999");
    }
    return time;
  }

  boolean flag(String name) throws MalformedEvent {
    JsonNode value = find(name);
    if (value == null) {
      return false;
    }
    if (!value.isBoolean()) {
      throw MalformedEvent.malformed(at(name), "true or false");
    }
    return value.booleanValue();
  }

  /**
   * Seconds since 1970. Key Vault's samples write them as strings, its model says number; both are
   * read (azure-rest-api-specs, Microsoft.KeyVault, 2018-01-01).
   */
  Optional<Instant> optionalEpochSeconds(String name) throws MalformedEvent {
    JsonNode value = find(name);
    if (value == null || (value.isString() && value.stringValue().isBlank())) {
      return Optional.empty();
    }
    try {
      long seconds =
          value.isString() ? Long.parseLong(value.stringValue().trim()) : value.longValue();
      return Optional.of(bounded(name, Instant.ofEpochSecond(seconds)));
    } catch (RuntimeException e) {
      throw MalformedEvent.malformed(at(name), "seconds since 1970");
    }
  }

  /**
   * A vault's address in the one form we compare: https, host in lower case, no slash at its end.
   */
  String vaultUrl(String name) throws MalformedEvent {
    return canonicalVaultUrl(at(name), text(name, 500));
  }

  static String canonicalVaultUrl(String field, String text) throws MalformedEvent {
    try {
      URI uri = URI.create(text.trim());
      if (!"https".equalsIgnoreCase(uri.getScheme())
          || uri.getHost() == null
          || uri.getRawUserInfo() != null
          || uri.getRawQuery() != null
          || uri.getRawFragment() != null) {
        throw MalformedEvent.malformed(field, "the https address of a key vault");
      }
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
      return "https://" + uri.getHost().toLowerCase(Locale.ROOT) + port + path;
    } catch (IllegalArgumentException e) {
      throw MalformedEvent.malformed(field, "the https address of a key vault");
    }
  }

  String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private String matching(String name, String text, Pattern pattern, String expected)
      throws MalformedEvent {
    if (!pattern.matcher(text).matches()) {
      throw MalformedEvent.malformed(at(name), expected);
    }
    return text;
  }

  private String asText(String name, JsonNode value, int longest) throws MalformedEvent {
    if (!value.isString()) {
      throw MalformedEvent.malformed(at(name), "a text");
    }
    String text = value.stringValue().trim();
    if (text.isEmpty() || text.length() > longest) {
      throw MalformedEvent.malformed(at(name), "a text of 1 to " + longest + " characters");
    }
    return text;
  }

  private JsonNode required(String name) throws MalformedEvent {
    JsonNode value = find(name);
    if (value == null) {
      throw MalformedEvent.missing(at(name));
    }
    return value;
  }

  /**
   * Exact name first, then ignoring case and surrounding blanks: Key Vault's own documents write
   * {@code Id}, {@code id} and {@code "ObjectName "}.
   */
  private @Nullable JsonNode find(String name) {
    JsonNode exact = object.get(name);
    if (exact == null) {
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        if (entry.getKey().trim().equalsIgnoreCase(name)) {
          exact = entry.getValue();
          break;
        }
      }
    }
    return exact == null || exact.isNull() ? null : exact;
  }
}
