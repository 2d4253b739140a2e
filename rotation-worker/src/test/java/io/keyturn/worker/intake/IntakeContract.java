package io.keyturn.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.keyturn.contracts.event.NewsData.Decision;
import io.keyturn.contracts.event.NewsData.Mode;
import io.keyturn.contracts.event.NewsData.OperatorDecision;
import io.keyturn.contracts.event.NewsData.RotationRequested;
import io.keyturn.contracts.event.NewsData.SecretRenewed;
import io.keyturn.contracts.event.NewsWriter;
import io.keyturn.contracts.event.RotationId;
import io.keyturn.contracts.event.RotationNews;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.event.Topics;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.http.Effect;
import io.keyturn.embedded.http.Fault;
import io.keyturn.embedded.postgres.EmbeddedDatabase;
import io.keyturn.worker.contoso.Await;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import io.keyturn.worker.contoso.Topic;
import io.keyturn.worker.contoso.WholeWorker;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The Kafka door of the whole application, whatever broker is behind it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class IntakeContract {

  private static final String CANARY = "canary-in-the-wrong-place";
  private static final String RENEWED = "io.keyturn.secret.renewed.v1";

  private final Contoso contoso = Contoso.shared();
  private final String jdbcUrl = EmbeddedDatabase.shared().createDatabase();
  private Scene scene;
  private ServiceConnection connection;
  private Topic topic;
  private WholeWorker worker;

  /** Of a broker that has the three topics. */
  abstract String bootstrapServers();

  @BeforeAll
  void start() {
    contoso.mend();
    scene = new Scene(contoso);
    connection = scene.azurerm("payments-prod");
    topic = new Topic(bootstrapServers());
    worker = WholeWorker.start(bootstrapServers(), jdbcUrl, Map.of());
  }

  @AfterAll
  void stop() {
    if (worker != null) {
      worker.close();
    }
    if (topic != null) {
      topic.close();
    }
  }

  @Test
  void aRecordInBinaryModeIsCarriedToTheConnection() {
    Renewed renewed = scene.renew();

    topic.send(NewsWriter.binary(news(renewed.version())));

    assertArrives(renewed);
  }

  @Test
  void aRecordInStructuredModeIsCarriedToTheConnection() {
    Renewed renewed = scene.renew();

    topic.send(NewsWriter.structured(news(renewed.version())));

    assertArrives(renewed);
    ConsumerRecord<byte[], byte[]> end =
        topic.await(
            Topics.ROTATION_OUTPUT,
            line -> {
              String text = Topic.everything(line);
              return text.contains("CONCLUDE") && text.contains(scene.clientId());
            });
    assertThat(Topic.everything(end)).contains("SUCCEEDED");
    assertThat(new String(end.key(), StandardCharsets.UTF_8))
        .isEqualTo(Topics.key(Contoso.TENANT, scene.clientId()));
  }

  @Test
  void ofAnArrayFromEventGridTheGoodElementIsCarriedAndTheBadOneIsADeadLetter() {
    Renewed renewed = scene.renew();
    String good = eventGrid(renewed.version());
    String bad = "{\"eventType\":\"Microsoft.KeyVault.SecretNewVersionCreated\",\"id\":\"x\"}";

    RecordMetadata sent = topic.send(text("[" + bad + "," + good + "]"));

    assertArrives(renewed);
    assertThat(Topic.header(deadLetter(sent), "reason")).isEqualTo("MISSING_FIELD");
  }

  static Stream<Arguments> badInput() {
    String tenant = "\"tenantId\":\"" + Contoso.TENANT + "\"";
    String stranger = "\"applicationId\":\"99999999-9999-4999-8999-999999999999\"";
    String version = "\"version\":\"0123456789abcdef0123456789abcdef\"";
    String secret =
        "\"secret\":{\"vaultUrl\":\"https://contoso.vault.azure.net\",\"name\":\"x\","
            + version
            + "}";
    return Stream.of(
        arguments("no CloudEvent", text("{\"password\":\"" + CANARY + "\"}"), "NOT_A_CLOUD_EVENT"),
        arguments("no JSON", text("password=" + CANARY), "NOT_A_CLOUD_EVENT"),
        arguments("empty", text(""), "NOT_A_CLOUD_EVENT"),
        arguments(
            "no value at all",
            new ProducerRecord<String, byte[]>(Topics.ROTATION_EVENTS, null),
            "NOT_A_CLOUD_EVENT"),
        arguments(
            "unknown type",
            cloudEvent("io.example." + CANARY, "{\"x\":\"" + CANARY + "\"}"),
            "UNKNOWN_TYPE"),
        arguments(
            "a missing field",
            cloudEvent(
                RENEWED, "{" + tenant + "," + stranger + ",\"clientSecret\":\"" + CANARY + "\"}"),
            "MISSING_FIELD"),
        arguments(
            "a malformed field",
            cloudEvent(
                RENEWED, "{\"tenantId\":\"" + CANARY + "\"," + stranger + "," + secret + "}"),
            "MALFORMED_FIELD"),
        arguments("a megabyte of garbage", text((CANARY + " ").repeat(38_000)), "TOO_LARGE"),
        arguments(
            "an unknown tenant",
            cloudEvent(
                RENEWED,
                "{\"tenantId\":\"99999999-9999-4999-8999-999999999999\","
                    + stranger
                    + ","
                    + secret
                    + "}"),
            "UNKNOWN_TENANT"),
        arguments(
            "an unknown application",
            cloudEvent(
                RENEWED,
                "{" + tenant + "," + stranger + "," + secret + ",\"x\":\"" + CANARY + "\"}"),
            "UNKNOWN_APPLICATION"),
        arguments(
            "an operator's decision about a rotation that nobody knows",
            cloudEvent(
                "io.keyturn.rotation.resumed.v1",
                "{"
                    + tenant
                    + ","
                    + stranger
                    + ",\"rotationId\":\"99999999-9999-4999-8999-999999999999\","
                    + "\"requestedBy\":\"x\",\"reason\":\""
                    + CANARY
                    + "\"}"),
            "UNKNOWN_ROTATION"),
        arguments(
            "news of a vault nobody keeps a secret in",
            text(eventGrid("https://" + CANARY + ".vault.azure.net/secrets/x/" + "0".repeat(32))),
            "UNKNOWN_APPLICATION"),
        arguments(
            "an event id that PostgreSQL cannot store",
            text(
                eventGrid("https://contoso.vault.azure.net/secrets/x/" + "0".repeat(32))
                    .replace("\"id\":\"", "\"id\":\"x\\u0000" + CANARY)),
            "MALFORMED_FIELD"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("badInput") // FAULT-22
  void badInputIsADeadLetterWithoutItsContentAndTheNextRecordIsHandled(
      String row, ProducerRecord<String, byte[]> bad, String reason) {
    RecordMetadata sent = topic.send(bad);
    Renewed renewed = scene.renew();
    topic.send(
        new ProducerRecord<>(
            Topics.ROTATION_EVENTS,
            sent.partition(),
            null,
            NewsWriter.structured(news(renewed.version())).value()));

    ConsumerRecord<byte[], byte[]> letter = deadLetter(sent);

    assertThat(Topic.header(letter, "reason")).isEqualTo(reason);
    assertThat(Topic.header(letter, "origin-topic")).isEqualTo(Topics.ROTATION_EVENTS);
    assertThat(Topic.everything(letter)).doesNotContain(CANARY);
    assertArrives(renewed);
  }

  @Test
  void whatAnOperatorDecidesIsTakenLikeNews() {
    contoso
        .azure()
        .faults()
        .add(
            Fault.always(
                "PUT",
                "/devops/.*/_apis/serviceendpoint/endpoints/.*",
                new Effect.Status(500, Map.of("Content-Type", "application/json"), "{}")));
    try {
      RotationNews news = news(scene.renew().version());
      UUID id = RotationId.of(news.source(), news.id());
      topic.send(NewsWriter.structured(news));
      topic.await(Topics.ROTATION_OUTPUT, line -> tells(line, id, "WAITING"));

      topic.send(
          NewsWriter.structured(
              new RotationNews(
                  URI.create("urn:contoso:console"),
                  UUID.randomUUID().toString(),
                  Instant.now(),
                  new OperatorDecision(
                      Decision.ABANDONED, Contoso.TENANT, scene.clientId(), id, "ada", CANARY))));

      ConsumerRecord<byte[], byte[]> end =
          topic.await(Topics.ROTATION_OUTPUT, line -> tells(line, id, "CONCLUDE"));
      assertThat(Topic.everything(end))
          .contains("ABANDONED_BY_OPERATOR", "ada")
          .doesNotContain(CANARY);
    } finally {
      contoso.mend();
    }
  }

  @Test
  void whatTheWorkerMakesIsAnnouncedAndNeitherThatNorKeyVaultsNewsStartsASecondRotation() {
    Scene own = new Scene(contoso);
    ServiceConnection bound = own.azurerm("own");
    RotationNews asked =
        new RotationNews(
            URI.create("urn:contoso:console"),
            UUID.randomUUID().toString(),
            Instant.now(),
            new RotationRequested(
                Contoso.TENANT, own.clientId(), Mode.RENEW, "because", Optional.empty(), false));
    UUID id = RotationId.of(asked.source(), asked.id());
    topic.send(NewsWriter.structured(asked));
    topic.await(Topics.ROTATION_OUTPUT, line -> tells(line, id, "RENEW"));
    // The worker's new secret begins now, and Entra's clock stood still until here.
    contoso.clock().catchUp();
    topic.await(Topics.ROTATION_OUTPUT, line -> tells(line, id, "CONCLUDE"));

    ConsumerRecord<byte[], byte[]> announced =
        topic.await(
            Topics.ROTATION_EVENTS,
            event -> {
              String text = Topic.everything(event);
              return text.contains("urn:keyturn:renewal") && text.contains(own.clientId());
            });
    var stored = own.inVault().getLast();
    assertThat(Topic.everything(announced))
        .contains("io.keyturn.secret.renewed.v1", stored.version())
        .doesNotContain(stored.value());
    // Behind ours in the same partition: when this one is done, ours has been read.
    SecretVersion made =
        new SecretVersion(Contoso.VAULT_URL, own.secret().name(), stored.version());
    RotationNews behind = news(own, made);
    topic.send(NewsWriter.structured(behind));
    UUID last = RotationId.of(behind.source(), behind.id());
    topic.await(Topics.ROTATION_OUTPUT, line -> tells(line, last, "CONCLUDE"));
    topic.send(text("[" + eventGrid(made) + "]"));
    topic.await(
        Topics.ROTATION_OUTPUT,
        line ->
            Topic.everything(line).contains(own.clientId())
                && Topic.everything(line).contains("OWN_RENEWAL"));

    assertThat(bound.updates()).isEqualTo(1);
    assertThat(own.madeByKeyturn()).hasSize(1);
    assertThat(
            worker
                .jdbc()
                .sql("select trigger from rotation where application_id = ?")
                .param(own.clientId())
                .query(String.class)
                .list())
        .containsExactlyInAnyOrder("RENEW_REQUESTED", "SECRET_RENEWED", "VAULT_NEW_VERSION");
  }

  private static boolean tells(ConsumerRecord<byte[], byte[]> line, UUID id, String what) {
    String text = Topic.everything(line);
    return text.contains(id.toString()) && text.contains(what);
  }

  @Test // FAULT-22
  void aKeyThatPostgresqlCannotStoreStopsNobody() {
    Renewed renewed = scene.renew();
    topic.send(
        new ProducerRecord<>(
            Topics.ROTATION_EVENTS,
            "\0" + CANARY,
            NewsWriter.structured(news(renewed.version())).value()));

    assertArrives(renewed);
  }

  @Test // FAULT-22
  void aRecordFullOfFlawsIsOneDeadLetterOfEachKindAndNotThousands() {
    RecordMetadata sent = topic.send(text("[" + "0,".repeat(50_000) + "0]"));

    deadLetter(sent);

    assertThat(topic.all(Topics.DEAD_LETTER).stream().filter(letter -> isOf(letter, sent)))
        .hasSize(1);
  }

  @Test
  void newsThatComesWhileTheDatabaseIsAwayIsNotLost() throws Exception {
    String database = jdbcUrl.replaceAll(".*/([^/?]+)\\?.*", "$1");
    Renewed renewed = scene.renew();
    admin("alter database " + database + " allow_connections false");
    admin(
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where backend_type = 'client backend' and datname = '"
            + database
            + "'");
    topic.send(NewsWriter.structured(news(renewed.version())));
    topic.send(text("not a CloudEvent"));
    admin("alter database " + database + " allow_connections true");

    assertArrives(renewed);
  }

  private static void admin(String sql) throws SQLException {
    try (Connection admin =
            DriverManager.getConnection(EmbeddedDatabase.shared().jdbcUrl("postgres"));
        Statement statement = admin.createStatement()) {
      statement.execute(sql);
    }
  }

  private void assertArrives(Renewed renewed) {
    Await.until(() -> connection.holds(renewed.value()));
  }

  private ConsumerRecord<byte[], byte[]> deadLetter(RecordMetadata of) {
    return topic.await(Topics.DEAD_LETTER, letter -> isOf(letter, of));
  }

  private static boolean isOf(ConsumerRecord<byte[], byte[]> letter, RecordMetadata sent) {
    return Topic.header(letter, "origin-partition").equals(String.valueOf(sent.partition()))
        && Topic.header(letter, "origin-offset").equals(String.valueOf(sent.offset()));
  }

  private RotationNews news(SecretVersion version) {
    return news(scene, version);
  }

  private static RotationNews news(Scene scene, SecretVersion version) {
    return new RotationNews(
        URI.create("urn:contoso:tooling"),
        UUID.randomUUID().toString(),
        Instant.now(),
        new SecretRenewed(
            Contoso.TENANT, scene.clientId(), version, Optional.empty(), Optional.empty()));
  }

  private static String eventGrid(SecretVersion version) {
    return eventGrid(version.vaultUrl() + "/secrets/" + version.name() + "/" + version.version());
  }

  private static String eventGrid(String id) {
    return """
    {"id":"%s","topic":"/subscriptions/x/providers/Microsoft.KeyVault/vaults/contoso",
     "subject":"s","eventType":"Microsoft.KeyVault.SecretNewVersionCreated",
     "eventTime":"2026-07-25T01:08:33.1036736Z","dataVersion":"1","metadataVersion":"1",
     "data":{"Id":"%s","ObjectType":"Secret"}}\
    """
        .formatted(UUID.randomUUID(), id);
  }

  private static ProducerRecord<String, byte[]> cloudEvent(String type, String data) {
    return text(
        "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"urn:t\",\"type\":\"%s\",\"data\":%s}"
            .formatted(UUID.randomUUID(), type, data));
  }

  private static ProducerRecord<String, byte[]> text(String value) {
    return new ProducerRecord<>(Topics.ROTATION_EVENTS, value.getBytes(StandardCharsets.UTF_8));
  }
}
