package io.keyturn.settings.rotation;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;

@Configuration(proxyBeanMethods = false)
class KafkaSetup {

  /** While the database is away nothing is skipped: the same line is tried until it is stored. */
  @Bean
  DefaultErrorHandler tryUntilStored() {
    ExponentialBackOff patience = new ExponentialBackOff(500, 2);
    patience.setMaxInterval(10_000);
    DefaultErrorHandler handler = new DefaultErrorHandler(patience);
    // By default some exceptions are taken for hopeless and skipped; here a lost line is worse.
    handler.setClassifications(java.util.Map.of(), true);
    return handler;
  }
}
