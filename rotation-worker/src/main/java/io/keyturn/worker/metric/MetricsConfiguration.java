package io.keyturn.worker.metric;

import io.keyturn.worker.limit.Limits;
import io.keyturn.worker.output.DeadLetters;
import io.keyturn.worker.output.Outbox;
import io.keyturn.worker.rotation.Backlog;
import io.keyturn.worker.rotation.Dispatcher;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.kafka.core.KafkaAdmin;

@Configuration(proxyBeanMethods = false)
class MetricsConfiguration {

  @Bean
  MeterBinder workUnderWay(Dispatcher dispatcher, DeadLetters deadLetters, Samples samples) {
    return registry -> {
      Gauge.builder("keyturn.lanes.running", dispatcher, Dispatcher::inFlight)
          .description("Applications whose rotations this worker works on at this moment")
          .register(registry);
      Gauge.builder("keyturn.figures.unknown", samples, Samples::unknown)
          .description("Groups of figures that could not be looked at the last time")
          .register(registry);
      FunctionCounter.builder("keyturn.dead.letters", deadLetters, DeadLetters::told)
          .description("Records that could not become a rotation")
          .register(registry);
    };
  }

  @Bean
  LagSample lagSample(
      KafkaAdmin settings,
      @Value("${keyturn.kafka.group-id:keyturn-rotation-worker}") String group,
      MeterRegistry registry) {
    return new LagSample(settings, group, registry);
  }

  @Bean
  Samples samples(
      Backlog backlog,
      Outbox outbox,
      Limits azureDevOpsLimits,
      LagSample lag,
      MetricsProperties properties,
      MeterRegistry registry,
      Environment environment) {
    return new Samples(
        List.of(
            new JournalSample(backlog, outbox, registry),
            new LimiterSample(azureDevOpsLimits, registry, properties.organizations()),
            lag),
        properties.sample(),
        ScrapeDoor.isOpen(environment));
  }
}
