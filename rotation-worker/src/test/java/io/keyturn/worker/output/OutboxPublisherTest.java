package io.keyturn.worker.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.event.Topics;
import io.keyturn.embedded.kafka.EmbeddedKafka;
import io.keyturn.worker.contoso.Await;
import io.keyturn.worker.contoso.JournalDatabase;
import io.keyturn.worker.contoso.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/** The way of output to Kafka, on a broker that goes away, comes back and refuses. */
@Timeout(180)
class OutboxPublisherTest {

  private static final Map<String, String> NO_HEADERS = Map.of();

  private final JournalDatabase database = new JournalDatabase();
  private final Outbox outbox = new Outbox(database.jdbc());
  private final List<AutoCloseable> open = new ArrayList<>();
  @TempDir Path directory;
  private EmbeddedKafka kafka;

  @BeforeEach
  void start() {
    kafka = EmbeddedKafka.start(directory, 0);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    kafka.close();
    database.close();
  }

  @Test
  void whatIsWrittenWhileTheBrokerIsAwayArrivesInOrderOnceItIsBack() {
    kafka.createKeyturnTopics();
    OutboxPublisher publisher = publisher("one", Map.of());
    publisher.start();
    write("a", 1);
    write("b", 1);
    Await.until(this::isEmpty);
    kafka.close();
    for (int number = 2; number <= 20; number++) {
      write("a", number);
      write("b", number);
    }
    Await.until(() -> openTransactions() == 0 && unsent() == 38);
    assertThat(openTransactions()).as("transactions open while Kafka is away").isZero();

    kafka = EmbeddedKafka.start(directory, 0);
    Await.until(this::isEmpty);
    publisher.stop();

    Map<String, List<Integer>> arrived = firstOfEach(Topics.ROTATION_OUTPUT);
    assertThat(arrived.get("a")).isSorted().hasSize(20);
    assertThat(arrived.get("b")).isSorted().hasSize(20);
  }

  @Test
  void oneApplicationWhoseRecordKafkaRefusesHoldsUpNobodyElseAndKeepsItsOrder() {
    kafka.createKeyturnTopics();
    write("a", 1);
    write("a", "x".repeat(2_000_000));
    write("a", 3);
    write("b", 1);
    write("b", 2);
    OutboxPublisher publisher = publisher("one", Map.of());
    publisher.start();

    Await.until(() -> unsent() == 2);
    write("b", 3);
    Await.until(() -> unsent() == 2);

    assertThat(firstOfEach(Topics.ROTATION_OUTPUT).get("b")).containsExactly(1, 2, 3);
    assertThat(firstOfEach(Topics.ROTATION_OUTPUT).get("a")).containsExactly(1);
    database.jdbc().sql("update outbox set value = '2' where length(value) > 1000").update();
    Await.until(this::isEmpty);
    publisher.stop();
    assertThat(firstOfEach(Topics.ROTATION_OUTPUT).get("a")).containsExactly(1, 2, 3);
    assertThat(database.jdbc().sql("select count(*) from outbox_hold").query(Long.class).single())
        .isZero();
  }

  @Test
  @Tag("FAULT-22")
  void aDeadLetterThatKafkaRefusesHoldsUpNoOutput() {
    kafka.createTopic(Topics.ROTATION_OUTPUT, 6);
    kafka.createTopic(Topics.DEAD_LETTER, 1);
    mostBytesOfADeadLetter(1);
    OutboxPublisher publisher = publisher("one", Map.of());
    new DeadLetters(outbox).add("REASON", "detail", "rotation-events|0|1", Optional.empty());
    publisher.start();
    write("a", 1);

    Await.until(() -> unsent() == 1);

    assertThat(firstOfEach(Topics.ROTATION_OUTPUT).get("a")).containsExactly(1);
    assertThat(unsent()).as("the dead letter waits").isEqualTo(1);
    mostBytesOfADeadLetter(1_000_000);
    Await.until(this::isEmpty);
    publisher.stop();
  }

  private void mostBytesOfADeadLetter(int bytes) {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.DEAD_LETTER);
    AlterConfigOp change =
        new AlterConfigOp(
            new ConfigEntry("max.message.bytes", String.valueOf(bytes)), AlterConfigOp.OpType.SET);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(Map.of(topic, List.of(change)))
          .all()
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    }
  }

  @Test
  void twoWorkersSendNothingTwiceAndTheSecondGoesOnWhenTheFirstHasGone() {
    kafka.createKeyturnTopics();
    OutboxPublisher first = publisher("first", Map.of());
    OutboxPublisher second = publisher("second", Map.of());
    first.start();
    second.start();
    for (int number = 1; number <= 50; number++) {
      write("a", number);
    }
    Await.until(this::isEmpty);
    first.stop();
    write("a", 51);
    Await.until(this::isEmpty);
    second.stop();

    try (Topic topic = new Topic(kafka.bootstrapServers())) {
      assertThat(topic.all(Topics.ROTATION_OUTPUT)).hasSize(51);
    }
    assertThat(firstOfEach(Topics.ROTATION_OUTPUT).get("a")).isSorted().hasSize(51);
  }

  private OutboxPublisher publisher(String owner, Map<String, String> more) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    settings.put("acks", "all");
    settings.put("enable.idempotence", "true");
    settings.put("delivery.timeout.ms", "3000");
    settings.put("request.timeout.ms", "2000");
    settings.put("max.block.ms", "2000");
    settings.put("metadata.max.age.ms", "1000");
    settings.put("reconnect.backoff.max.ms", "500");
    settings.putAll(more);
    DefaultKafkaProducerFactory<String, byte[]> producers =
        new DefaultKafkaProducerFactory<>(
            settings, new StringSerializer(), new ByteArraySerializer());
    open.add(producers::destroy);
    return new OutboxPublisher(
        outbox,
        new Senders(database.jdbc(), owner, Duration.ofSeconds(20)),
        new KafkaTemplate<>(producers),
        Duration.ofMillis(20));
  }

  private void write(String key, int number) {
    write(key, String.valueOf(number));
  }

  private void write(String key, String text) {
    outbox.add(
        List.of(
            new Outbox.Draft(
                Topics.ROTATION_OUTPUT, key, NO_HEADERS, text.getBytes(StandardCharsets.UTF_8))));
  }

  private boolean isEmpty() {
    return unsent() == 0;
  }

  private long unsent() {
    return database.jdbc().sql("select count(*) from outbox").query(Long.class).single();
  }

  private long openTransactions() {
    return database
        .jdbc()
        .sql(
            """
            select count(*) from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid()
               and state like 'idle in transaction%'
            """)
        .query(Long.class)
        .single();
  }

  /** What arrived for each key, each number where it came first. */
  private Map<String, List<Integer>> firstOfEach(String name) {
    Map<String, List<Integer>> found = new LinkedHashMap<>();
    try (Topic topic = new Topic(kafka.bootstrapServers())) {
      for (ConsumerRecord<byte[], byte[]> one : topic.all(name)) {
        List<Integer> numbers =
            found.computeIfAbsent(
                new String(one.key(), StandardCharsets.UTF_8), _ -> new ArrayList<>());
        int number = Integer.parseInt(new String(one.value(), StandardCharsets.UTF_8));
        if (!numbers.contains(number)) {
          numbers.add(number);
        }
      }
    }
    return found;
  }
}
