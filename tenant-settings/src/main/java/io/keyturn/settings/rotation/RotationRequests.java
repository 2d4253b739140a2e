package io.keyturn.settings.rotation;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tells the worker that somebody asks for a rotation. */
@Component
class RotationRequests {

  static final URI SOURCE = URI.create("/keyturn/tenant-settings");
  static final String TOPIC = "rotation-events";
  private static final String TYPE = "io.keyturn.rotation.requested.v1";
  private static final long PATIENCE_SECONDS = 15;

  private final KafkaTemplate<String, byte[]> kafka;
  private final JsonMapper json;

  RotationRequests(KafkaTemplate<String, byte[]> kafka, JsonMapper json) {
    this.kafka = kafka;
    this.json = json;
  }

  /**
   * Returns when Kafka has stored it. Publishing the same event id again is the same request again,
   * for the worker and for the rotation's id.
   *
   * @throws NotPublished when Kafka did not confirm it in time; it may have been stored all the
   *     same
   */
  void publish(
      String eventId,
      UUID tenantId,
      UUID applicationId,
      String mode,
      String reason,
      String requestedBy,
      Instant at) {
    ObjectNode data =
        json.createObjectNode()
            .put("tenantId", tenantId.toString())
            .put("applicationId", applicationId.toString())
            .put("mode", mode)
            .put("reason", reason)
            .put("requestedBy", requestedBy);
    CloudEvent event =
        CloudEventBuilder.v1()
            .withId(eventId)
            .withSource(SOURCE)
            .withType(TYPE)
            .withSubject(applicationId.toString())
            .withTime(at.atOffset(ZoneOffset.UTC))
            .withData("application/json", json.writeValueAsBytes(data))
            .build();
    ProducerRecord<String, byte[]> message =
        KafkaMessageFactory.<String>createWriter(TOPIC, tenantId + "/" + applicationId)
            .writeStructured(event, JsonFormat.CONTENT_TYPE);
    try {
      kafka.send(message).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new NotPublished(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotPublished(e);
    }
  }

  /** Kafka did not confirm. */
  static final class NotPublished extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotPublished(Exception cause) {
      super("Kafka did not confirm a rotation request", cause);
    }
  }
}
