package io.keyturn.worker.intake;

import io.keyturn.contracts.event.MalformedEvent;
import io.keyturn.contracts.event.NewsData.OperatorDecision;
import io.keyturn.contracts.event.NewsData.RotationRequested;
import io.keyturn.contracts.event.NewsData.SecretRenewed;
import io.keyturn.contracts.event.NewsData.VaultSecretChanged;
import io.keyturn.contracts.event.NewsReader;
import io.keyturn.contracts.event.RotationId;
import io.keyturn.contracts.event.RotationNews;
import io.keyturn.contracts.trace.TraceParent;
import io.keyturn.worker.loop.Trouble;
import io.keyturn.worker.output.DeadLetters;
import io.keyturn.worker.renewal.Renewal;
import io.keyturn.worker.rotation.Arrivals;
import io.keyturn.worker.rotation.Decisions;
import io.keyturn.worker.rotation.Dispatcher;
import io.keyturn.worker.rotation.Rotation;
import io.keyturn.worker.rotation.Trigger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Turns records into journal rows: one batch, one transaction. What cannot be read becomes a dead
 * letter in the same transaction, and the next record is handled as if nothing had happened.
 */
final class Intake {

  private static final Logger log = LoggerFactory.getLogger(Intake.class);

  private final Arrivals arrivals;
  private final Decisions decisions;
  private final PendingNews pendingNews;
  private final VaultNews vaultNews;
  private final DeadLetters deadLetters;
  private final Dispatcher dispatcher;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Intake(
      Arrivals arrivals,
      Decisions decisions,
      PendingNews pendingNews,
      VaultNews vaultNews,
      DeadLetters deadLetters,
      Dispatcher dispatcher,
      TransactionTemplate transaction,
      Clock clock) {
    this.arrivals = arrivals;
    this.decisions = decisions;
    this.pendingNews = pendingNews;
    this.vaultNews = vaultNews;
    this.deadLetters = deadLetters;
    this.dispatcher = dispatcher;
    this.transaction = transaction;
    this.clock = clock;
  }

  void take(List<ConsumerRecord<byte[], byte[]>> batch) {
    try {
      store(batch);
    } catch (RuntimeException e) {
      if (!isTheRecordsOwn(e)) {
        throw e;
      }
      // PostgreSQL takes no text with a NUL in it, for one. Delivered again it would be refused
      // again, for ever; so the one record that cannot be stored is found and told.
      batch.forEach(this::storeAlone);
    }
    dispatcher.wake();
    vaultNews.wake();
  }

  private void store(List<ConsumerRecord<byte[], byte[]>> batch) {
    transaction.executeWithoutResult(_ -> {
      List<Rotation> rotations = new ArrayList<>();
      List<Runnable> afterwards = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> message : batch) {
        read(message, rotations, afterwards);
      }
      arrivals.store(rotations);
      afterwards.forEach(Runnable::run);
    });
  }

  private void storeAlone(ConsumerRecord<byte[], byte[]> message) {
    try {
      store(List.of(message));
    } catch (RuntimeException e) {
      if (!isTheRecordsOwn(e)) {
        throw e;
      }
      log.atError()
          .addKeyValue("origin", origin(message))
          .addKeyValue("cause", Trouble.of(e))
          .log("a record could not be stored and is a dead letter now");
      transaction.executeWithoutResult(_ ->
          deadLetters.add(
              MalformedEvent.Flaw.MALFORMED_FIELD.name(),
              "a field holds text that cannot be stored",
              origin(message),
              key(message)));
    }
  }

  /**
   * Whatever else the database says, the whole batch waits: a table that is missing or a disk that
   * is full is nothing that a record could help.
   */
  private static boolean isTheRecordsOwn(RuntimeException e) {
    return e instanceof DataIntegrityViolationException
        || !(e instanceof DataAccessException || e instanceof TransactionException);
  }

  private void read(
      ConsumerRecord<byte[], byte[]> message, List<Rotation> rotations, List<Runnable> afterwards) {
    String origin = origin(message);
    Optional<String> key = key(message);
    Optional<TraceParent> cause = cause(message);
    NewsReader.Reading reading = NewsReader.read(message.headers(), message.value());
    for (RotationNews news : reading.news()) {
      switch (news.data()) {
        // Told for others: the rotation that made it carries it.
        case SecretRenewed _ when news.source().equals(Renewal.NEWS_SOURCE) -> {}
        case SecretRenewed renewed ->
            rotations.add(rotation(news, renewed, origin, key).causedBy(cause));
        case RotationRequested asked ->
            rotations.add(rotation(news, asked, origin, key).causedBy(cause));
        case VaultSecretChanged changed -> pendingNews.store(news, changed, origin, key);
        // After this batch's rotations: it may be about one of them.
        case OperatorDecision decided -> afterwards.add(() -> decide(news, decided, origin, key));
      }
    }
    Set<String> told = new HashSet<>();
    for (MalformedEvent flaw : reading.flaws()) {
      // An array may hold the same flaw a hundred thousand times.
      if (!told.add(flaw.flaw() + " " + flaw.getMessage())) {
        continue;
      }
      deadLetters.add(flaw.flaw().name(), String.valueOf(flaw.getMessage()), origin, key);
      log.atWarn()
          .addKeyValue("origin", origin)
          .addKeyValue("reason", flaw.flaw())
          .addKeyValue("field", flaw.field())
          .log("a record could not be read and is a dead letter now");
    }
  }

  private void decide(
      RotationNews news, OperatorDecision decided, String origin, Optional<String> key) {
    if (!decisions.store(RotationId.of(news.source(), news.id()), decided)) {
      deadLetters.add(
          "UNKNOWN_ROTATION",
          "an operator decided about a rotation that this application does not have, or not any more",
          origin,
          key);
    }
  }

  /** Kafka's own way to say it, or that of CloudEvents (its extension for distributed tracing). */
  private static Optional<TraceParent> cause(ConsumerRecord<?, ?> message) {
    return Stream.of("traceparent", "ce_traceparent")
        .map(name -> message.headers().lastHeader(name))
        .filter(header -> header != null && header.value() != null)
        .flatMap(
            header -> TraceParent.read(new String(header.value(), StandardCharsets.UTF_8)).stream())
        .findFirst();
  }

  private static String origin(ConsumerRecord<byte[], byte[]> message) {
    return DeadLetters.origin(message.topic(), message.partition(), message.offset());
  }

  /** Only for telling where news came from; one that is no text of ours is left out. */
  private static Optional<String> key(ConsumerRecord<byte[], byte[]> message) {
    return Optional.ofNullable(message.key())
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .filter(DeadLetters::isOurKey);
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
            clock.instant())
        .retireBy(asked.retireBy())
        .asPlan(asked.plan())
        .ignoringWindow(asked.ignoreWindow());
  }
}
