package io.keyturn.settings.connector;

import io.keyturn.settings.api.FieldReader;
import java.util.regex.Pattern;

/** What a connector may be called (S-04). */
final class ConnectorName {

  private static final Pattern FORM = Pattern.compile("[A-Za-z][A-Za-z0-9-]{2,31}");

  private ConnectorName() {}

  static void check(FieldReader fields, String name) {
    if (!name.isEmpty() && !FORM.matcher(name).matches()) {
      fields.refuse(
          "name",
          "connector.name",
          "must start with a letter and have 3 to 32 letters, digits and hyphens");
    }
  }
}
