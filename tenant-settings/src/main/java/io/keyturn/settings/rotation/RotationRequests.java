package io.keyturn.settings.rotation;

import io.keyturn.contracts.event.NewsData;
import io.keyturn.contracts.event.NewsWriter;
import io.keyturn.contracts.event.RotationNews;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/** Tells the worker what somebody asks for, or has decided. */
@Component
class RotationRequests {

  static final URI SOURCE = URI.create("/keyturn/tenant-settings");
  private static final long PATIENCE_SECONDS = 15;

  private final KafkaTemplate<String, byte[]> kafka;

  RotationRequests(KafkaTemplate<String, byte[]> kafka) {
    this.kafka = kafka;
  }

  /**
   * Returns when Kafka has stored it. Publishing the same event id again is the same request again,
   * for the worker and for the rotation's id.
   *
   * @throws NotPublished when Kafka did not confirm it in time; it may have been stored all the
   *     same
   */
  void publish(String eventId, Instant at, NewsData asked) {
    send(List.of(new RotationNews(SOURCE, eventId, at, asked)));
  }

  /**
   * All of them, or {@link NotPublished}: then some may have been stored.
   *
   * @throws NotPublished when Kafka did not confirm each in time
   */
  void publish(List<Request> requests) {
    send(requests.stream().map(Request::news).toList());
  }

  private void send(List<RotationNews> all) {
    try {
      List<CompletableFuture<?>> sent = new ArrayList<>();
      for (RotationNews news : all) {
        sent.add(kafka.send(NewsWriter.structured(news)));
      }
      CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new NotPublished(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotPublished(e);
    }
  }

  /** Kafka did not confirm. */
  static final class NotPublished extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotPublished(Exception cause) {
      super("Kafka did not confirm a rotation request", cause);
    }
  }
}
