package io.keyturn.worker.intake;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.RetryListener;

/** Says that news waits in Kafka because it cannot be stored, and nothing of what it says. */
final class TellFailedDelivery implements RetryListener {

  private static final Logger log = LoggerFactory.getLogger(TellFailedDelivery.class);

  @Override
  public void failedDelivery(
      ConsumerRecord<?, ?> message, @Nullable Exception thrown, int attempt) {
    tell(1, thrown, attempt);
  }

  @Override
  public void failedDelivery(ConsumerRecords<?, ?> batch, Exception thrown, int attempt) {
    tell(batch.count(), thrown, attempt);
  }

  private static void tell(int records, @Nullable Exception thrown, int attempt) {
    Throwable cause = thrown;
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    log.atWarn()
        .addKeyValue("records", records)
        .addKeyValue("attempt", attempt)
        .addKeyValue("exception", cause == null ? "none" : cause.getClass().getSimpleName())
        .log("news could not be stored; Kafka delivers it again until it is");
  }
}
