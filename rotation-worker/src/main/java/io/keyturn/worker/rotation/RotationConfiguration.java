package io.keyturn.worker.rotation;

import io.keyturn.worker.output.DeadLetters;
import io.keyturn.worker.output.RotationOutput;
import io.keyturn.worker.renewal.ClientSecrets;
import io.keyturn.worker.secret.VaultSecrets;
import io.keyturn.worker.settings.TenantSettings;
import io.keyturn.worker.target.Targets;
import io.keyturn.worker.target.TimeoutProperties;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class RotationConfiguration {

  @Bean
  JournalClock journalClock(Clock clock, JdbcClient jdbc) {
    return new JournalClock(clock, jdbc);
  }

  @Bean
  Journal journal(JdbcClient jdbc, JournalClock clock) {
    return new Journal(jdbc, clock);
  }

  @Bean
  Backlog backlog(JdbcClient jdbc, JournalClock clock) {
    return new Backlog(jdbc, clock);
  }

  @Bean
  Lanes lanes(
      JdbcClient jdbc,
      JournalClock clock,
      RotationProperties properties,
      TimeoutProperties timeouts) {
    return new Lanes(
        jdbc,
        clock,
        UUID.randomUUID().toString(),
        properties.lease(),
        new Lanes.WriteTimes(timeouts.call(), properties.lateWrite()));
  }

  @Bean
  Arrivals arrivals(Journal journal, Lanes lanes, RotationOutput output) {
    return new Arrivals(journal, lanes, output);
  }

  @Bean
  Decisions decisions(
      JdbcClient jdbc,
      Journal journal,
      Lanes lanes,
      RotationOutput output,
      TransactionTemplate transaction,
      JournalClock clock) {
    return new Decisions(jdbc, journal, lanes, output, transaction, clock);
  }

  @Bean
  LateWrites lateWrites(
      Lanes lanes, Arrivals arrivals, TransactionTemplate transaction, JournalClock clock) {
    return new LateWrites(lanes, arrivals, transaction, clock);
  }

  @Bean
  Saves saves(
      JdbcClient jdbc,
      RotationOutput output,
      DeadLetters deadLetters,
      Arrivals arrivals,
      Journal journal,
      TransactionTemplate transaction,
      JournalClock clock,
      MeterRegistry meters) {
    return new Saves(
        new SaveStatements(jdbc, output, deadLetters, arrivals, journal, clock),
        transaction,
        new SaveMeters(meters)::saved);
  }

  @Bean
  LaneRun laneRun(
      TenantSettings tenantSettings,
      VaultSecrets secrets,
      Targets targets,
      ClientSecrets clientSecrets,
      Journal journal,
      Lanes lanes,
      Decisions decisions,
      LateWrites lateWrites,
      Saves saves,
      RotationProperties properties,
      ObjectProvider<Along> along,
      JournalClock clock) {
    Overtaking overtaking = new Overtaking(secrets);
    return new LaneRun(
        new RotationFlow(
            tenantSettings,
            secrets,
            targets,
            overtaking,
            clientSecrets,
            properties.pace(),
            properties.probing(),
            clock),
        overtaking,
        journal,
        lanes,
        decisions,
        lateWrites,
        saves,
        properties.pace(),
        along.getIfAvailable(() -> Along.NOTHING_MORE),
        clock);
  }

  @Bean
  OrphanSweep orphanSweep(
      ClientSecrets clientSecrets,
      TenantSettings tenantSettings,
      Lanes lanes,
      Journal journal,
      Saves saves,
      TransactionTemplate transaction,
      JournalClock clock) {
    return new OrphanSweep(
        clientSecrets.orphaned(), tenantSettings, lanes, journal, saves, transaction, clock);
  }

  @Bean
  Dispatcher dispatcher(
      Lanes lanes,
      Journal journal,
      LaneRun laneRun,
      LateWrites lateWrites,
      TransactionTemplate transaction,
      JournalClock clock,
      RotationProperties properties) {
    return new Dispatcher(
        lanes,
        new Claims(lanes, journal, transaction),
        laneRun,
        lateWrites,
        clock,
        new Dispatcher.Settings(
            properties.inFlight(), properties.poll(), properties.lease(), properties.shutdown()));
  }
}
