package io.keyturn.worker.rotation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/** Does the same for several connections of a rotation: after a leak for all at the same time. */
final class Together {

  private Together() {}

  /**
   * Answers in the order of the items when all of them have ended, however they did.
   *
   * @throws RuntimeException the first that one of them ended with; the others have ended, too. The
   *     same with an {@link Error}
   */
  static <T, R> List<R> each(Rotation rotation, List<T> items, Function<T, R> work) {
    return rotation.emergency() && items.size() > 1
        ? atOnce(items, work)
        : items.stream().map(work).toList();
  }

  private static <T, R> List<R> atOnce(List<T> items, Function<T, R> work) {
    List<FutureTask<R>> tasks = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (T item : items) {
      FutureTask<R> task = new FutureTask<>(Along.part(() -> work.apply(item)));
      tasks.add(task);
      threads.add(Thread.ofVirtual().name("connection-" + threads.size()).start(task));
    }
    boolean interrupted = false;
    for (Thread thread : threads) {
      interrupted |= joined(thread, threads);
    }
    try {
      return tasks.stream().map(Together::answer).toList();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Who is to stop passes that on, and still waits: what they have begun has to be journaled. */
  private static boolean joined(Thread thread, List<Thread> all) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
        all.forEach(Thread::interrupt);
      }
    }
  }

  private static <R> R answer(FutureTask<R> ended) {
    try {
      return ended.get();
    } catch (InterruptedException e) {
      throw new IllegalStateException("a task that has ended is not waited for", e);
    } catch (ExecutionException e) {
      switch (Objects.requireNonNull(e.getCause())) {
        case RuntimeException failure -> throw failure;
        case Error error -> throw error;
        case Throwable other -> throw new IllegalStateException(other);
      }
    }
  }
}
