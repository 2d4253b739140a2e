package io.keyturn.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.hostile.Hostile;
import io.keyturn.contracts.hostile.Rounds;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever stands in a record: it is news or it has flaws, and a flaw quotes nothing. */
@Tag("FAULT-22")
class HostileNewsTest {

  private static final List<String> EVENTS =
      Stream.of(
              "secret.renewed.v1",
              "rotation.requested.v1",
              "rotation.resumed.v1",
              "rotation.abandoned.v1",
              "keyvault.secret")
          .map(HostileNewsTest::example)
          .toList();

  // Key Vault's event in Event Grid's own schema.
  private static final String EVENT_GRID =
      """
      {"id":"00eccf70-95a7-4e7c-8299-2eb17ee9ad64","topic":"/subscriptions/{s}/vaults/contoso",\
      "subject":"payments","eventType":"Microsoft.KeyVault.SecretNearExpiry",\
      "eventTime":"2026-11-21T09:00:00.1234567Z","data":{"Id":"https://contoso.vault.azure.net/\
      secrets/payments/7d1c0f3be0d34c5b8a7d3f6e2b1a9c04","VaultName":"contoso","ObjectType":\
      "Secret","ObjectName ":"payments","Version":"7d1c0f3be0d34c5b8a7d3f6e2b1a9c04","NBF":\
      "1559081980","EXP":"1559082102"},"dataVersion":"1","metadataVersion":"1"}\
      """;

  @Test
  void jsonOfAnyKindIsNewsOrHasFlaws() {
    List<String> good =
        Stream.concat(EVENTS.stream(), Stream.of(EVENT_GRID))
            .flatMap(event -> Stream.of(event, "[" + event + "," + EVENT_GRID + "]"))
            .toList();

    Rounds.of(
        1_000,
        hostile -> check(NewsReader.read(new RecordHeaders(), hostile.form(hostile.oneOf(good)))));
  }

  @Test
  void headersOfAnyKindAreNewsOrHaveFlaws() {
    Rounds.of(
        1_000,
        hostile -> {
          JsonNode event = JsonMapper.shared().readTree(hostile.oneOf(EVENTS));
          RecordHeaders headers = new RecordHeaders();
          for (String name : event.propertyNames()) {
            if (!name.equals("data") && !hostile.oneIn(20)) {
              header(headers, hostile, "ce_" + name, event.get(name).asString(""));
            }
          }
          header(headers, hostile, "content-type", "application/json");
          check(NewsReader.read(headers, hostile.form(event.get("data").toString())));
        });
  }

  private static void header(RecordHeaders headers, Hostile hostile, String name, String good) {
    headers.add(
        name,
        hostile.oneIn(6)
            ? hostile.oneIn(4) ? null : hostile.form("\"" + hostile.text() + "\"")
            : good.getBytes(StandardCharsets.UTF_8));
  }

  private static void check(NewsReader.Reading reading) {
    assertThat(reading.news().size() + reading.flaws().size()).isPositive();
    for (MalformedEvent flaw : reading.flaws()) {
      assertThat(flaw.toString() + flaw.field()).doesNotContain(Hostile.CANARY);
    }
  }

  private static String example(String name) {
    try (InputStream in =
        Objects.requireNonNull(
            NewsReader.class.getResourceAsStream(
                "/io/keyturn/contracts/examples/" + name + ".json"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
