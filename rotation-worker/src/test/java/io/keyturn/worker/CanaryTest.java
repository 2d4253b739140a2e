package io.keyturn.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.event.NewsData.SecretRenewed;
import io.keyturn.contracts.event.NewsWriter;
import io.keyturn.contracts.event.RotationNews;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.event.Topics;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.kafka.EmbeddedKafka;
import io.keyturn.embedded.postgres.EmbeddedDatabase;
import io.keyturn.worker.contoso.Await;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.Needles;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import io.keyturn.worker.contoso.Scrape;
import io.keyturn.worker.contoso.Topic;
import io.keyturn.worker.contoso.TraceReceiver;
import io.keyturn.worker.contoso.WholeWorker;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Every secret that a worker handles is looked for in all that it logs, stores and sends (FAULT-24,
 * FAULT-22): client secrets, a registry password, a personal access token, its own secret.
 */
@Isolated
class CanaryTest {

  private final Contoso contoso = Contoso.shared();

  @Test // A-07, FAULT-24
  void noSecretIsInAnyLogTableOrTopic() {
    contoso.mend();
    Needles.lookFor(contoso.workerSecret());
    Needles.lookFor(contoso.devOpsSecret());
    Scene arm = new Scene(contoso);
    ServiceConnection armConnection = arm.azurerm("prod");
    Renewed renewed = arm.store(arm.seeded());
    Scene docker = new Scene(contoso);
    ServiceConnection registry = docker.docker("registry", Contoso.BEARER_REGISTRY);
    Renewed password = docker.renewPassword(Contoso.BEARER_REGISTRY);
    Scene tokens = withToken(new Scene(contoso));
    Renewed byToken = tokens.store(tokens.seeded());
    Scene wrong = new Scene(contoso);
    wrong.azurerm("prod");
    Renewed never = wrong.store("canary-never-valid-" + UUID.randomUUID());
    List<Scene> scenes = List.of(arm, docker, tokens, wrong);
    for (Scene scene : scenes) {
      scene.secrets().forEach(secret -> Needles.lookFor(secret, scene.name()));
    }

    Queue<String> sessions = new ConcurrentLinkedQueue<>();
    contoso
        .azure()
        .listen(told -> {
          if (told.method().equals("PUT")) {
            told.request().header("x-tfs-session").ifPresent(sessions::add);
          }
        });
    try (EmbeddedKafka kafka = EmbeddedKafka.startEphemeral();
        TraceReceiver traces = new TraceReceiver()) {
      kafka.createKeyturnTopics();
      try (Topic topic = new Topic(kafka.bootstrapServers());
          WholeWorker worker =
              WholeWorker.start(
                  kafka.bootstrapServers(),
                  EmbeddedDatabase.shared().createDatabase(),
                  Map.of(
                      "logging.config", "classpath:canary-logback.xml",
                      "logging.level.root", "debug",
                      "logging.level.io.keyturn", "trace",
                      "management.server.port", "0",
                      "management.opentelemetry.tracing.export.otlp.endpoint", traces.address(),
                      "management.opentelemetry.tracing.export.schedule-delay", "200ms",
                      "keyturn.metrics.sample", "200ms",
                      "keyturn.rotation.proof-patience", "2s"))) {
        topic.send(garbage(renewed.value()));
        ProducerRecord<String, byte[]> caused = NewsWriter.binary(news(arm, renewed.version()));
        caused
            .headers()
            .add(
                "traceparent",
                ("00-" + TRACE + "-00f067aa0ba902b7-01").getBytes(StandardCharsets.UTF_8));
        topic.send(caused);
        topic.send(NewsWriter.structured(news(docker, password.version())));
        topic.send(NewsWriter.structured(news(tokens, byToken.version())));
        topic.send(NewsWriter.structured(news(wrong, never.version())));
        JdbcClient jdbc = worker.jdbc();
        Await.until(() -> finished(jdbc) == 4 && left(jdbc) == 0);

        assertThat(armConnection.holds(renewed.value())).isTrue();
        assertThat(registry.holds(password.value())).isTrue();
        assertThat(tokens.organization().connections().getFirst().holds(byToken.value())).isTrue();
        assertNoneIn(jdbc);
        assertNoneIn(topic);
        assertTold(worker, scenes);
        assertTraced(traces, sessions, topic);
      }
    }
    assertThat(Needles.seen()).as("log events that were looked at").isGreaterThan(1_000);
    assertThat(Needles.found()).isEmpty();
  }

  private Scene withToken(Scene scene) {
    ServiceConnection connection = scene.azurerm("prod");
    var service =
        scene.organization().user(UUID.randomUUID().toString(), "Service", "svc@contoso.example");
    service.joins(scene.organization().projectCollectionAdministrators());
    connection.organizationAdministrator(service);
    String token =
        scene
            .organization()
            .personalAccessToken(
                service, "keyturn", contoso.clock().instant().plusSeconds(86_400), "app_token");
    Needles.lookFor(token);
    return scene.personalAccessToken(token);
  }

  private static void assertNoneIn(JdbcClient jdbc) {
    List<@Nullable String> tables =
        jdbc.sql(
                "select table_name from information_schema.tables where table_schema = current_schema()")
            .query(String.class)
            .list();
    assertThat(tables).contains("rotation", "rotation_output", "vault_news", "outbox");
    for (String table : tables) {
      assertThat(jdbc.sql("select t::text from " + table + " t").query(String.class).list())
          .as(table)
          .noneMatch(row -> Needles.in(String.valueOf(row)));
    }
  }

