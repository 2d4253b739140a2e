package io.keyturn.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.event.NewsData.SecretRenewed;
import io.keyturn.contracts.event.NewsWriter;
import io.keyturn.contracts.event.RotationId;
import io.keyturn.contracts.event.RotationNews;
import io.keyturn.contracts.event.Topics;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.kafka.EmbeddedKafka;
import io.keyturn.embedded.postgres.EmbeddedDatabase;
import io.keyturn.worker.contoso.Await;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import io.keyturn.worker.contoso.Topic;
import io.keyturn.worker.contoso.WholeWorker;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A database that an older version has worked with, upgraded by the first worker that starts on it;
 * and a copy of it, restored after the original has gone on (docs/operations.md).
 */
@Isolated
class UpgradeTest {

  private static final String OLDER = "7";
  private static final String GROUP = "keyturn-rotation-worker";

  private final Contoso contoso = Contoso.shared();

  @Test
  void whatWaitsSurvivesTheUpgradeAndARestoredCopyEndsWithTheNewestSecretAndNothingTwice()
      throws Exception {
    contoso.mend();
    Scene scene = new Scene(contoso);
    ServiceConnection connection = scene.azurerm("prod");
    Renewed first = scene.store(scene.seeded());
    RotationNews news = news(scene, first);
    String original = EmbeddedDatabase.shared().createDatabase();
    asTheOlderVersionLeftIt(original, scene, first, RotationId.of(news.source(), news.id()));
    try (EmbeddedKafka kafka = EmbeddedKafka.startEphemeral()) {
      kafka.createKeyturnTopics();
      try (Topic topic = new Topic(kafka.bootstrapServers())) {
        topic.send(NewsWriter.structured(news));
        contoso.settings().failWith(503);
        try (WholeWorker upgrading = start(kafka, original)) {
          Await.until(() -> count(upgrading, "attempt > 0") == 1);
          assertThat(count(upgrading, "true")).as("the same news again").isEqualTo(1);
        }
        String copy = copyOf(original);
        contoso.mend();

        Renewed second;
        try (WholeWorker upgraded = start(kafka, original)) {
          Await.until(() -> count(upgraded, "finished_at is not null") == 1);
          assertThat(connection.holds(first.value())).isTrue();
          second = scene.store(scene.seeded());
          topic.send(NewsWriter.structured(news(scene, second)));
          Await.until(() -> count(upgraded, "finished_at is not null") == 2);
        }
        toldAgainFromTheBeginning(kafka);
        try (WholeWorker restored = start(kafka, copy)) {
          Await.until(() -> count(restored, "finished_at is not null") == 2);

          assertThat(count(restored, "true")).isEqualTo(2);
        }
        assertThat(connection.holds(second.value())).isTrue();
      }
    }
  }

  private static WholeWorker start(EmbeddedKafka kafka, String jdbcUrl) {
    return WholeWorker.start(
        kafka.bootstrapServers(), jdbcUrl, Map.of("keyturn.rotation.longest-wait", "1s"));
  }

  private static int count(WholeWorker worker, String condition) {
    return worker
        .jdbc()
        .sql("select count(*) from rotation where " + condition)
        .query(Integer.class)
        .single();
  }

  /** With the statements of that version: no column that came later. */
  private static void asTheOlderVersionLeftIt(
      String jdbcUrl, Scene scene, Renewed renewed, UUID rotationId) throws SQLException {
    Flyway.configure()
        .dataSource(jdbcUrl, null, null)
        .locations("classpath:db/rotation-worker")
        .schemas("rotation_worker")
        .defaultSchema("rotation_worker")
        .target(OLDER)
        .load()
        .migrate();
    try (Connection database =
            DriverManager.getConnection(jdbcUrl + "&currentSchema=rotation_worker");
        PreparedStatement rotation =
            database.prepareStatement(
                """
                insert into rotation (id, tenant_id, application_id, trigger, vault_url,
                    secret_name, secret_version, origin, state, output_sequence, received_at,
                    next_attempt_at)
                values (?, ?, ?, 'SECRET_RENEWED', ?, ?, ?, 'rotation-events|0|0', 'RECEIVED', 1,
                    now(), now())
                """);
        PreparedStatement lane =
            database.prepareStatement(
                "insert into lane (tenant_id, application_id, due_at) values (?, ?, now())")) {
      rotation.setObject(1, rotationId);
      rotation.setString(2, Contoso.TENANT);
      rotation.setString(3, scene.clientId());
      rotation.setString(4, renewed.version().vaultUrl());
      rotation.setString(5, renewed.version().name());
      rotation.setString(6, renewed.version().version());
      rotation.executeUpdate();
      lane.setString(1, Contoso.TENANT);
      lane.setString(2, scene.clientId());
      lane.executeUpdate();
    }
  }

  /** The embedded PostgreSQL has no pg_dump; a copy of the files is as good while nobody writes. */
  private static String copyOf(String jdbcUrl) throws SQLException {
    String name = jdbcUrl.replaceAll(".*/([^/?]+)\\?.*", "$1");
    try (Connection admin =
            DriverManager.getConnection(EmbeddedDatabase.shared().superuserUrl("postgres"));
        Statement statement = admin.createStatement()) {
      statement.execute(
          "create database copy_%1$s template %1$s owner %2$s"
              .formatted(name, EmbeddedDatabase.USER));
    }
    return EmbeddedDatabase.shared().jdbcUrl("copy_" + name);
  }

  /** As {@code kafka-consumer-groups.sh --reset-offsets} does while no worker runs. */
  private static void toldAgainFromTheBeginning(EmbeddedKafka kafka) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .alterConsumerGroupOffsets(
              GROUP,
              IntStream.range(0, 6)
                  .boxed()
                  .collect(
                      Collectors.toMap(
                          partition -> new TopicPartition(Topics.ROTATION_EVENTS, partition),
                          _ -> new OffsetAndMetadata(0))))
          .all()
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    }
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
