package io.keyturn.sandbox.bench;

import io.keyturn.contracts.event.NewsData.SecretRenewed;
import io.keyturn.contracts.event.NewsWriter;
import io.keyturn.contracts.event.RotationId;
import io.keyturn.contracts.event.RotationNews;
import io.keyturn.contracts.event.SecretVersion;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends a load as the news that the worker reads; peers get the same bytes on topics of theirs. */
final class Events implements AutoCloseable {

  private static final URI SOURCE = URI.create("https://bench.keyturn.io");
  private static final String VERSION = "\"version\":\"";

  private final KafkaProducer<String, byte[]> producer;

  Events(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.LINGER_MS_CONFIG,
                1),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /**
   * Returns when all are on their way, which for a steady load takes as long as it lasts.
   *
   * @return when each was sent, in milliseconds since 1970, by the id of its rotation
   */
  Map<UUID, Long> send(String topic, Load load) throws InterruptedException {
    Map<UUID, Long> sent = new HashMap<>();
    long start = System.nanoTime();
    for (int event = 0; event < load.events(); event++) {
      if (load.perSecond() > 0) {
        long due = start + (long) (event / load.perSecond() * 1e9);
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      }
      String id = load.application(event) + "-" + load.version(event);
      ProducerRecord<String, byte[]> news =
          NewsWriter.binary(
              new RotationNews(
                  SOURCE,
                  id,
                  Instant.now(),
                  new SecretRenewed(
                      Subjects.TENANT,
                      Subjects.application(load.application(event)).toString(),
                      new SecretVersion(
                          Subjects.VAULT_URL,
                          Subjects.secretName(load.application(event)),
                          Subjects.version(load.version(event))),
                      Optional.empty(),
                      Optional.empty())));
      long now = System.currentTimeMillis();
      // A few events are spread by hand: by their keys, one partition could get most of them.
      // Where an application comes again, its key has to decide: that keeps its events in order.
      boolean few = load.events() <= 600 && load.applications() == load.events();
      Integer partition = few ? event % Broker.PARTITIONS : null;
      producer.send(
          new ProducerRecord<>(topic, partition, now, news.key(), news.value(), news.headers()));
      sent.put(RotationId.of(SOURCE, id), now);
    }
    producer.flush();
    return sent;
  }

  static long applicationOf(String key) {
    return Subjects.numberIn(key.substring(key.indexOf('/') + 1));
  }

  static long versionOf(byte[] value) {
    String text = new String(value, StandardCharsets.UTF_8);
    int at = text.indexOf(VERSION) + VERSION.length();
    return Subjects.versionIn(text.substring(at, at + 32));
  }

  @Override
  public void close() {
    producer.close(java.time.Duration.ofSeconds(5));
  }
}
