package io.keyturn.worker.intake;

import io.keyturn.contracts.event.Topics;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;

/**
 * The Kafka door. Returning means acknowledged, and it returns only when the journal has the whole
 * batch; where the journal cannot be reached it throws and Kafka delivers the batch again.
 */
final class RotationEventsListener {

  static final String ID = "rotation-events";

  private final Intake intake;

  RotationEventsListener(Intake intake) {
    this.intake = intake;
  }

  @KafkaListener(
      id = ID,
      topics = Topics.ROTATION_EVENTS,
      batch = "true",
      groupId = "${keyturn.kafka.group-id:keyturn-rotation-worker}")
  void receive(List<ConsumerRecord<byte[], byte[]>> batch) {
    intake.take(batch);
  }
}
