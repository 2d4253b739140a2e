package io.keyturn.sandbox.crash;

import io.keyturn.contracts.event.NewsWriter;
import io.keyturn.contracts.event.RotationNews;
import io.keyturn.contracts.event.Topics;
import io.keyturn.sandbox.Child;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Where the worker lives: which Kafka, which PostgreSQL, which Azure; and who tells it news. */
final class Surroundings implements AutoCloseable {

  static final String TOMCAT_IS_UP = "Tomcat started on port";

  private final Landscape landscape;
  private final String bootstrapServers;
  private final String jdbcUrl;
  private final KafkaProducer<String, byte[]> producer;

  Surroundings(Landscape landscape, String bootstrapServers, String jdbcUrl) {
    this.landscape = landscape;
    this.bootstrapServers = bootstrapServers;
    this.jdbcUrl = jdbcUrl;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  String jdbcUrl() {
    return jdbcUrl;
  }

  void tell(RotationNews news) {
    try {
      producer.send(NewsWriter.structured(news)).get(120, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Kafka does not take the news", e);
    }
  }

  /**
   * A worker that takes over from dead ones within seconds and tries again soon.
   *
   * @param more settings that differ
   */
  Child worker(Map<String, String> more) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>(landscape.azure().settings());
    settings.put("azure.key-vault-hosts", "*.vault.azure.net");
    settings.put("spring.datasource.url", jdbcUrl);
    settings.put("spring.datasource.username", "keyturn");
    settings.put("spring.datasource.password", "keyturn");
    settings.put("spring.kafka.bootstrap-servers", bootstrapServers);
    settings.put("server.port", "0");
    // The sandbox's own class path keeps it quiet; here its log is searched.
    settings.put("logging.level.root", "info");
    settings.put("keyturn.tenant-settings.url", landscape.door().url());
    settings.put("keyturn.tenant-settings.scope", Landscape.API_URI + "/.default");
    settings.put("keyturn.identity.tenant-id", Landscape.TENANT);
    settings.put("keyturn.identity.client-id", Landscape.WORKER);
    settings.put("keyturn.identity.client-secret", landscape.workerSecret());
    settings.put("keyturn.rotation.in-flight", "50");
    settings.put("keyturn.rotation.poll", "200ms");
    settings.put("keyturn.rotation.outbox-poll", "100ms");
    settings.put("keyturn.rotation.lease", "3s");
    settings.put("keyturn.rotation.late-write", "4s");
    settings.put("keyturn.rotation.outbox-lease", "2s");
    settings.put("keyturn.timeout.call", "5s");
    settings.put("keyturn.timeout.connection-test", "10s");
    settings.put("keyturn.rotation.first-wait", "200ms");
    settings.put("keyturn.rotation.longest-wait", "2s");
    // The least that a broker allows.
    settings.put("spring.kafka.consumer.properties.session.timeout.ms", "6000");
    settings.put("spring.kafka.consumer.properties.heartbeat.interval.ms", "1000");
    settings.putAll(more);
    Map<String, String> environment = new LinkedHashMap<>();
    settings.forEach((name, value) ->
        environment.put(name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT), value));
    return Child.worker(environment);
  }

  /**
   * A member of the group that Kafka knows again after a restart, so that it goes on at once
   * instead of when its former self has been given up.
   */
  static Map<String, String> sameMemberAgain() {
    return Map.of("spring.kafka.consumer.properties.group.instance.id", "worker-1");
  }

  static java.util.List<String> topics() {
    return java.util.List.of(Topics.ROTATION_OUTPUT, Topics.DEAD_LETTER);
  }

  @Override
  public void close() {
    producer.close(java.time.Duration.ofSeconds(2));
  }
}
