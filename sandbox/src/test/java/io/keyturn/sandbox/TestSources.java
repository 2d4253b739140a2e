package io.keyturn.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** The sources of the tests of all modules. */
final class TestSources {

  private TestSources() {}

  /**
   * @param names what one source names, with the tests that name it
   */
  static Map<String, Set<String>> named(Function<String, Map<String, Set<String>>> names) {
    Map<String, Set<String>> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Path.of(".."), 12)) {
      files
          .filter(
              it -> it.toString().contains("/src/test/java/") && it.toString().endsWith(".java"))
          .forEach(file ->
              names
                  .apply(read(file))
                  .forEach(
                      (id, tests) -> all.computeIfAbsent(id, _ -> new TreeSet<>()).addAll(tests)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