  private static void assertNoneIn(Topic topic) {
    assertThat(topic.all(Topics.ROTATION_OUTPUT)).isNotEmpty();
    assertThat(topic.all(Topics.DEAD_LETTER)).isNotEmpty();
    for (String name : List.of(Topics.ROTATION_OUTPUT, Topics.DEAD_LETTER)) {
      assertThat(topic.all(name)).map(Topic::everything).as(name).noneMatch(Needles::in);
    }
    // What was sent there in error stays where others put it, and there alone.
    assertThat(topic.all(Topics.ROTATION_EVENTS))
        .map(Topic::everything)
        .filteredOn(Needles::in)
        .hasSize(1);
  }

  /** The figures tell all of it, and name nobody and no secret. */
  private static void assertTold(WholeWorker worker, List<Scene> scenes) {
    // What is sampled is as old as the last sample.
    Await.until(() -> isAtRest(worker.scrape()));
    Scrape scrape = worker.scrape();
    assertThat(scrape.value("keyturn_rotations_total{outcome=\"succeeded\"}")).isEqualTo(3);
    assertThat(scrape.value("keyturn_rotations_total{outcome=\"failed\"}")).isEqualTo(1);
    assertThat(scrape.value("keyturn_rotations_total{outcome=\"refused\"}")).isZero();
    assertThat(
            scrape.value(
                "keyturn_rotation_reasons_total{outcome=\"failed\",reason=\"PATIENCE_EXHAUSTED\"}"))
        .isEqualTo(1);
    assertThat(scrape.value("keyturn_retries_total{reason=\"CANDIDATE_NOT_YET_VALID\"}"))
        .isPositive();
    assertThat(scrape.value("keyturn_step_seconds_count{step=\"update\"}")).isEqualTo(3);
    assertThat(scrape.value("keyturn_step_results_total{outcome=\"succeeded\",step=\"verify\"}"))
        .isEqualTo(3);
    assertThat(scrape.value("keyturn_dead_letters_total")).isEqualTo(1);
    assertThat(scrape.value("keyturn_lanes_running")).isZero();
    for (Scene scene : scenes) {
      String organization = scene.organization().name().toLowerCase(Locale.ROOT);
      assertThat(scrape.value("keyturn_limiter_width{organization=\"" + organization + "\"}"))
          .isEqualTo(50);
      assertThat(scrape.text()).doesNotContain(scene.clientId());
    }
    assertThat(scrape.text()).doesNotContain(Contoso.TENANT, Contoso.WORKER);
    assertThat(Needles.in(scrape.text())).isFalse();
    assertThat(worker.version()).contains("rotation-worker", "version");
    for (String there : List.of("prometheus", "info", "env", "metrics")) {
      assertThat(Scrape.status(worker.port("server"), "/actuator/" + there))
          .as(there)
          .isEqualTo(404);
    }
  }

  private static boolean isAtRest(Scrape scrape) {
    return scrape.value(BACKLOG.formatted("due")) == 0
        && scrape.value(BACKLOG.formatted("waiting")) == 0
        && scrape.value("keyturn_outbox_oldest_seconds") == 0
        && scrape.value("keyturn_consumer_lag{topic=\"rotation-events\"}") == 0
        && scrape.text().contains("keyturn_limiter_width{");
  }

  /** From the event to the PUT under one id; those that nobody asked for are left to chance. */
  private static void assertTraced(TraceReceiver traces, Queue<String> sessions, Topic topic) {
    Await.until(() -> traces.all().contains("PUT localhost"));
    assertThat(traces.count("00f067aa0ba902b7")).as("the event's span is the parent").isPositive();
    assertThat(traces.count(TRACE)).as("a span for each call").isGreaterThan(5);
    assertThat(traces.all()).contains("rotation", "GET localhost", "http.response.status_code");
    assertThat(Needles.in(traces.all())).isFalse();
    assertThat(sessions).contains(CORRELATION);
    assertThat(topic.all(Topics.ROTATION_OUTPUT))
        .map(Topic::everything)
        .filteredOn(line -> line.contains("\"correlationId\":\"" + CORRELATION + "\""))
        .hasSizeGreaterThan(5);
  }

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CORRELATION = "4bf92f35-77b3-4da6-a3ce-929d0e0e4736";
  private static final String BACKLOG = "keyturn_backlog{state=\"%s\"}";

  private static int finished(JdbcClient jdbc) {
    return jdbc.sql("select count(*) from rotation where finished_at is not null")
        .query(Integer.class)
        .single();
  }

  private static int left(JdbcClient jdbc) {
    return jdbc.sql("select count(*) from outbox").query(Integer.class).single();
  }

  private static ProducerRecord<String, byte[]> garbage(String secret) {
    return new ProducerRecord<>(
        Topics.ROTATION_EVENTS, ("secret=" + secret).getBytes(StandardCharsets.UTF_8));
  }

  private static RotationNews news(Scene scene, SecretVersion version) {
    return new RotationNews(
        URI.create("urn:contoso:tooling"),
        UUID.randomUUID().toString(),
        Instant.now(),
        new SecretRenewed(
            Contoso.TENANT, scene.clientId(), version, Optional.empty(), Optional.empty()));
  }
}
