package io.keyturn.worker.output;

import io.keyturn.worker.loop.Trouble;
import io.keyturn.worker.output.Outbox.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Carries one topic's records to Kafka, outside of any transaction: read, send, delete what Kafka
 * has confirmed. Each application's records go one after the other, the next only when Kafka has
 * the one before; applications do not wait for each other. So however a round ends, and even where
 * two workers send the same, no record comes before an older one of its application.
 */
final class TopicSender {

  private static final Logger log = LoggerFactory.getLogger(TopicSender.class);
  private static final int AT_MOST = 500;

  private final String topic;
  private final Outbox outbox;
  private final Senders senders;
  private final KafkaTemplate<String, byte[]> kafka;
  private long prolongAtNanos = System.nanoTime();
  private boolean someMayBeHeld = true;

  TopicSender(String topic, Outbox outbox, Senders senders, KafkaTemplate<String, byte[]> kafka) {
    this.topic = topic;
    this.outbox = outbox;
    this.senders = senders;
    this.kafka = kafka;
  }

  /** How a round ended. */
  enum Round {
    /** There may be more to send. */
    MORE,
    /** Nothing more to send now, or another worker sends. */
    IDLE,
    /** Kafka did not take what was sent. */
    KAFKA_AWAY
  }

  Round sendSome() {
    if (!mine()) {
      return Round.IDLE;
    }
    List<Entry> entries = outbox.oldest(topic, AT_MOST);
    if (entries.isEmpty()) {
      return Round.IDLE;
    }
    Sent sent = send(entries);
    if (!sent.confirmed.isEmpty()) {
      outbox.delete(topic, List.copyOf(sent.confirmed));
    }
    remember(entries, sent);
    if (!sent.failed.isEmpty()) {
      return Round.KAFKA_AWAY;
    }
    return entries.size() == AT_MOST || !sent.refused.isEmpty() ? Round.MORE : Round.IDLE;
  }

  private void remember(List<Entry> entries, Sent sent) {
    if (someMayBeHeld) {
      someMayBeHeld = senders.release(topic, lanes(entries, sent.confirmed));
    }
    for (Entry refused : sent.refused) {
      senders.hold(topic, refused.lane());
      someMayBeHeld = true;
    }
  }

  private static Set<String> lanes(List<Entry> entries, Collection<Long> ids) {
    Set<Long> wanted = new HashSet<>(ids);
    return entries.stream()
        .filter(entry -> wanted.contains(entry.id()))
        .map(Entry::lane)
        .collect(Collectors.toSet());
  }

  void giveBack() {
    senders.giveBack(topic);
  }

  private boolean mine() {
    if (System.nanoTime() - prolongAtNanos < 0) {
      return true;
    }
    long now = System.nanoTime();
    if (!senders.take(topic)) {
      return false;
    }
    prolongAtNanos = now + senders.lease().dividedBy(3).toNanos();
    return true;
  }

  /**
   * @param refused records that Kafka would not take from anybody, the first of each application
   * @param failed what went wrong with Kafka itself
   */
  private record Sent(
      ConcurrentLinkedQueue<Long> confirmed,
      ConcurrentLinkedQueue<Entry> refused,
      ConcurrentLinkedQueue<Throwable> failed) {}

  private Sent send(List<Entry> entries) {
    Map<String, List<Entry>> lanes = new LinkedHashMap<>();
    entries.forEach(
        entry -> lanes.computeIfAbsent(entry.lane(), _ -> new ArrayList<>()).add(entry));
    Sent sent =
        new Sent(
            new ConcurrentLinkedQueue<>(),
            new ConcurrentLinkedQueue<>(),
            new ConcurrentLinkedQueue<>());
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      lanes.values().forEach(lane -> each.execute(() -> sendInOrder(lane, sent)));
    }
    if (!sent.failed.isEmpty()) {
      log.atWarn()
          .addKeyValue("topic", topic)
          .addKeyValue("records", entries.size() - sent.confirmed.size())
          .addKeyValue("cause", Trouble.of(sent.failed.element()))
          .log("Kafka does not take output; it waits in the outbox");
    }
    return sent;
  }

  private void sendInOrder(List<Entry> lane, Sent sent) {
    for (Entry entry : lane) {
      try {
        send(entry).get();
        sent.confirmed.add(entry.id());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (ExecutionException | RuntimeException e) {
        Throwable cause = root(e);
        if (isTheRecordsOwn(cause)) {
          sent.refused.add(entry);
          log.atError()
              .addKeyValue("topic", topic)
              .addKeyValue("outboxId", entry.id())
              .addKeyValue("bytes", entry.value().length)
              .addKeyValue("cause", Trouble.of(cause))
              .log("Kafka refuses a record; its application's later ones wait behind it");
        } else {
          sent.failed.add(cause);
        }
        return;
      }
    }
  }

  private CompletableFuture<?> send(Entry entry) {
    ProducerRecord<String, byte[]> message =
        new ProducerRecord<>(entry.topic(), entry.key(), entry.value());
    entry
        .headers()
        .forEach(
            (name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return kafka.send(message);
  }

  private static boolean isTheRecordsOwn(Throwable cause) {
    return cause instanceof RecordTooLargeException
        || cause instanceof RecordBatchTooLargeException
        || cause instanceof InvalidRecordException
        || cause instanceof SerializationException;
  }

  private static Throwable root(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause;
  }
}
