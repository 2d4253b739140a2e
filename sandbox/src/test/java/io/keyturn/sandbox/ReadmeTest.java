package io.keyturn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.outcome.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README lists is what there is. */
class ReadmeTest {

  @Test
  void everyReasonIsInTheReasonsTable() throws Exception {
    String readme = Files.readString(Path.of("..", "README.md"));

    assertThat(Stream.of(Reason.values()))
        .allSatisfy(reason -> assertThat(readme).contains("`" + reason + "`"));
  }
}
