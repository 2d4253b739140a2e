package io.keyturn.settings.rotation;

import io.keyturn.contracts.event.Topics;
import io.keyturn.settings.application.NextDue;
import io.keyturn.settings.inspection.Inspections;
import io.keyturn.settings.isolation.Rows;
import io.keyturn.settings.notification.Notices;
import io.keyturn.settings.plan.Plans;
import io.keyturn.settings.rotation.OutputLineReader.Malformed;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Takes the rotation output from Kafka. A line is acknowledged after it was stored. */
@Component
class OutputConsumer {

  private static final Logger log = LoggerFactory.getLogger(OutputConsumer.class);

  private final OutputLineReader reader = new OutputLineReader();
  private final Rotations rotations;
  private final NextDue nextDue;
  private final Plans plans;
  private final OutputBell bell;
  private final Inspections inspections;
  private final Notices notices;
  private final TransactionOperations transaction;

  OutputConsumer(
      Rotations rotations,
      NextDue nextDue,
      Plans plans,
      OutputBell bell,
      Inspections inspections,
      Notices notices,
      TransactionOperations transaction) {
    this.rotations = rotations;
    this.nextDue = nextDue;
    this.plans = plans;
    this.bell = bell;
    this.inspections = inspections;
    this.notices = notices;
    this.transaction = transaction;
  }

  @KafkaListener(id = "rotation-output", idIsGroup = false, topics = Topics.ROTATION_OUTPUT)
  void consume(ConsumerRecord<byte[], byte[]> told) {
    try {
      StoredLine line = reader.read(told.value());
      Rows.ofTenant(
          line.tenantId(),
          () ->
              transaction.executeWithoutResult(status -> {
                store(line);
                OutputLineReader.planned(told.value())
                    .ifPresent(planned ->
                        plans.told(line.tenantId(), line.rotationId(), line.sequence(), planned));
              }));
      bell.ring();
    } catch (Malformed e) {
      skip(told, String.valueOf(e.getMessage()));
    } catch (DataIntegrityViolationException e) {
      skip(told, "it cannot be stored");
    }
  }

  private void store(StoredLine line) {
    if (!rotations.told(line)) {
      return;
    }
    if (line.tellsExpiry()) {
      nextDue.expiryTold(
          line.tenantId(),
          line.applicationId(),
          UUID.fromString(String.valueOf(line.binding())),
          line.secretExpiresOn());
    }
    if (line.concludes()) {
      inspections.rotated(line.tenantId(), line.applicationId());
    }
    if (line.endsBadly()) {
      notices.rotationFailed(
          line.tenantId(),
          line.applicationId(),
          line.rotationId(),
          line.sequence(),
          line.reason(),
          line.message());
    }
    if (line.saysThatASecretHasExpired()) {
      notices.secretExpired(line.tenantId(), line.applicationId(), line.rotationId());
    }
  }

  // Where it is, so that an operator can look; not what it says, for nobody knows what it holds.
  private static void skip(ConsumerRecord<?, ?> told, String why) {
    log.atWarn()
        .addKeyValue("topic", told.topic())
        .addKeyValue("partition", told.partition())
        .addKeyValue("offset", told.offset())
        .addKeyValue("why", why)
        .log("skipped a record that is no line of a rotation output");
  }
}
