package io.keyturn.settings.encryption;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A keyring kept apart from the other settings, as an orchestrator mounts it: lines of {@code
 * current-key=k2} and {@code keys.k2=<Base64>}.
 *
 * @param currentKey blank when it names none
 */
record KeyFile(String currentKey, Map<String, String> keys) {

  static final String FILE = "keyturn.encryption.file";
  private static final String KEY = "keys.";

  static KeyFile read(Path file) {
    try {
      return parse(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException | IllegalArgumentException e) {
      // Without the cause: it may show a line of the file.
      throw new IllegalStateException(FILE + ": " + file + " cannot be read as a keyring");
    }
  }

  static KeyFile parse(String text) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = new StringReader(text)) {
      properties.load(reader);
    }
    Map<String, String> keys = new TreeMap<>();
    properties.stringPropertyNames().stream()
        .filter(name -> name.startsWith(KEY))
        .forEach(name -> keys.put(name.substring(KEY.length()), properties.getProperty(name)));
    return new KeyFile(properties.getProperty("current-key", "").strip(), keys);
  }

  @Override
  public String toString() {
    return "KeyFile[currentKey=" + currentKey + ", keys=" + keys.keySet() + "]";
  }
}
