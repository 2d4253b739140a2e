package io.keyturn.worker.health;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/** Whether a broker answers within a few seconds; its bean's name makes it {@code kafka}. */
@Component("kafkaHealthIndicator")
class KafkaHealth extends AbstractHealthIndicator implements DisposableBean {

  private static final int PATIENCE_MILLIS = 3_000;

  private final Admin admin;

  KafkaHealth(KafkaAdmin settings) {
    super("Kafka does not answer");
    Map<String, Object> config = new HashMap<>(settings.getConfigurationProperties());
    config.put(AdminClientConfig.CLIENT_ID_CONFIG, "rotation-worker-health");
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    this.admin = Admin.create(config);
  }

  @Override
  protected void doHealthCheck(Health.Builder health) throws Exception {
    admin.describeCluster().clusterId().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    health.up();
  }

  @Override
  public void destroy() {
    admin.close(Duration.ofSeconds(1));
  }
}
