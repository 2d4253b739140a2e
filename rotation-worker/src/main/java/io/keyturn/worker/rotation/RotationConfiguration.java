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
  Journal journal(JdbcClient jdbc) {
    return new Journal(jdbc);
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
  Saves saves(
      JdbcClient jdbc,
      RotationOutput output,
      DeadLetters deadLetters,
      TransactionTemplate transaction,
      RotationProperties properties,
      Clock clock) {
    return new Saves(
        new SaveStatements(jdbc, output, deadLetters, clock, properties.lease()), transaction);
  }

  @Bean
  LaneRun laneRun(
      TenantSettings tenantSettings,
      VaultSecrets secrets,
      Targets targets,
      Journal journal,
      Lanes lanes,
      Arrivals arrivals,
      Saves saves,
      TransactionTemplate transaction,
      RotationProperties properties,
      Clock clock) {
    Overtaking overtaking = new Overtaking(secrets);
    return new LaneRun(
        new RotationFlow(tenantSettings, secrets, targets, overtaking),
        overtaking,
        journal,
        lanes,
        arrivals,
        saves,
        transaction,
        properties.pace(),
        clock);
  }

  @Bean
  Dispatcher dispatcher(
      Lanes lanes,
      Journal journal,
      LaneRun laneRun,
      TransactionTemplate transaction,
      Clock clock,
      RotationProperties properties) {
    return new Dispatcher(
        lanes,
        new Claims(lanes, journal, transaction),
        laneRun,
        clock,
        new Dispatcher.Settings(
            properties.inFlight(), properties.poll(), properties.lease(), properties.shutdown()));
  }
}
