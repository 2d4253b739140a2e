package io.keyturn.settings.metric;

import io.keyturn.contracts.event.Topics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.apache.kafka.common.Metric;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MetricsProperties.class)
class MetricsSetup {

  /** As this process's consumer saw it when it last fetched; of its most backward partition. */
  @Bean
  MeterBinder outputLag(KafkaListenerEndpointRegistry listeners) {
    return registry ->
        Gauge.builder("keyturn.consumer.lag", listeners, MetricsSetup::lag)
            .description("Records in Kafka that nobody has taken in yet")
            .tag("topic", Topics.ROTATION_OUTPUT)
            .register(registry);
  }

  private static double lag(KafkaListenerEndpointRegistry listeners) {
    MessageListenerContainer container = listeners.getListenerContainer("rotation-output");
    return container == null
        ? Double.NaN
        : container.metrics().values().stream()
            .flatMap(client -> client.values().stream())
            .filter(metric -> metric.metricName().name().equals("records-lag-max"))
            .map(Metric::metricValue)
            .mapToDouble(value -> value instanceof Double lag ? lag : Double.NaN)
            .max()
            .orElse(Double.NaN);
  }
}
