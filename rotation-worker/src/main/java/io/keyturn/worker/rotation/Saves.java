package io.keyturn.worker.rotation;

import io.keyturn.worker.loop.DatabaseAway;
import io.keyturn.worker.loop.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Brings what lanes want saved into the journal: all that waits at a moment, in one transaction.
 * Hundreds of lanes save several times a second each, and a transaction for every save would cost
 * more than all the calls to Azure.
 *
 * <p>One thread holds the pen while there is something to write. A lane's own virtual thread would
 * wait behind every other lane that is ready, each time PostgreSQL has answered one of the
 * transaction's statements. A save that comes alone waits for nobody.
 */
final class Saves {

  private static final Logger log = LoggerFactory.getLogger(Saves.class);

  /** Bounds a transaction, and with that how long the last one in it waits. */
  private static final int AT_MOST = 200;

  private final SaveStatements statements;
  private final TransactionTemplate transaction;
  private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean writing = new AtomicBoolean();
  private final Consumer<Save> saved;

  /** A thread that ends when nothing has been written for a minute. */
  private final Executor pen =
      new ThreadPoolExecutor(
          0,
          1,
          1,
          TimeUnit.MINUTES,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().name("journal-pen").daemon().factory());

  Saves(SaveStatements statements, TransactionTemplate transaction) {
    this(statements, transaction, _ -> {});
  }

  /**
   * @param saved is told of each save that the journal has taken, before whoever made it goes on
   */
  Saves(SaveStatements statements, TransactionTemplate transaction, Consumer<Save> saved) {
    this.statements = statements;
    this.transaction = transaction;
    this.saved = saved;
  }

  /**
   * Answers once it is on disk.
   *
   * @throws LeaseLost when another worker has the lane; nothing of this save is written then
   */
  void save(Save save) {
    Waiting mine = new Waiting(save);
    queue.add(mine);
    if (writing.compareAndSet(false, true)) {
      pen.execute(this::writeAll);
    }
    switch (mine.over.join().orElse(null)) {
      case null -> {}
      case Error error -> throw error;
      case RuntimeException refused -> throw refused;
      case Throwable other -> throw new IllegalStateException(other);
    }
  }

  private void writeAll() {
    do {
      for (List<Waiting> batch = nextBatch(); !batch.isEmpty(); batch = nextBatch()) {
        writeWhateverComes(batch);
      }
      writing.set(false);
      // Somebody may have come before that word, and relied on us.
    } while (!queue.isEmpty() && writing.compareAndSet(false, true));
  }

  /** Nobody waits for ever, and the pen is not lost. */
  private void writeWhateverComes(List<Waiting> batch) {
    try {
      write(batch);
    } catch (RuntimeException | Error e) {
      batch.forEach(waiting -> waiting.end(e));
    }
  }

  private List<Waiting> nextBatch() {
    List<Waiting> batch = new ArrayList<>();
    while (batch.size() < AT_MOST && queue.poll() instanceof Waiting next) {
      batch.add(next);
    }
    return batch;
  }

  private void write(List<Waiting> batch) {
    @Nullable Map<Save, RuntimeException> refused;
    try {
      refused =
          transaction.execute(
              _ -> statements.write(batch.stream().map(waiting -> waiting.save).toList()));
    } catch (Error e) {
      batch.forEach(waiting -> waiting.end(e));
      return;
    } catch (RuntimeException e) {
      if (batch.size() == 1 || DatabaseAway.is(e)) {
        batch.forEach(waiting -> waiting.end(e));
      } else {
        // One of them cannot be saved, and must not take the others with it.
        batch.forEach(waiting -> write(List.of(waiting)));
      }
      return;
    }
    for (Waiting waiting : batch) {
      @Nullable RuntimeException why = refused == null ? null : refused.get(waiting.save);
      if (why == null) {
        tell(waiting.save);
      }
      waiting.end(why);
    }
  }

  /** It is on disk, whatever comes of this. */
  private void tell(Save save) {
    try {
      saved.accept(save);
    } catch (RuntimeException e) {
      log.atWarn().addKeyValue("cause", Trouble.of(e)).log("a save could not be counted");
    }
  }

  private static final class Waiting {

    private final Save save;
    private final CompletableFuture<Optional<Throwable>> over = new CompletableFuture<>();

    Waiting(Save save) {
      this.save = save;
    }

    void end(@Nullable Throwable why) {
      over.complete(Optional.ofNullable(why));
    }
  }
}
