package io.keyturn.worker.output;

import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class OutputConfiguration {

  @Bean
  Outbox outbox(JdbcClient jdbc) {
    return new Outbox(jdbc);
  }

  @Bean
  RotationOutput rotationOutput(JdbcClient jdbc, Outbox outbox, Clock clock) {
    return new RotationOutput(jdbc, outbox, clock);
  }

  @Bean
  DeadLetters deadLetters(Outbox outbox) {
    return new DeadLetters(outbox);
  }

  @Bean
  OutboxPublisher outboxPublisher(
      Outbox outbox,
      KafkaTemplate<String, byte[]> kafka,
      TransactionTemplate transaction,
      @Value("${keyturn.rotation.outbox-poll}") Duration poll) {
    return new OutboxPublisher(outbox, kafka, transaction, poll);
  }
}
