package io.keyturn.settings.health;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.event.ConsumerRetryAuthEvent;
import org.springframework.kafka.event.ConsumerRetryAuthSuccessfulEvent;
import org.springframework.stereotype.Component;

/**
 * Whether a broker answers within a few seconds and lets this application read; its bean's name
 * makes it {@code kafka}.
 */
@Component("kafkaHealthIndicator")
class KafkaHealth extends AbstractHealthIndicator implements DisposableBean {

  private static final int PATIENCE_MILLIS = 3_000;

  private final Admin admin;
  private volatile boolean refused;

  KafkaHealth(KafkaAdmin settings) {
    super("Kafka does not answer");
    Map<String, Object> config = new java.util.HashMap<>(settings.getConfigurationProperties());
    config.put(AdminClientConfig.CLIENT_ID_CONFIG, "tenant-settings-health");
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    this.admin = Admin.create(config);
  }

  @Override
  protected void doHealthCheck(Health.Builder health) throws Exception {
    admin.describeCluster().clusterId().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    if (refused) {
      health
          .down()
          .withDetail(
              "rights",
              "Kafka refuses to let this application read; give its user the rights of"
                  + " docs/operations.md");
    } else {
      health.up();
    }
  }

  @EventListener
  void refused(ConsumerRetryAuthEvent event) {
    refused = true;
  }

  @EventListener
  void letIn(ConsumerRetryAuthSuccessfulEvent event) {
    refused = false;
  }

  @Override
  public void destroy() {
    admin.close(java.time.Duration.ofSeconds(1));
  }
}
