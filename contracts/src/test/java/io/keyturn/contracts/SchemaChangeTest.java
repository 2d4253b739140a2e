package io.keyturn.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class SchemaChangeTest {

  private static final String BEFORE =
      """
      {"title":"t","type":"object","required":["a"],"properties":
        {"a":{"type":"string"},"b":{"enum":["X"]},"c":{"type":"array","items":{"type":"string"}}}}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"title\":\"t\"' | '\"title\":\"u\"' | true",
        "'\"enum\":[\"X\"]' | '\"enum\":[\"X\",\"Y\"]' | true",
        "'\"b\":' | '\"d\":{\"type\":\"string\"},\"b\":' | true",
        "'\"enum\":[\"X\"]' | '\"enum\":[\"Y\"]' | false",
        "'\"b\":' | '\"d\":' | false",
        "'[\"a\"]' | '[\"a\",\"b\"]' | false",
        "'[\"a\"]' | '[]' | false",
        "'\"a\":{\"type\":\"string\"}' | '\"a\":{\"type\":\"integer\"}' | false",
        "'\"items\":{\"type\":\"string\"}' | '\"items\":{\"type\":\"string\",\"maxLength\":3}' | false",
        "'\"type\":\"object\"' | '\"type\":\"object\",\"additionalProperties\":false' | false"
      })
  void additionsAreNoBreakAndEverythingElseIs(String one, String other, boolean fine) {
    JsonMapper json = JsonMapper.shared();
    assertThat(BEFORE).contains(one);

    assertThat(
            SchemaChange.broken(json.readTree(BEFORE), json.readTree(BEFORE.replace(one, other)))
                .isEmpty())
        .isEqualTo(fine);
  }
}
