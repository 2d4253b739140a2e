package io.keyturn.embedded.azure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the embedded Azure has its files: a directory that stays, or one that goes with it. */
record DataDirectory(Path path, boolean kept) implements AutoCloseable {

  /**
   * @param chosen null for a temporary one
   */
  static DataDirectory keptIn(@Nullable Path chosen) {
    if (chosen != null) {
      return new DataDirectory(chosen, true);
    }
    try {
      return new DataDirectory(Files.createTempDirectory("keyturn-azure-"), false);
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary directory for the embedded Azure", e);
    }
  }

  /** Empty when nothing is to be kept. */
  Optional<Path> stateToKeep() {
    return kept ? Optional.of(path.resolve("state")) : Optional.empty();
  }

  @Override
  public void close() {
    if (kept) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the temporary directory stays: " + path, e);
    }
  }
}
