package io.keyturn.worker.output;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;

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
      JdbcClient jdbc,
      Outbox outbox,
      KafkaTemplate<String, byte[]> kafka,
      @Value("${keyturn.rotation.outbox-poll}") Duration poll,
      @Value("${keyturn.rotation.outbox-lease}") Duration lease) {
    Senders senders = new Senders(jdbc, UUID.randomUUID().toString(), lease);
    return new OutboxPublisher(outbox, senders, kafka, poll);
  }
}
