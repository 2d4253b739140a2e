package io.keyturn.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.event.NewsData.SecretRenewed;
import io.keyturn.contracts.event.NewsWriter;
import io.keyturn.contracts.event.RotationId;
import io.keyturn.contracts.event.RotationNews;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.event.Topics;
import io.keyturn.embedded.kafka.EmbeddedKafka;
import io.keyturn.embedded.postgres.EmbeddedDatabase;
import io.keyturn.worker.contoso.Await;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Topic;
import io.keyturn.worker.contoso.WholeWorker;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A consumer that takes no news for longer than Kafka would let one be that does not poll. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackpressureTest {

  private static final Duration MAX_POLL_INTERVAL = Duration.ofSeconds(3);
  private static final String GROUP = "keyturn-rotation-worker";

  private final Contoso contoso = Contoso.shared();
  private final EmbeddedKafka kafka = EmbeddedKafka.startEphemeral();
  private final String jdbcUrl = EmbeddedDatabase.shared().createDatabase();
  private Topic topic;
  private WholeWorker worker;

  @BeforeAll
  void start() {
    contoso.mend();
    kafka.createKeyturnTopics();
    topic = new Topic(kafka.bootstrapServers());
    worker =
        WholeWorker.start(
            kafka.bootstrapServers(),
            jdbcUrl,
            Map.of(
                "keyturn.rotation.backlog",
                "5",
                "spring.kafka.consumer.properties.max.poll.interval.ms",
                String.valueOf(MAX_POLL_INTERVAL.toMillis())));
    Await.until(() -> !members().isEmpty());
  }

  @AfterAll
  void stop() {
    worker.close();
    topic.close();
    kafka.close();
  }

  @Test
  void newsStaysInKafkaWhileTheJournalIsFullAndIsTakenWhenHalfOfItIsDone() {
    Set<String> members = members();
    List<UUID> backlog = fill(6);
    Await.until(worker::isPaused);
    RotationNews news = news();
    topic.send(NewsWriter.structured(news));

    letPass(MAX_POLL_INTERVAL.plusSeconds(1));
    assertThat(isStored(news)).as("taken although the journal is full").isFalse();
    done(backlog.subList(0, 3));
    letPass(Duration.ofMillis(500));
    assertThat(isStored(news)).as("taken although only a little is done").isFalse();
    done(backlog);

    Await.until(() -> isStored(news));
    assertThat(members()).as("nobody was thrown out").isEqualTo(members);
  }

  @Test
  void whatOnlyWaitsForItsTimeDoesNotKeepNewsOut() {
    List<UUID> waiting = fill(6);
    worker
        .jdbc()
        .sql("update rotation set next_attempt_at = now() + interval '1 hour' where id = any(:ids)")
        .param("ids", waiting.toArray(UUID[]::new))
        .update();
    Await.until(() -> !worker.isPaused());
    RotationNews news = news();

    topic.send(NewsWriter.structured(news));

    Await.until(() -> isStored(news));
    done(waiting);
  }

  @Test
  void whileTheDatabaseIsAwayThePartitionsArePausedAndNothingBecomesADeadLetter() throws Exception {
    Set<String> members = members();
    RotationNews news = news();
    String database = jdbcUrl.replaceAll(".*/([^/?]+)\\?.*", "$1");
    admin("alter database " + database + " allow_connections false");
    admin(
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where backend_type = 'client backend' and datname = '"
            + database
            + "'");
    try {
      topic.send(NewsWriter.structured(news));
      Await.until(worker::isPaused);
      letPass(MAX_POLL_INTERVAL.plusSeconds(1));
    } finally {
      admin("alter database " + database + " allow_connections true");
    }

    Await.until(() -> isStored(news));
    Await.until(() -> !worker.isPaused());
    assertThat(members()).as("nobody was thrown out").isEqualTo(members);
    assertThat(topic.all(Topics.DEAD_LETTER)).isEmpty();
  }

  /** Rotations that are due and that nobody works on: they have no lane. */
  private List<UUID> fill(int count) {
    List<UUID> ids = java.util.stream.Stream.generate(UUID::randomUUID).limit(count).toList();
    for (UUID id : ids) {
      worker
          .jdbc()
          .sql(
              """
              insert into rotation (id, tenant_id, application_id, trigger, origin, state,
                  received_at, next_attempt_at)
              values (:id, 'nobody', :id, 'SECRET_RENEWED', 'x|0|0', 'RECEIVED', now(), now())
              """)
          .param("id", id)
          .update();
    }
    return ids;
  }

  private void done(List<UUID> ids) {
    worker
        .jdbc()
        .sql(
            "update rotation set finished_at = now(), next_attempt_at = null, state = 'SKIPPED' where"
                + " id = any(:ids)")
        .param("ids", ids.toArray(UUID[]::new))
        .update();
  }

  private boolean isStored(RotationNews news) {
    try {
      return worker
          .jdbc()
          .sql("select exists (select 1 from rotation where id = :id)")
          .param("id", RotationId.of(news.source(), news.id()))
          .query(Boolean.class)
          .single();
    } catch (org.springframework.dao.DataAccessException e) {
      return false;
    }
  }

  private RotationNews news() {
    Scene scene = new Scene(contoso);
    SecretVersion version = scene.renew().version();
    return new RotationNews(
        URI.create("urn:contoso:tooling"),
        UUID.randomUUID().toString(),
        Instant.now(),
        new SecretRenewed(
            Contoso.TENANT, scene.clientId(), version, Optional.empty(), Optional.empty()));
  }

  private Set<String> members() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      return admin
          .describeConsumerGroups(List.of(GROUP))
          .describedGroups()
          .values()
          .iterator()
          .next()
          .toCompletionStage()
          .toCompletableFuture()
          .join()
          .members()
          .stream()
          .map(MemberDescription::consumerId)
          .collect(Collectors.toSet());
    }
  }

  private static void letPass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    Await.until(() -> System.nanoTime() > end);
  }

  private static void admin(String sql) throws SQLException {
    try (Connection admin =
            DriverManager.getConnection(EmbeddedDatabase.shared().jdbcUrl("postgres"));
        Statement statement = admin.createStatement()) {
      statement.execute(sql);
    }
  }
}
