package io.keyturn.worker.intake;

import io.keyturn.contracts.event.Topics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.EnabledIfDockerAvailable;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/** The same on the broker of a container; reported as skipped where no Docker engine answers. */
@EnabledIfDockerAvailable
@Testcontainers
class ContainerKafkaIntakeTest extends IntakeContract {

  @Container
  private static final KafkaContainer KAFKA = new KafkaContainer("apache/kafka-native:4.1.0");

  @Override
  String bootstrapServers() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", KAFKA.getBootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(Topics.ROTATION_EVENTS, 6, (short) 1),
                  new NewTopic(Topics.ROTATION_OUTPUT, 6, (short) 1),
                  new NewTopic(Topics.DEAD_LETTER, 6, (short) 1)))
          .all()
          .toCompletionStage()
          .exceptionally(alreadyThere -> null)
          .toCompletableFuture()
          .join();
    }
    return KAFKA.getBootstrapServers();
  }
}
