package io.keyturn.embedded.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {

  @TempDir Path directory;

  @Test
  void recordsAndCommittedOffsetsSurviveARestart() throws Exception {
    String address;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0)) {
      address = kafka.bootstrapServers();
      kafka.createKeyturnTopics();
      send(address, "before");
      assertThat(read(address, "a-group", 1)).containsExactly("before");
    }

    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0)) {
      assertThat(kafka.bootstrapServers()).isEqualTo(address);
      send(address, "after");

      assertThat(read(address, "a-group", 1)).containsExactly("after");
      assertThat(read(address, "a-new-group", 2)).containsExactlyInAnyOrder("before", "after");
    }
  }

  @Test
  void topicsHaveSixPartitionsAndCreatingThemTwiceChangesNothing() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.startEphemeral();
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      kafka.createKeyturnTopics();
      kafka.createTopic("rotation-events", 1);

      var topics =
          admin
              .describeTopics(EmbeddedKafka.KEYTURN_TOPICS)
              .allTopicNames()
              .get(30, TimeUnit.SECONDS);
      assertThat(topics.values())
          .hasSize(3)
          .allSatisfy(topic -> assertThat(topic.partitions()).hasSize(6));
    }
  }

  private static void send(String address, String value) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", address), new StringSerializer(), new StringSerializer())) {
      producer
          .send(new ProducerRecord<>("rotation-events", "tenant/application", value))
          .get(30, TimeUnit.SECONDS);
    }
  }

  private static List<String> read(String address, String group, int count) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            address,
            "group.id",
            group,
            "auto.offset.reset",
            "earliest",
            "enable.auto.commit",
            "false");
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of("rotation-events"));
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (values.size() < count && System.nanoTime() < deadline) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          values.add(record.value());
        }
      }
      consumer.commitSync();
    }
    return values;
  }
}
