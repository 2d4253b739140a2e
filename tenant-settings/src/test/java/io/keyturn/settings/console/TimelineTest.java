package io.keyturn.settings.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.keyturn.contracts.api.Binding;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TimelineTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final Binding bound =
      new Binding(
          UUID.randomUUID(),
          "contoso",
          UUID.randomUUID(),
          "Payments",
          UUID.randomUUID(),
          "payments-prod",
          null,
          NOW,
          "ada",
          null);

  @Test
  void aConnectionIsNamedAsInAzureDevOps() {
    String gone = UUID.randomUUID().toString();

    Timeline timeline =
        Timeline.of(
            List.of(
                line("RECEIVE", null),
                line("ADMIT", bound.id().toString()),
                line("ADMIT", gone),
                line("CONCLUDE", null)),
            List.of(bound),
            null);

    assertThat(timeline.connections())
        .extracting(Timeline.Connection::name, Timeline.Connection::place)
        .containsExactly(tuple("payments-prod", "contoso / Payments"), tuple(gone, ""));
    assertThat(timeline.before()).extracting(Line::step).containsExactly("RECEIVE");
    assertThat(timeline.after()).extracting(Line::step).containsExactly("CONCLUDE");
  }

  private static Line line(String step, @Nullable String binding) {
    return new Line(1, NOW, step, binding, "SUCCEEDED", null, "As told.", null);
  }
}
