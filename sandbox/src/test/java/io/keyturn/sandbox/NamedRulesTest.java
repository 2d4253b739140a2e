package io.keyturn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class NamedRulesTest {

  // In pieces, or this file would seem to name them itself.
  private static final String TAG = "@" + "Tag(";
  private static final String NAME = "@" + "DisplayName(";

  @Test
  void aRuleIsNamedByAMethodOrByAWholeClass() {
    String source =
        NAME
            + "\"A-22: all of it\")\nfinal class OutputTest {\n"
            + "  @Test\n  "
            + TAG
            + "\"S-09\")\n  "
            + NAME
            + "\"S-06 to S-08, C-1: several\"\n + \" and R-16\")\n  void one() {}\n"
            + "  // A-01 in a comment proves nothing, and neither does \"A-02\"\n"
            + "  "
            + TAG
            + "\"FAULT-7\")\n  void two() {}\n}\n";

    assertThat(NamedRules.in(source))
        .containsEntry("A-22", Set.of("OutputTest"))
        .containsEntry("S-09", Set.of("OutputTest.one"))
        .containsEntry("S-07", Set.of("OutputTest.one"))
        .containsEntry("R-16", Set.of("OutputTest.one"))
        .containsOnlyKeys("A-22", "C-1", "R-16", "S-06", "S-07", "S-08", "S-09");
  }

  @Test
  void aTableOfCasesBetweenTheNameAndTheMethodDoesNotHideIt() {
    String source =
        "class NamesTest {\n  @ParameterizedTest\n  @CsvSource({\"a, void\"})\n  "
            + TAG
            + "\"D-02\")\n  @ValueSource(strings = {\"x\"})\n  void names(String it) {}\n}\n";

    assertThat(NamedRules.in(source)).containsEntry("D-02", Set.of("NamesTest.names"));
  }
}
