package io.keyturn.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.OutputLine;
import io.keyturn.contracts.output.Planned;
import io.keyturn.contracts.output.Step;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The published schemas, examples and records say the same. */
class SchemasTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  @ParameterizedTest
  @CsvSource({
    "secret.renewed.v1.schema.json, secret.renewed.v1.json, /data",
    "rotation.requested.v1.schema.json, rotation.requested.v1.json, /data",
    "rotation.resumed.v1.schema.json, rotation.resumed.v1.json, /data",
    "rotation.abandoned.v1.schema.json, rotation.abandoned.v1.json, /data",
    "keyvault.secret.schema.json, keyvault.secret.json, /data",
    "rotation.output.schema.json, rotation.output.json, ''"
  })
  void eachExampleIsValidAndLosesItsValidityWithAnyRequiredField(
      String schemaName, String exampleName, String pointer) throws Exception {
    JsonNode schemaJson = JSON.readTree(text("schemas/" + schemaName));
    ObjectNode example = (ObjectNode) JSON.readTree(text("examples/" + exampleName)).at(pointer);

    assertThat(validate(schemaJson, example)).isEmpty();
    for (JsonNode required : schemaJson.get("required")) {
      ObjectNode lacking = example.deepCopy();
      lacking.remove(required.stringValue());
      assertThat(validate(schemaJson, lacking)).as("without %s", required).isNotEmpty();
    }
  }

  @Test
  void aLineWrittenByTheRecordIsValid() throws Exception {
    JsonNode schema = JSON.readTree(text("schemas/rotation.output.schema.json"));
    for (Step step : Step.values()) {
      for (Outcome outcome : Outcome.values()) {
        OutputLine line =
            new OutputLine(
                UUID.randomUUID(),
                UUID.randomUUID().toString(),
                UUID.randomUUID().toString(),
                1,
                Instant.parse("2026-11-21T09:00:00Z"),
                step,
                null,
                outcome,
                Reason.THROTTLED,
                "Wait.",
                12L,
                null,
                Instant.parse("2027-05-20T09:00:00Z"));
        assertThat(validate(schema, JSON.valueToTree(line))).isEmpty();
        assertThat(JSON.readValue(JSON.writeValueAsString(line), OutputLine.class)).isEqualTo(line);
      }
    }
  }

  @Test
  void aLineOfAPlanIsValid() throws Exception {
    Planned planned =
        new Planned(
            new Planned.Target(
                "contoso", UUID.randomUUID(), "Payments", UUID.randomUUID(), "prod", "azurerm"),
            "serviceprincipalkey",
            List.of(
                new Planned.Check(
                    "CONNECTION_VISIBLE", Planned.Verdict.PASSED, null, "it is there"),
                new Planned.Check(
                    "ADMINISTRATOR", Planned.Verdict.UNKNOWN, Reason.THROTTLED, "later")));
    ObjectNode line = (ObjectNode) JSON.readTree(text("examples/rotation.output.json"));
    line.put("outcome", "PLANNED").set("planned", JSON.valueToTree(planned));

    assertThat(validate(JSON.readTree(text("schemas/rotation.output.schema.json")), line))
        .isEmpty();
    assertThat(JSON.treeToValue(line, OutputLine.class).planned()).isEqualTo(planned);
  }

  private static List<Error> validate(JsonNode schemaJson, JsonNode instance) {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(schemaJson.toString());
    return schema.validate(
        instance.toString(),
        com.networknt.schema.InputFormat.JSON,
        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
  }

  private static String text(String name) throws Exception {
    try (InputStream in = SchemasTest.class.getResourceAsStream("/io/keyturn/contracts/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
