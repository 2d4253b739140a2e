package io.keyturn.sandbox;

import io.keyturn.contracts.event.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The part of whoever renews secrets: tells the news on Kafka. */
final class Kafka implements AutoCloseable {

  private final String bootstrapServers;
  private final KafkaProducer<String, byte[]> producer;

  Kafka(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /**
   * @param everything all headers and the value as text, to search through
   */
  record DeadLetter(String reason, String origin, String detail, String everything) {}

  RecordMetadata send(ProducerRecord<String, byte[]> message) {
    try {
      return producer.send(message).get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("Kafka does not take the news", e);
    }
  }

  /** Sends the text as it is and waits for the dead letter that names its place. */
  Optional<DeadLetter> sendGarbage(String text, Duration patience) {
    RecordMetadata sent =
        send(
            new ProducerRecord<>(
                Topics.ROTATION_EVENTS, null, text.getBytes(StandardCharsets.UTF_8)));
    String origin = sent.topic() + "/" + sent.partition() + "/" + sent.offset();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.GROUP_ID_CONFIG,
                "story-" + UUID.randomUUID(),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(Topics.DEAD_LETTER));
      long deadline = System.nanoTime() + patience.toNanos();
      while (System.nanoTime() < deadline) {
        for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofMillis(200))) {
          DeadLetter letter = deadLetter(found);
          if (letter.origin().equals(origin)) {
            return Optional.of(letter);
          }
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }

  /** Between two looks at the output. */
  static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static DeadLetter deadLetter(ConsumerRecord<byte[], byte[]> found) {
    Map<String, String> headers =
        StreamSupport.stream(found.headers().spliterator(), false)
            .collect(
                Collectors.toMap(
                    Header::key, header -> text(header.value()), (first, second) -> second));
    return new DeadLetter(
        headers.getOrDefault("reason", ""),
        headers.getOrDefault("origin-topic", "")
            + "/"
            + headers.getOrDefault("origin-partition", "")
            + "/"
            + headers.getOrDefault("origin-offset", ""),
        headers.getOrDefault("detail", ""),
        headers + text(found.key()) + text(found.value()));
  }

  private static String text(byte @org.jspecify.annotations.Nullable [] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }
}
