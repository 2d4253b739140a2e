package io.keyturn.worker.rotation;

import io.keyturn.worker.output.DeadLetters;
import io.keyturn.worker.output.RotationOutput;
import io.keyturn.worker.secret.VaultSecrets;
import io.keyturn.worker.settings.TenantSettings;
import io.keyturn.worker.target.Targets;
import java.time.Clock;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class RotationConfiguration {

  @Bean
  Journal journal(JdbcClient jdbc, Clock clock) {
    return new Journal(jdbc, clock);
  }

  @Bean
  Backlog backlog(JdbcClient jdbc, Clock clock) {
    return new Backlog(jdbc, clock);
  }

  @Bean
  Lanes lanes(JdbcClient jdbc, Clock clock, RotationProperties properties) {
    return new Lanes(jdbc, clock, UUID.randomUUID().toString(), properties.lease());
  }

  @Bean
  Arrivals arrivals(Journal journal, Lanes lanes, RotationOutput output) {
    return new Arrivals(journal, lanes, output);
  }

  @Bean
  LaneRun laneRun(
      TenantSettings tenantSettings,
      VaultSecrets secrets,
      Targets targets,
      Journal journal,
      Lanes lanes,
      RotationOutput output,
      DeadLetters deadLetters,
      TransactionTemplate transaction,
      RotationProperties properties,
      Clock clock) {
    Overtaking overtaking = new Overtaking(secrets);
    return new LaneRun(
        new RotationFlow(tenantSettings, secrets, targets, overtaking),
        overtaking,
        journal,
        lanes,
        output,
        deadLetters,
        transaction,
        properties.pace(),
        clock);
  }

  @Bean
  Dispatcher dispatcher(Lanes lanes, LaneRun laneRun, Clock clock, RotationProperties properties) {
    return new Dispatcher(
        lanes,
        laneRun,
        clock,
        new Dispatcher.Settings(
            properties.inFlight(), properties.poll(), properties.lease(), properties.shutdown()));
  }
}
