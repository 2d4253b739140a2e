package io.keyturn.worker.intake;

import io.keyturn.embedded.kafka.EmbeddedKafka;
import org.junit.jupiter.api.AfterAll;

class EmbeddedKafkaIntakeTest extends IntakeContract {

  private static final EmbeddedKafka KAFKA = kafka();

  private static EmbeddedKafka kafka() {
    EmbeddedKafka kafka = EmbeddedKafka.startEphemeral();
    kafka.createKeyturnTopics();
    return kafka;
  }

  @Override
  String bootstrapServers() {
    return KAFKA.bootstrapServers();
  }

  /** The worker first: without its broker it would try for half a minute to send what is left. */
  @AfterAll
  @Override
  void stop() {
    super.stop();
    KAFKA.close();
  }
}
