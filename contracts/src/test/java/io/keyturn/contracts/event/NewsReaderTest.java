package io.keyturn.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.event.MalformedEvent.Flaw;
import io.keyturn.contracts.event.NewsData.Decision;
import io.keyturn.contracts.event.NewsData.Mode;
import io.keyturn.contracts.event.NewsData.OperatorDecision;
import io.keyturn.contracts.event.NewsData.RotationRequested;
import io.keyturn.contracts.event.NewsData.SecretRenewed;
import io.keyturn.contracts.event.NewsData.VaultChange;
import io.keyturn.contracts.event.NewsData.VaultSecretChanged;
import io.keyturn.contracts.event.NewsReader.Reading;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

class NewsReaderTest {

  private static final String TENANT = "8f1d2c64-3b0a-4f5e-9d77-0f2f1f6f9a10";
  private static final String APPLICATION = "51c7d7e2-6a40-4cf8-8a3e-7b9f0c6f2a11";
  private static final RotationNews RENEWED =
      new RotationNews(
          URI.create("/contoso/secret-factory"),
          "event-1",
          Instant.parse("2026-11-21T09:00:00Z"),
          new SecretRenewed(
              TENANT,
              APPLICATION,
              new SecretVersion("https://contoso.vault.azure.net", "payments", "7d1c0f3b"),
              Optional.of(Instant.parse("2027-05-21T09:00:00Z")),
              Optional.of("0b9f6a8e-2f67-4f0e-b3b1-6f2d9d1f7c55")));
  private static final RotationNews REQUESTED =
      new RotationNews(
          URI.create("/keyturn/tenant-settings"),
          "event-2",
          Instant.parse("2026-11-21T09:00:00Z"),
          new RotationRequested(
              TENANT,
              APPLICATION,
              Mode.PROPAGATE,
              "edited by hand",
              Optional.of("ada"),
              true,
              Optional.of(Instant.parse("2026-11-21T12:00:00Z")),
              false,
              true));
  private static final RotationNews PLAN =
      new RotationNews(
          URI.create("/keyturn/tenant-settings"),
          "event-4",
          Instant.parse("2026-11-21T09:00:00Z"),
          new RotationRequested(
              TENANT,
              APPLICATION,
              Mode.RENEW,
              "what would it do",
              Optional.of("ada"),
              false,
              Optional.empty(),
              true));

  @Test
  void structuredModeIsReadBackAsItWasWritten() {
    assertThat(read(NewsWriter.structured(RENEWED)).news()).containsExactly(RENEWED);
    assertThat(read(NewsWriter.structured(REQUESTED)).news()).containsExactly(REQUESTED);
    assertThat(read(NewsWriter.structured(PLAN)).news()).containsExactly(PLAN);
  }

  @Test
  void binaryModeIsReadBackAsItWasWritten() {
    assertThat(read(NewsWriter.binary(RENEWED)).news()).containsExactly(RENEWED);
    assertThat(read(NewsWriter.binary(REQUESTED)).news()).containsExactly(REQUESTED);
  }

