package io.keyturn.worker.contoso;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** One broker, as whoever sends news and reads the other topics sees it. */
public final class Topic implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Map<String, Object> settings;
  private final KafkaProducer<String, byte[]> producer;

  public Topic(String bootstrapServers) {
    this(Map.of("bootstrap.servers", bootstrapServers));
  }

  /**
   * @param settings of every client: the broker's address, and how to sign in
   */
  public Topic(Map<String, Object> settings) {
    this.settings = Map.copyOf(settings);
    Map<String, Object> more = new HashMap<>(settings);
    more.put("max.request.size", "2000000");
    this.producer = new KafkaProducer<>(more, new StringSerializer(), new ByteArraySerializer());
  }

  public RecordMetadata send(ProducerRecord<String, byte[]> message) {
    try {
      return producer.send(message).get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Kafka does not take the record", e);
    }
  }

  /** Reads the topic from its beginning until a record fits. */
  public ConsumerRecord<byte[], byte[]> await(
      String topic, Predicate<ConsumerRecord<byte[], byte[]>> fits) {
    return read(topic, PATIENCE, fits).stream()
        .filter(fits)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no such record on " + topic));
  }

  /** All that is on the topic now. */
  public List<ConsumerRecord<byte[], byte[]>> all(String topic) {
    return read(topic, Duration.ofMillis(800), _ -> false);
  }

  private List<ConsumerRecord<byte[], byte[]>> read(
      String topic, Duration patience, Predicate<ConsumerRecord<byte[], byte[]>> enough) {
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long deadline = System.nanoTime() + patience.toNanos();
      while (System.nanoTime() < deadline) {
        for (ConsumerRecord<byte[], byte[]> one : consumer.poll(Duration.ofMillis(100))) {
          found.add(one);
          if (enough.test(one)) {
            return found;
          }
        }
      }
    }
    return found;
  }

  public static String header(ConsumerRecord<byte[], byte[]> message, String name) {
    Header header = message.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  /** Key, headers and value as text, to search through. */
  public static String everything(ConsumerRecord<byte[], byte[]> message) {
    StringBuilder text = new StringBuilder();
    if (message.key() != null) {
      text.append(new String(message.key(), StandardCharsets.UTF_8)).append('\n');
    }
    for (Header header : message.headers()) {
      text.append(header.key())
          .append('=')
          .append(new String(header.value(), StandardCharsets.UTF_8))
          .append('\n');
    }
    return text.append(new String(message.value(), StandardCharsets.UTF_8)).toString();
  }

  @Override
  public void close() {
    producer.close();
  }
}
