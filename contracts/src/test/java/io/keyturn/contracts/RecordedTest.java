package io.keyturn.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.event.NewsData;
import io.keyturn.contracts.event.NewsData.Decision;
import io.keyturn.contracts.event.NewsData.Mode;
import io.keyturn.contracts.event.NewsData.OperatorDecision;
import io.keyturn.contracts.event.NewsData.RotationRequested;
import io.keyturn.contracts.event.NewsData.SecretRenewed;
import io.keyturn.contracts.event.NewsReader;
import io.keyturn.contracts.event.NewsWriter;
import io.keyturn.contracts.event.RotationNews;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.OutputLine;
import io.keyturn.contracts.output.Planned;
import io.keyturn.contracts.output.Step;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the first version wrote stays readable: topics are read by newer versions while older ones
 * still write, and the other way round. The files in {@code recorded} were written once and are
 * never changed; a record that has none yet gets one.
 */
class RecordedTest {

  private static final Path RECORDED = Path.of("src/test/resources/io/keyturn/contracts/recorded");
  private static final Path SCHEMAS = Path.of("src/main/resources/io/keyturn/contracts/schemas");
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String TENANT = "8f1d2c64-3b0a-4f5e-9d77-0f2f1f6f9a10";
  private static final String APPLICATION = "51c7d7e2-6a40-4cf8-8a3e-7b9f0c6f2a11";
  private static final UUID ID = UUID.fromString("1dfdea68-9549-409e-abee-c5da69cfec5f");
  private static final Instant TIME = Instant.parse("2026-11-21T09:00:00Z");

  private static Map<String, NewsData> events() {
    return Map.of(
        "secret-renewed",
        new SecretRenewed(
            TENANT,
            APPLICATION,
            new SecretVersion("https://contoso.vault.azure.net", "payments", "7d1c0f3be0d34c5b"),
            Optional.of(TIME),
            Optional.of(ID.toString())),
        "rotation-requested",
        new RotationRequested(
            TENANT, APPLICATION, Mode.RENEW, "monthly", Optional.of("jo@contoso.example"), true),
        "rotation-resumed",
        new OperatorDecision(
            Decision.RESUMED, TENANT, APPLICATION, ID, "jo@contoso.example", "mended"),
        "rotation-abandoned",
        new OperatorDecision(
            Decision.ABANDONED, TENANT, APPLICATION, ID, "jo@contoso.example", "not needed"));
  }

  private static Map<String, OutputLine> lines() {
    return Map.of(
        "output-verified",
        new OutputLine(
            ID,
            TENANT,
            APPLICATION,
            7,
            TIME,
            Step.VERIFY,
            ID,
            Outcome.SUCCEEDED,
            null,
            "It works.",
            12L,
            null,
            TIME),
        "output-planned",
        new OutputLine(
            ID,
            TENANT,
            APPLICATION,
            1,
            TIME,
            Step.UPDATE,
            ID,
            Outcome.PLANNED,
            Reason.THROTTLED,
            "It would be written.",
            null,
            new Planned(
                new Planned.Target("contoso", ID, "Payments", ID, "prod", "azurerm"),
                "serviceprincipalkey",
                List.of(new Planned.Check("VISIBLE", Planned.Verdict.PASSED, null, "it is there"))),
            null));
  }

  static Stream<String> eventNames() {
    return events().keySet().stream().sorted();
  }

  static Stream<String> lineNames() {
    return lines().keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("eventNames")
  void anEventThatTheFirstVersionWroteIsRead(String name) throws IOException {
    RotationNews news =
        new RotationNews(URI.create("urn:contoso"), "e-1", TIME, events().get(name));
    JsonNode recorded = recorded(name, written(news));

    for (String mode : List.of("structured", "binary")) {
      NewsReader.Reading read = read(recorded.get(mode));
      assertThat(read.flaws()).isEmpty();
      assertThat(read.news()).containsExactly(news);
    }
    ObjectNode later = (ObjectNode) recorded.get("binary").deepCopy();
    ((ObjectNode) later.get("value")).put("ofALaterVersion", true);
    assertThat(read(later).news()).as("with a field that is new").containsExactly(news);
  }

  @ParameterizedTest
  @MethodSource("lineNames")
  void aLineThatTheFirstVersionWroteIsRead(String name) throws IOException {
    OutputLine line = lines().get(name);
    JsonNode recorded = recorded(name, JSON.valueToTree(line));

    assertThat(JSON.treeToValue(recorded, OutputLine.class)).isEqualTo(line);
    ObjectNode later = ((ObjectNode) recorded.deepCopy()).put("ofALaterVersion", true);
    assertThat(JSON.treeToValue(later, OutputLine.class)).isEqualTo(line);
  }

  @Test
  void schemasChangeByAdditionOnly() throws IOException {
    try (Stream<Path> schemas = Files.list(RECORDED.resolve("schemas"))) {
      for (Path before : schemas.toList()) {
        JsonNode now = JSON.readTree(SCHEMAS.resolve(before.getFileName()));
        assertThat(SchemaChange.broken(JSON.readTree(before), now))
            .as(before.getFileName().toString())
            .isEmpty();
      }
    }
  }

  private static ObjectNode written(RotationNews news) {
    ObjectNode both = JSON.createObjectNode();
    both.set("structured", written(NewsWriter.structured(news)));
    both.set("binary", written(NewsWriter.binary(news)));
    return both;
  }

  private static ObjectNode written(ProducerRecord<String, byte[]> message) {
    ObjectNode json = JSON.createObjectNode();
    json.put("key", message.key());
    ObjectNode headers = json.putObject("headers");
    message
        .headers()
        .forEach(header ->
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
    json.set("value", JSON.readTree(message.value()));
    return json;
  }

  private static NewsReader.Reading read(JsonNode written) {
    RecordHeaders headers = new RecordHeaders();
    written
        .get("headers")
        .properties()
        .forEach(header ->
            headers.add(
                header.getKey(), header.getValue().stringValue().getBytes(StandardCharsets.UTF_8)));
    return NewsReader.read(headers, JSON.writeValueAsBytes(written.get("value")));
  }

  private static JsonNode recorded(String name, JsonNode today) throws IOException {
    Path file = RECORDED.resolve(name + ".json");
    if (!Files.exists(file)) {
      Files.writeString(
          file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(today) + "\n");
      throw new AssertionError(file + " was not there and is now; look at it and commit it");
    }
    return JSON.readTree(file);
  }
}
