package io.keyturn.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.keyturn.contracts.event.NewsData.SecretRenewed;
import io.keyturn.contracts.event.NewsWriter;
import io.keyturn.contracts.event.RotationNews;
import io.keyturn.contracts.event.Topics;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.http.CertificateAuthority;
import io.keyturn.embedded.kafka.Doorkeeper;
import io.keyturn.embedded.kafka.EmbeddedKafka;
import io.keyturn.embedded.postgres.EmbeddedDatabase;
import io.keyturn.worker.contoso.Await;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import io.keyturn.worker.contoso.Topic;
import io.keyturn.worker.contoso.WholeWorker;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * A worker at a broker that speaks TLS, knows its users and gives each no more than
 * docs/operations.md tells an operator to give.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecuredKafkaTest {

  private static final String WORKER = "rotation-worker";
  private static final String SETTINGS = "tenant-settings";
  private static final Pattern ACCESS =
      Pattern.compile(
          "kafka-acls\\.sh --add --allow-principal (User:\\S+) --operation (\\S+)"
              + " --(topic|group) (\\S+)");

  private final Contoso contoso = Contoso.shared();
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private Doorkeeper doorkeeper;
  private EmbeddedKafka kafka;
  private Admin admin;
  private Topic all;
  private Topic settings;
  private WholeWorker worker;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    contoso.mend();
    CertificateAuthority authority = CertificateAuthority.in(directory);
    doorkeeper =
        Doorkeeper.of(
            authority.writeServerIdentity(directory.resolve("broker.pem")),
            authority.pemFile(),
            Map.of(Doorkeeper.ADMINISTRATOR, "a", WORKER, "w", SETTINGS, "s"));
    kafka = EmbeddedKafka.startEphemeral(doorkeeper);
    kafka.createKeyturnTopics();
    admin = Admin.create(client(Doorkeeper.ADMINISTRATOR));
    give(documented());
    all = new Topic(client(Doorkeeper.ADMINISTRATOR));
    settings = new Topic(client(SETTINGS));
    worker =
        WholeWorker.start(
            kafka.bootstrapServers(),
            EmbeddedDatabase.shared().createDatabase(),
            Map.of(
                "spring.kafka.security.protocol", "SASL_SSL",
                "spring.kafka.properties.sasl.mechanism", "SCRAM-SHA-512",
                "spring.kafka.properties.sasl.jaas.config",
                    String.valueOf(client(WORKER).get("sasl.jaas.config")),
                "spring.kafka.ssl.trust-store-type", "PEM",
                "spring.kafka.ssl.trust-store-location", "file:" + authority.pemFile(),
                "logging.level.org.apache.kafka", "off",
                "spring.kafka.listener.auth-exception-retry-interval", "500ms"));
    logged.start();
    speaking()
        .forEach(logger -> {
          logger.setLevel(Level.WARN);
          logger.setAdditive(false);
          logger.addAppender(logged);
        });
  }

  @AfterAll
  void stop() {
    speaking()
        .forEach(logger -> {
          logger.setLevel(Level.OFF);
          logger.setAdditive(true);
          logger.detachAppender(logged);
        });
    worker.close();
    settings.close();
    all.close();
    admin.close();
    kafka.close();
  }

  @Test
  void theDocumentedRightsAreEnoughForNewsOutputAndDeadLetters() {
    Scene scene = new Scene(contoso);
    ServiceConnection connection = scene.azurerm("prod");
    Renewed renewed = scene.store(scene.seeded());

    settings.send(NewsWriter.structured(news(scene, renewed)));
    settings.send(
        new ProducerRecord<>(Topics.ROTATION_EVENTS, "nonsense".getBytes(StandardCharsets.UTF_8)));

    Await.until(() -> connection.holds(renewed.value()));
    assertThat(outputAsTenantSettingsReadsIt(scene)).isNotEmpty();
    all.await(Topics.DEAD_LETTER, _ -> true);
    assertThat(worker.health("kafka")).isEqualTo("UP");
  }

  @Test
  void aWorkerThatMayNotReadSaysWhichTopicIsNotReadyAndGoesOnOnceItMay() {
    List<AclBinding> reading = documented(WORKER, AclOperation.READ, Topics.ROTATION_EVENTS);
    take(reading);
    Scene scene = new Scene(contoso);
    ServiceConnection connection = scene.azurerm("prod");
    Renewed renewed = scene.store(scene.seeded());
    try {
      settings.send(NewsWriter.structured(news(scene, renewed)));
      Await.until(() -> worker.health("kafka").equals("DOWN"));

      assertThat(said())
          .anyMatch(line ->
              line.contains("Authorization") && line.contains("[" + Topics.ROTATION_EVENTS + "]"));
      assertThat(connection.holds(renewed.value())).isFalse();
    } finally {
      give(reading);
    }

    Await.until(() -> connection.holds(renewed.value()));
    Await.until(() -> worker.health("kafka").equals("UP"));
  }

  @Test
  void outputThatMayNotBeWrittenIsKeptAndSaysWhereItBelongs() {
    List<AclBinding> writing = documented(WORKER, AclOperation.WRITE, Topics.ROTATION_OUTPUT);
    take(writing);
    Scene scene = new Scene(contoso);
    ServiceConnection connection = scene.azurerm("prod");
    Renewed renewed = scene.store(scene.seeded());
    try {
      settings.send(NewsWriter.structured(news(scene, renewed)));

      Await.until(() -> connection.holds(renewed.value()));
      Await.until(() ->
          said().stream()
              .anyMatch(line ->
                  line.contains("waits in the outbox")
                      && line.contains(Topics.ROTATION_OUTPUT)
                      && line.contains("TopicAuthorizationException")));
    } finally {
      give(writing);
    }

    assertThat(outputAsTenantSettingsReadsIt(scene)).isNotEmpty();
  }

  /** In tenant-settings' group, as that application reads. */
  private List<String> outputAsTenantSettingsReadsIt(Scene scene) {
    Map<String, Object> config = new HashMap<>(client(SETTINGS));
    config.put("group.id", SETTINGS);
    config.put("auto.offset.reset", "earliest");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(Topics.ROTATION_OUTPUT));
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (System.nanoTime() < end) {
        List<String> found =
            StreamSupport.stream(consumer.poll(Duration.ofMillis(200)).spliterator(), false)
                .map(Topic::everything)
                .filter(line -> line.contains(scene.clientId()))
                .toList();
        consumer.commitSync();
        if (!found.isEmpty()) {
          return found;
        }
      }
    }
    return List.of();
  }

  private Map<String, Object> client(String user) {
    Map<String, Object> config = new HashMap<>(doorkeeper.client(user));
    config.put("bootstrap.servers", kafka.bootstrapServers());
    return config;
  }

  private void give(List<AclBinding> rights) {
    admin.createAcls(rights).all().toCompletionStage().toCompletableFuture().join();
  }

  private void take(List<AclBinding> rights) {
    admin
        .deleteAcls(rights.stream().map(AclBinding::toFilter).toList())
        .all()
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private static List<AclBinding> documented(String user, AclOperation operation, String topic) {
    List<AclBinding> found =
        documented().stream()
            .filter(acl ->
                acl.entry().principal().equals("User:" + user)
                    && acl.entry().operation() == operation
                    && acl.pattern().name().equals(topic))
            .toList();
    assertThat(found).hasSize(1);
    return found;
  }

  private static List<AclBinding> documented() {
    Matcher access;
    try {
      access = ACCESS.matcher(Files.readString(Path.of("../docs/operations.md")));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    List<AclBinding> all =
        access
            .results()
            .map(found ->
                new AclBinding(
                    new ResourcePattern(
                        ResourceType.fromString(found.group(3)),
                        found.group(4),
                        PatternType.LITERAL),
                    new AccessControlEntry(
                        found.group(1),
                        "*",
                        AclOperation.fromString(found.group(2)),
                        AclPermissionType.ALLOW)))
            .toList();
    assertThat(all).hasSize(8).noneMatch(AclBinding::isUnknown);
    return all;
  }

  private List<String> said() {
    return List.copyOf(logged.list).stream()
        .map(event ->
            event.getFormattedMessage()
                + event.getKeyValuePairs()
                + (event.getThrowableProxy() == null
                    ? ""
                    : ThrowableProxyUtil.asString(event.getThrowableProxy())))
        .toList();
  }

  private static Stream<Logger> speaking() {
    return Stream.of("org.springframework.kafka", "io.keyturn.worker.output")
        .map(name -> (Logger) LoggerFactory.getLogger(name));
  }

  private static RotationNews news(Scene scene, Renewed renewed) {
    return new RotationNews(
        URI.create("urn:contoso:tooling"),
        UUID.randomUUID().toString(),
        Instant.now(),
        new SecretRenewed(
            Contoso.TENANT,
            scene.clientId(),
            renewed.version(),
            Optional.empty(),
            Optional.empty()));
  }
}
