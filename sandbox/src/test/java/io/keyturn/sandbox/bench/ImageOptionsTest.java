package io.keyturn.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ImageOptionsTest {

  @Test
  void theBenchmarkRunsOnTheJvmOptionsOfTheImages() throws Exception {
    assertThat(Files.readAllLines(Path.of("..", "docker", "jvm.options")))
        .filteredOn(line -> !line.startsWith("#"))
        .isEqualTo(Bench.JVM);
  }
}
