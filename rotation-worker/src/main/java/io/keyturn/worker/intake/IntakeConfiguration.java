package io.keyturn.worker.intake;

import io.keyturn.worker.output.DeadLetters;
import io.keyturn.worker.rotation.Arrivals;
import io.keyturn.worker.rotation.Backlog;
import io.keyturn.worker.rotation.Decisions;
import io.keyturn.worker.rotation.Dispatcher;
import io.keyturn.worker.settings.TenantSettings;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.backoff.ExponentialBackOff;

@Configuration(proxyBeanMethods = false)
class IntakeConfiguration {

  @Bean
  PendingNews pendingNews(JdbcClient jdbc, Clock clock) {
    return new PendingNews(jdbc, clock);
  }

  @Bean
  VaultNews vaultNews(
      PendingNews pendingNews,
      TenantSettings tenantSettings,
      Arrivals arrivals,
      DeadLetters deadLetters,
      Dispatcher dispatcher,
      TransactionTemplate transaction,
      Clock clock,
      @Value("${keyturn.rotation.poll}") Duration poll,
      @Value("${keyturn.rotation.patience}") Duration patience) {
    return new VaultNews(
        pendingNews,
        tenantSettings,
        arrivals,
        deadLetters,
        dispatcher,
        transaction,
        clock,
        poll,
        patience);
  }

  @Bean
  RotationEventsListener rotationEventsListener(
      Arrivals arrivals,
      Decisions decisions,
      PendingNews pendingNews,
      VaultNews vaultNews,
      DeadLetters deadLetters,
      Dispatcher dispatcher,
      TransactionTemplate transaction,
      Clock clock) {
    return new RotationEventsListener(
        new Intake(
            arrivals,
            decisions,
            pendingNews,
            vaultNews,
            deadLetters,
            dispatcher,
            transaction,
            clock));
  }

  @Bean
  Backpressure backpressure(
      KafkaListenerEndpointRegistry listeners,
      Backlog backlog,
      @Value("${keyturn.rotation.backlog}") int most,
      @Value("${keyturn.rotation.poll}") Duration look) {
    return new Backpressure(listeners, backlog, most, look);
  }

  /**
   * A record cannot make the listener fail, only a journal out of reach can; so nothing is ever
   * skipped, and the batch is delivered until it is stored.
   */
  @Bean
  DefaultErrorHandler untilItIsStored() {
    ExponentialBackOff backOff = new ExponentialBackOff(500, 2);
    backOff.setMaxInterval(10_000);
    DefaultErrorHandler handler = new DefaultErrorHandler(backOff);
    handler.setRetryListeners(new TellFailedDelivery());
    return handler;
  }
}
