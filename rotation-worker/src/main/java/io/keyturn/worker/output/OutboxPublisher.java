package io.keyturn.worker.output;

import io.keyturn.worker.output.Outbox.Entry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Carries the outbox to Kafka, oldest first, and deletes what Kafka has confirmed. A crash between
 * the two sends a record twice; an output line's sequence tells.
 */
public final class OutboxPublisher implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(OutboxPublisher.class);
  private static final int AT_MOST = 500;

  private final Outbox outbox;
  private final KafkaTemplate<String, byte[]> kafka;
  private final TransactionTemplate transaction;
  private final Duration poll;
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean active;
  private @Nullable Thread loop;

  OutboxPublisher(
      Outbox outbox,
      KafkaTemplate<String, byte[]> kafka,
      TransactionTemplate transaction,
      Duration poll) {
    this.outbox = outbox;
    this.kafka = kafka;
    this.transaction = transaction;
    this.poll = poll;
  }

  @Override
  public synchronized void start() {
    active = true;
    loop = Thread.ofPlatform().name("outbox").start(this::loop);
  }

  /** Sends what is there, then ends. */
  @Override
  public synchronized void stop() {
    active = false;
    wake.release();
    try {
      if (loop != null) {
        loop.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return active;
  }

  /** Before the doors and the dispatcher, so that it stops after them. */
  @Override
  public int getPhase() {
    return 0;
  }

  private void loop() {
    boolean more = true;
    while (active || more) {
      try {
        more = sendBatch() == AT_MOST;
        if (!more && active) {
          wake.tryAcquire(poll.toMillis(), TimeUnit.MILLISECONDS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        more = false;
        log.atWarn()
            .addKeyValue("cause", e.getClass().getSimpleName())
            .log("the outbox could not be sent; trying again");
        pause();
      }
    }
  }

  private int sendBatch() {
    Integer sent =
        transaction.execute(_ -> {
          List<Entry> entries = outbox.lockOldest(AT_MOST);
          CompletableFuture.allOf(sendAll(entries).toArray(CompletableFuture[]::new)).join();
          if (!entries.isEmpty()) {
            outbox.delete(entries.stream().map(Entry::id).toList());
          }
          return entries.size();
        });
    return sent == null ? 0 : sent;
  }

  /** Up to the first that fails at once: while Kafka is away each further one would wait, too. */
  private List<CompletableFuture<?>> sendAll(List<Entry> entries) {
    List<CompletableFuture<?>> sent = new ArrayList<>();
    for (Entry entry : entries) {
      CompletableFuture<?> one = send(entry);
      sent.add(one);
      if (one.isCompletedExceptionally()) {
        break;
      }
    }
    return sent;
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

  private void pause() {
    try {
      wake.tryAcquire(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
