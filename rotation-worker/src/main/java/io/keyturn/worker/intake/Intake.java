package io.keyturn.worker.intake;

import io.keyturn.contracts.event.MalformedEvent;
import io.keyturn.contracts.event.NewsData.RotationRequested;
import io.keyturn.contracts.event.NewsData.SecretRenewed;
import io.keyturn.contracts.event.NewsData.VaultSecretChanged;
import io.keyturn.contracts.event.NewsReader;
import io.keyturn.contracts.event.RotationId;
import io.keyturn.contracts.event.RotationNews;
import io.keyturn.worker.output.DeadLetters;
import io.keyturn.worker.rotation.Arrivals;
import io.keyturn.worker.rotation.Dispatcher;
import io.keyturn.worker.rotation.Rotation;
import io.keyturn.worker.rotation.Trigger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Turns records into journal rows: one batch, one transaction. What cannot be read becomes a dead
 * letter in the same transaction, and the next record is handled as if nothing had happened.
 */
final class Intake {

  private static final Logger log = LoggerFactory.getLogger(Intake.class);

  private final Arrivals arrivals;
  private final VaultNews vaultNews;
  private final DeadLetters deadLetters;
  private final Dispatcher dispatcher;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Intake(
      Arrivals arrivals,
      VaultNews vaultNews,
      DeadLetters deadLetters,
      Dispatcher dispatcher,
      TransactionTemplate transaction,
      Clock clock) {
    this.arrivals = arrivals;
    this.vaultNews = vaultNews;
    this.deadLetters = deadLetters;
    this.dispatcher = dispatcher;
    this.transaction = transaction;
    this.clock = clock;
  }

  void take(List<ConsumerRecord<byte[], byte[]>> batch) {
    transaction.executeWithoutResult(_ -> {
      List<Rotation> rotations = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> message : batch) {
        read(message, rotations);
      }
      arrivals.store(rotations);
    });
    dispatcher.wake();
    vaultNews.wake();
  }

  private void read(ConsumerRecord<byte[], byte[]> message, List<Rotation> rotations) {
    String origin = DeadLetters.origin(message.topic(), message.partition(), message.offset());
    Optional<String> key =
        Optional.ofNullable(message.key()).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    NewsReader.Reading reading = NewsReader.read(message.headers(), message.value());
    for (RotationNews news : reading.news()) {
      switch (news.data()) {
        case SecretRenewed renewed -> rotations.add(rotation(news, renewed, origin, key));
        case RotationRequested asked -> rotations.add(rotation(news, asked, origin, key));
        case VaultSecretChanged changed -> vaultNews.store(news, changed, origin, key);
      }
    }
    for (MalformedEvent flaw : reading.flaws()) {
      deadLetters.add(flaw.flaw().name(), String.valueOf(flaw.getMessage()), origin, key);
      log.atWarn()
          .addKeyValue("origin", origin)
          .addKeyValue("reason", flaw.flaw())
          .addKeyValue("field", flaw.field())
          .log("a record could not be read and is a dead letter now");
    }
  }

  private Rotation rotation(
      RotationNews news, SecretRenewed renewed, String origin, Optional<String> key) {
    return Rotation.received(
        RotationId.of(news.source(), news.id()),
        renewed.tenantId(),
        renewed.applicationId(),
        Trigger.SECRET_RENEWED,
        Optional.of(renewed.secret()),
        renewed.expiresOn(),
        false,
        origin,
        key,
        clock.instant());
  }

  private Rotation rotation(
      RotationNews news, RotationRequested asked, String origin, Optional<String> key) {
    return Rotation.received(
        RotationId.of(news.source(), news.id()),
        asked.tenantId(),
        asked.applicationId(),
        switch (asked.mode()) {
          case RENEW -> Trigger.RENEW_REQUESTED;
          case PROPAGATE -> Trigger.PROPAGATE_REQUESTED;
        },
        Optional.empty(),
        Optional.empty(),
        asked.emergency(),
        origin,
        key,
        clock.instant());
  }
}
