package io.keyturn.worker.contoso;

import io.keyturn.embedded.postgres.EmbeddedDatabase;
import io.keyturn.worker.RotationWorkerApplication;
import io.keyturn.worker.schedule.Schedules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.quartz.Scheduler;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;

/** The whole application as an installation starts it: through settings only. */
public final class WholeWorker implements AutoCloseable {

  private final ConfigurableApplicationContext context;

  private WholeWorker(ConfigurableApplicationContext context) {
    this.context = context;
  }

  public static WholeWorker start(
      String bootstrapServers, String jdbcUrl, Map<String, String> more) {
    Contoso contoso = Contoso.shared();
    Map<String, String> settings = new LinkedHashMap<>(contoso.azure().settings());
    settings.put("server.port", "0");
    settings.put("spring.datasource.url", jdbcUrl);
    settings.put("spring.datasource.username", EmbeddedDatabase.USER);
    settings.put("spring.datasource.hikari.connection-timeout", "1000");
    settings.put("spring.kafka.bootstrap-servers", bootstrapServers);
    settings.put("keyturn.tenant-settings.url", contoso.settings().url().toString());
    settings.put("keyturn.tenant-settings.scope", Contoso.API_URI + "/.default");
    settings.put("keyturn.identity.tenant-id", Contoso.TENANT);
    settings.put("keyturn.identity.client-id", Contoso.WORKER);
    settings.put("keyturn.identity.client-secret", contoso.workerSecret());
    settings.put("keyturn.rotation.first-wait", "200ms");
    settings.put("keyturn.rotation.poll", "100ms");
    settings.put("keyturn.rotation.outbox-poll", "50ms");
    settings.putAll(more);
    List<String> arguments = new ArrayList<>();
    settings.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    return new WholeWorker(
        RotationWorkerApplication.builder()
            .registerShutdownHook(false)
            .logStartupInfo(false)
            .run(arguments.toArray(String[]::new)));
  }

  public JdbcClient jdbc() {
    return context.getBean(JdbcClient.class);
  }

  public Scheduler scheduler() {
    return context.getBean(Scheduler.class);
  }

  public Schedules schedules() {
    return context.getBean(Schedules.class);
  }

  /** What it says of one part that it needs, such as {@code kafka}. */
  public String health(String part) {
    return Objects.requireNonNull(
            context.getBean(part + "HealthIndicator", HealthIndicator.class).health())
        .getStatus()
        .getCode();
  }

  /** Of a worker that was started with {@code management.server.port}. */
  public Scrape scrape() {
    return Scrape.of(port("management"));
  }

  public String version() {
    return Scrape.read("http://127.0.0.1:" + port("management") + "/actuator/info");
  }

  /**
   * @param of server or management
   */
  public int port(String of) {
    return context.getEnvironment().getRequiredProperty("local." + of + ".port", Integer.class);
  }

  /** Whether it leaves its news in Kafka. */
  public boolean isPaused() {
    return Objects.requireNonNull(
            context
                .getBean(KafkaListenerEndpointRegistry.class)
                .getListenerContainer("rotation-events"))
        .isPauseRequested();
  }

  @Override
  public void close() {
    context.close();
  }
}
