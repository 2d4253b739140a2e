package io.keyturn.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.sandbox.Child;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark's worker is the one that is installed. */
class WorkerClassPathIT {

  private static final String SETS_ITSELF_UP =
      "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports";

  @TempDir Path directory;

  @Test
  void whatSetsItselfUpInTheMeasuredWorkerIsWhatDoesInTheInstalledOne() throws Exception {
    Set<String> measured = new TreeSet<>();
    for (String entry : WorkerClassPath.in(directory).split(File.pathSeparator)) {
      if (entry.endsWith(".jar")) {
        try (InputStream jar = Files.newInputStream(Path.of(entry))) {
          addIfItSetsItselfUp(Path.of(entry).getFileName().toString(), jar, measured);
        }
      }
    }

    assertThat(measured).isEqualTo(installed()).hasSizeGreaterThan(5);
  }

  private static Set<String> installed() throws IOException {
    Set<String> installed = new TreeSet<>();
    try (ZipFile packaged = new ZipFile(Child.packaged("rotation-worker").toFile())) {
      for (ZipEntry entry : packaged.stream().toList()) {
        if (entry.getName().startsWith("BOOT-INF/lib/") && !entry.isDirectory()) {
          try (InputStream jar = packaged.getInputStream(entry)) {
            addIfItSetsItselfUp(entry.getName().replaceFirst(".*/", ""), jar, installed);
          }
        }
      }
    }
    return installed;
  }

  private static void addIfItSetsItselfUp(String name, InputStream jar, Set<String> to)
      throws IOException {
    ZipInputStream entries = new ZipInputStream(jar);
    for (ZipEntry each = entries.getNextEntry(); each != null; each = entries.getNextEntry()) {
      if (each.getName().equals(SETS_ITSELF_UP)) {
        to.add(name);
      }
    }
  }
}
