package io.keyturn.settings.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.OutputLine;
import io.keyturn.contracts.output.Step;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

class OutputLineReaderTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  @ParameterizedTest
  @EnumSource
  void whatTheWorkerWritesIsShownFieldByField(Step step) throws Exception {
    OutputLine full = line(step, UUID.randomUUID(), Reason.THROTTLED, 12L);
    OutputLine bare = line(step, null, null, null);

    assertThat(shown(full)).isEqualTo(JSON.writeValueAsString(full));
    assertThat(shown(bare)).isEqualTo(JSON.writeValueAsString(bare));
  }

  @Test
  void constantsOfANewerWorkerAreKept() throws Exception {
    String newer =
        JSON.writeValueAsString(line(Step.RETIRE, null, Reason.OLD_SECRET_NOT_OURS, null))
            .replace("RETIRE", "ADMIRE")
            .replace("WARNING", "APPLAUDED")
            .replace("OLD_SECRET_NOT_OURS", "NEVER_HEARD_OF");

    assertThat(shown(newer)).isEqualTo(newer).contains("ADMIRE", "APPLAUDED", "NEVER_HEARD_OF");
  }

  private static OutputLine line(
      Step step, @Nullable UUID binding, @Nullable Reason reason, @Nullable Long durationMs) {
    return new OutputLine(
        UUID.randomUUID(),
        UUID.randomUUID().toString(),
        UUID.randomUUID().toString(),
        7,
        Instant.parse("2026-11-21T09:00:00.123456Z"),
        step,
        binding,
        Outcome.WARNING,
        reason,
        "a sentence",
        durationMs,
        null,
        null);
  }

  private static String shown(OutputLine line) throws Exception {
    return shown(JSON.writeValueAsString(line));
  }

  private static String shown(String line) throws Exception {
    return JSON.writeValueAsString(
        new OutputLineReader().read(line.getBytes(StandardCharsets.UTF_8)));
  }
}
