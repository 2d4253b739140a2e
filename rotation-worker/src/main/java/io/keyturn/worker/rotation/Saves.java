package io.keyturn.worker.rotation;

import io.keyturn.worker.loop.DatabaseAway;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Brings what lanes want saved into the journal: all that waits at a moment, in one transaction.
 * Hundreds of lanes save several times a second each, and a transaction for every save would cost
 * more than all the calls to Azure.
 *
 * <p>There is no thread for it, but a few pens. A lane that comes while one is free takes it,
 * writes for everybody who waits, and then hands it on. A save that comes alone waits for nobody.
 */
final class Saves {

  /** Bounds a transaction, and with that how long the last one in it waits. */
  private static final int AT_MOST = 200;

  private final SaveStatements statements;
  private final TransactionTemplate transaction;
  private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final Semaphore pens;

  /**
   * @param pens transactions that may be under way at once; while PostgreSQL works on one, the next
   *     can be on its way
   */
  Saves(SaveStatements statements, TransactionTemplate transaction, int pens) {
    this.statements = statements;
    this.transaction = transaction;
    this.pens = new Semaphore(pens);
  }

  /**
   * Answers once it is on disk.
   *
   * @throws LeaseLost when another worker has the lane; nothing of this save is written then
   */
  void save(Save save) {
    Waiting mine = new Waiting(save);
    queue.add(mine);
    if (pens.tryAcquire() || mine.turn.join() == Turn.WRITE) {
      writeUntilOver(mine);
    }
    switch (mine.over.join()) {
      case null -> {}
      case Error error -> throw error;
      case RuntimeException refused -> throw refused;
      case Throwable other -> throw new IllegalStateException(other);
    }
  }

  private void writeUntilOver(Waiting mine) {
    try {
      List<Waiting> batch = nextBatch();
      // Empty where somebody else is writing this one.
      while (!batch.isEmpty()) {
        write(batch);
        batch = mine.over.isDone() ? List.of() : nextBatch();
      }
    } finally {
      handOn();
    }
  }

  private List<Waiting> nextBatch() {
    List<Waiting> batch = new ArrayList<>();
    while (batch.size() < AT_MOST && queue.poll() instanceof Waiting next) {
      batch.add(next);
    }
    return batch;
  }

  private void handOn() {
    do {
      for (Waiting next : queue) {
        if (next.turn.complete(Turn.WRITE)) {
          return;
        }
      }
      pens.release();
      // Somebody may have come before that, and found no pen.
    } while (!queue.isEmpty() && pens.tryAcquire());
  }

  private void write(List<Waiting> batch) {
    try {
      Map<Save, RuntimeException> refused =
          transaction.execute(
              _ -> statements.write(batch.stream().map(waiting -> waiting.save).toList()));
      batch.forEach(waiting -> waiting.end(refused == null ? null : refused.get(waiting.save)));
    } catch (Error e) {
      batch.forEach(waiting -> waiting.end(e));
    } catch (RuntimeException e) {
      if (batch.size() == 1 || DatabaseAway.is(e)) {
        batch.forEach(waiting -> waiting.end(e));
      } else {
        // One of them cannot be saved, and must not take the others with it.
        batch.forEach(waiting -> write(List.of(waiting)));
      }
    }
  }

  private enum Turn {
    WRITE,
    OVER
  }

  private static final class Waiting {

    private final Save save;
    private final CompletableFuture<Turn> turn = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Throwable> over = new CompletableFuture<>();

    Waiting(Save save) {
      this.save = save;
    }

    void end(@Nullable Throwable why) {
      over.complete(why);
      turn.complete(Turn.OVER);
    }
  }
}
