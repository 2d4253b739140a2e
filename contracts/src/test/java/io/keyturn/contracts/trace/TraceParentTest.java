package io.keyturn.contracts.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {

  private static final String HEADER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void itIsReadAndWrittenAsTheHeaderHasIt() {
    TraceParent read = TraceParent.read(HEADER).orElseThrow();

    assertThat(read.sampled()).isTrue();
    assertThat(read).hasToString(HEADER);
    assertThat(read.correlationId())
        .isEqualTo(UUID.fromString("4bf92f35-77b3-4da6-a3ce-929d0e0e4736"));
    assertThat(TraceParent.traceId(read.correlationId())).isEqualTo(read.traceId());
    assertThat(TraceParent.read(HEADER.replace("-01", "-00")).orElseThrow().sampled()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\u0000"
      })
  void whatIsNotOfThatFormIsNone(String text) {
    assertThat(TraceParent.read(text)).isEmpty();
  }
}
