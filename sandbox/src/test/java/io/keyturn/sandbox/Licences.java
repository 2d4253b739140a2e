package io.keyturn.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which licences may be in what is delivered.
 *
 * @param allowed SPDX ids
 * @param exceptions components that are allowed all the same
 */
record Licences(List<String> allowed, List<Excepted> exceptions) {

  /**
   * @param component group and name
   * @param said what its POM says, and nothing else
   */
  record Excepted(String component, String said) {
    boolean covers(Component other) {
      return component.equals(other.group() + ":" + other.name())
          && List.of(said).equals(other.licences());
    }
  }

  Licences {
    allowed = List.copyOf(allowed);
    exceptions = List.copyOf(exceptions);
  }

  /** Rows of {@code licence;id;why} and {@code component;name;licence;why}, each with a reason. */
  static Licences in(Path file) throws IOException {
    List<String> allowed = new ArrayList<>();
    List<Excepted> exceptions = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] row = line.split(";");
      if (row.length == 3 && row[0].equals("licence")) {
        allowed.add(row[1]);
      } else if (row.length == 4 && row[0].equals("component")) {
        exceptions.add(new Excepted(row[1], row[2]));
      } else {
        throw new IllegalArgumentException(
            "neither a licence nor a component with a reason: " + line);
      }
    }
    return new Licences(allowed, exceptions);
  }

  boolean allow(Component component) {
    return allowByLicence(component)
        || exceptions.stream().anyMatch(exception -> exception.covers(component));
  }

  boolean allowByLicence(Component component) {
    return component.licences().stream().anyMatch(allowed::contains);
  }
}
