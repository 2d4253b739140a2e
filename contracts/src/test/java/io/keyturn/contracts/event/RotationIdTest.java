package io.keyturn.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RotationIdTest {

  private static final URI SOURCE = URI.create("/keyturn/tenant-settings");

  @Test
  void theSameEventIsTheSameRotationInEveryProcessAndVersion() {
    // Written down: tenant-settings announces this id before the worker has seen the event.
    assertThat(RotationId.of(SOURCE, "a")).isEqualTo(RotationId.of(SOURCE, "a"));
    assertThat(RotationId.of(SOURCE, "a").toString()).matches(".{14}8.{4}[89ab].*");
  }

  @Test
  void anotherEventIsAnotherRotation() {
    UUID one = RotationId.of(SOURCE, "a");

    assertThat(RotationId.of(SOURCE, "b")).isNotEqualTo(one);
    assertThat(RotationId.of(URI.create("/other"), "a")).isNotEqualTo(one);
    assertThat(RotationId.of(SOURCE, "a", "tenant", "application")).isNotEqualTo(one);
  }
}
