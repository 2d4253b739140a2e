package io.keyturn.settings.api;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** A GUID as Microsoft's portals print it. */
public final class Guid {

  // UUID.fromString also reads "1-2-3-4-5", which nobody means.
  private static final Pattern FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private Guid() {}

  public static Optional<UUID> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
  }
}