  @ParameterizedTest
  @EnumSource
  void anOperatorsDecisionIsReadBackAsItWasWritten(Decision decision) {
    RotationNews decided =
        new RotationNews(
            URI.create("/keyturn/tenant-settings"),
            "event-3",
            Instant.parse("2026-11-21T09:00:00Z"),
            new OperatorDecision(
                decision, TENANT, APPLICATION, UUID.randomUUID(), "ada", "roles are back"));

    assertThat(read(NewsWriter.structured(decided)).news()).containsExactly(decided);
    assertThat(read(NewsWriter.binary(decided)).news()).containsExactly(decided);
    assertThat(NewsWriter.structured(decided).key()).isEqualTo(TENANT + "/" + APPLICATION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tenantId", "applicationId", "rotationId", "requestedBy", "reason"})
  void aDecisionThatDoesNotSayWhoseOrWhyIsRefused(String field) {
    for (String name : List.of("rotation.resumed.v1.json", "rotation.abandoned.v1.json")) {
      ObjectNode event = example(name);
      ((ObjectNode) event.get("data")).remove(field);

      assertFlaw(event.toString(), Flaw.MISSING_FIELD, "data." + field);
    }
  }

  @Test
  void theKeyKeepsOneApplicationInOrder() {
    assertThat(NewsWriter.structured(RENEWED).key()).isEqualTo(TENANT + "/" + APPLICATION);
  }

  @Test
  void theSubjectIsTheApplication() {
    for (RotationNews news : List.of(RENEWED, REQUESTED)) {
      assertThat(JsonMapper.shared().readTree(NewsWriter.structured(news).value()).get("subject"))
          .isEqualTo(StringNode.valueOf(APPLICATION));
      assertThat(NewsWriter.binary(news).headers().lastHeader("ce_subject").value())
          .isEqualTo(APPLICATION.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void unknownFieldsAreTolerated() {
    ObjectNode event = example("secret.renewed.v1.json");
    event.put("traceparent", "00-x").put("extension", 7);
    ((ObjectNode) event.get("data")).putObject("future").put("field", true);

    assertThat(read(event.toString()).flaws()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "id, id",
    "source, source",
    "type, type",
    "data, data",
    "data.tenantId, data.tenantId",
    "data.applicationId, data.applicationId",
    "data.secret, data.secret",
    "data.secret.vaultUrl, data.secret.vaultUrl",
    "data.secret.name, data.secret.name",
    "data.secret.version, data.secret.version"
  })
  void aMissingFieldIsRefusedByName(String path, String named) {
    ObjectNode event = example("secret.renewed.v1.json");
    parentOf(event, path).remove(last(path));

    assertFlaw(event.toString(), Flaw.MISSING_FIELD, named);
  }

  @ParameterizedTest
  @CsvSource({
    "data.tenantId, contoso",
    "data.applicationId, 51c7d7e2",
    "data.secret.vaultUrl, http://contoso.vault.azure.net",
    "data.secret.vaultUrl, https://user:pass@contoso.vault.azure.net",
    "data.secret.vaultUrl, 'not a url'",
    "data.secret.name, has_underscore",
    "data.secret.version, ../other",
    "data.expiresOn, tomorrow",
    "data.expiresOn, +999999999-12-31T23:59:59-18:00",
    "data.expiresOn, 1969-12-31T00:00:00Z",
    "data.keyId, 12",
    "time, yesterday"
  })
  void aMalformedFieldIsRefusedByNameAndItsValueIsNotQuoted(String path, String value) {
    ObjectNode event = example("secret.renewed.v1.json");
    parentOf(event, path).put(last(path), value);

    Reading reading = read(event.toString());

    assertThat(reading.news()).isEmpty();
    MalformedEvent flaw = reading.flaws().getFirst();
    assertThat(flaw.flaw()).isEqualTo(Flaw.MALFORMED_FIELD);
    assertThat(flaw.field()).isEqualTo(path);
    assertThat(flaw.getMessage()).contains(path).doesNotContain(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rotate", "RENEW", ""})
  void aModeNobodyKnowsIsRefused(String mode) {
    ObjectNode event = example("rotation.requested.v1.json");
    ((ObjectNode) event.get("data")).put("mode", mode);

    assertFlaw(event.toString(), Flaw.MALFORMED_FIELD, "data.mode");
  }

  @Test
  void anUnknownTypeIsRefused() {
    ObjectNode event = example("secret.renewed.v1.json");
    event.put("type", "io.keyturn.secret.renewed.v2");

    assertFlaw(event.toString(), Flaw.UNKNOWN_TYPE, "type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "{", "[]", "{}", "null", "42", "\"text\"", "{\"id\":1}"})
  void whatIsNoCloudEventIsRefused(String value) {
    assertThat(read(value).flaws())
        .singleElement()
        .extracting(MalformedEvent::flaw)
        .isEqualTo(Flaw.NOT_A_CLOUD_EVENT);
  }

  @Test
  void aTombstoneIsRefused() {
    assertThat(NewsReader.read(new RecordHeaders(), null).flaws()).hasSize(1);
  }

  @Test
  void aMegabyteOfGarbageIsRefusedUnread() {
    byte[] garbage = new byte[1024 * 1024];
    new Random(7).nextBytes(garbage);

    assertThat(NewsReader.read(new RecordHeaders(), garbage).flaws())
        .singleElement()
        .extracting(MalformedEvent::flaw)
        .isEqualTo(Flaw.TOO_LARGE);
  }

  @Test
  void deeplyNestedJsonIsRefusedWithoutHarm() {
    assertThat(read("[".repeat(50_000)).flaws()).hasSize(1);
    assertThat(read("{\"a\":".repeat(20_000)).flaws()).hasSize(1);
  }

  @Test
  void randomBytesNeverThrow() {
    Random random = new Random(20261121);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = example("secret.renewed.v1.json").toString().getBytes(StandardCharsets.UTF_8);
      for (int change = 0; change <= random.nextInt(8); change++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }

      Reading reading = NewsReader.read(new RecordHeaders(), bytes);

      assertThat(reading.news().size() + reading.flaws().size()).isEqualTo(1);
    }
  }

  @Test
  void oneBadElementOfAnArrayCostsTheOthersNothing() {
    String good = example("secret.renewed.v1.json").toString();

    Reading reading = read("[" + good + ",{\"nonsense\":true}," + good + "]");

    assertThat(reading.news()).hasSize(2);
    assertThat(reading.flaws()).hasSize(1);
  }

  @Test
  void keyVaultsCloudEventIsRead() {
    RotationNews news = read(example("keyvault.secret.json").toString()).news().getFirst();

    assertThat(news.time()).isEqualTo(Instant.parse("2026-11-21T09:00:00.123456700Z"));
    assertThat(news.data())
        .isEqualTo(
            new VaultSecretChanged(
                VaultChange.NEW_VERSION,
                "contoso",
                new SecretVersion(
                    "https://contoso.vault.azure.net",
                    "payments-client-secret",
                    "7d1c0f3be0d34c5b8a7d3f6e2b1a9c04"),
                Optional.of(Instant.ofEpochSecond(1795251600))));
  }

  @ParameterizedTest
  @EnumSource
  void eachOfKeyVaultsThreeNewsIsReadInBothSchemasAloneAndInAnArray(VaultChange change) {
    String type =
        switch (change) {
          case NEW_VERSION -> "Microsoft.KeyVault.SecretNewVersionCreated";
          case NEAR_EXPIRY -> "Microsoft.KeyVault.SecretNearExpiry";
          case EXPIRED -> "Microsoft.KeyVault.SecretExpired";
        };
    ObjectNode cloudEvent = example("keyvault.secret.json");
    cloudEvent.put("type", type);
    ObjectNode eventGrid = JsonMapper.shared().createObjectNode();
    eventGrid.set("id", cloudEvent.get("id"));
    eventGrid.set("topic", cloudEvent.get("source"));
    eventGrid.set("subject", cloudEvent.get("subject"));
    eventGrid.put("eventType", type);
    eventGrid.set("eventTime", cloudEvent.get("time"));
    eventGrid.put("dataVersion", "1");
    eventGrid.set("data", cloudEvent.get("data"));

    for (ObjectNode event : List.of(cloudEvent, eventGrid)) {
      for (String json : List.of(event.toString(), "[" + event + "]")) {
        Reading reading = read(json);

        assertThat(reading.flaws()).as(json).isEmpty();
        assertThat(reading.news())
            .as(json)
            .singleElement()
            .satisfies(news ->
                assertThat(news.data())
                    .isInstanceOfSatisfying(
                        VaultSecretChanged.class,
                        changed -> {
                          assertThat(changed.change()).isEqualTo(change);
                          assertThat(changed.expiresOn())
                              .contains(Instant.ofEpochSecond(1795251600));
                        }));
      }
    }
    assertThat(read("[" + cloudEvent + "," + eventGrid + "]").news()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {31556889864403199L, 1767225600000000L, -1, Long.MAX_VALUE})
  void anExpiryThatNoCalendarKnowsIsRefusedByName(long seconds) {
    ObjectNode event = example("keyvault.secret.json");
    ((ObjectNode) event.get("data")).put("EXP", seconds);

    assertFlaw(event.toString(), Flaw.MALFORMED_FIELD, "data.EXP");
  }

  @Test
  void expiryIsReadAsNumberTooAndOddSpellingsOfNamesAreForgiven() {
    ObjectNode event = example("keyvault.secret.json");
    ObjectNode data = (ObjectNode) event.get("data");
    data.put("EXP", 1795251600L);
    data.set("id", data.remove("Id"));
    data.set("vaultName ", data.remove("VaultName"));

    VaultSecretChanged changed =
        (VaultSecretChanged) read(event.toString()).news().getFirst().data();

    assertThat(changed.expiresOn()).contains(Instant.ofEpochSecond(1795251600));
    assertThat(changed.vaultName()).isEqualTo("contoso");
  }

  private static void assertFlaw(String json, Flaw flaw, String field) {
    Reading reading = read(json);
    assertThat(reading.news()).isEmpty();
    assertThat(reading.flaws())
        .singleElement()
        .satisfies(found -> {
          assertThat(found.flaw()).isEqualTo(flaw);
          assertThat(found.field()).isEqualTo(field);
        });
  }

  private static Reading read(String json) {
    return NewsReader.read(new RecordHeaders(), json.getBytes(StandardCharsets.UTF_8));
  }

  private static Reading read(ProducerRecord<String, byte[]> written) {
    Headers headers = written.headers();
    return NewsReader.read(headers, written.value());
  }

  private static ObjectNode example(String name) {
    return (ObjectNode)
        JsonMapper.shared()
            .readTree(
                NewsReaderTest.class.getResourceAsStream("/io/keyturn/contracts/examples/" + name));
  }

  private static ObjectNode parentOf(ObjectNode event, String path) {
    ObjectNode node = event;
    String[] names = path.split("\\.");
    for (int i = 0; i < names.length - 1; i++) {
      node = (ObjectNode) node.get(names[i]);
    }
    return node;
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
