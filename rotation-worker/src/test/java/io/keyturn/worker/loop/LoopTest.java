package io.keyturn.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.worker.contoso.Await;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataIntegrityViolationException;

@Timeout(30)
class LoopTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final AtomicInteger turns = new AtomicInteger();

  @Test
  void itRestsUntilItIsWoken() {
    Loop loop =
        new Loop(
            "test",
            LONG,
            () -> {
              turns.incrementAndGet();
              return LONG;
            });
    loop.start();
    Await.until(() -> turns.get() == 1);

    loop.wake();

    Await.until(() -> turns.get() == 2);
    loop.stop();
    assertThat(loop.isActive()).isFalse();
  }

  static Stream<Runnable> failures() {
    return Stream.of(
        () -> {
          throw new IllegalStateException("canary");
        },
        () -> {
          throw new OutOfMemoryError("canary");
        },
        () -> {
          throw new NoClassDefFoundError("canary");
        });
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aTurnThatFailsEndsNothing(Runnable failure) {
    Loop loop =
        new Loop(
            "test",
            Duration.ofMillis(1),
            () -> {
              if (turns.incrementAndGet() < 3) {
                failure.run();
              }
              return LONG;
            });
    loop.start();

    Await.until(() -> turns.get() == 3);
    loop.stop();
  }

  @Test
  void stoppingLetsTheTurnThatIsUnderWayEnd() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Loop loop =
        new Loop(
            "test",
            LONG,
            () -> {
              begun.countDown();
              go.await();
              turns.incrementAndGet();
              return Duration.ZERO;
            });
    loop.start();
    Await.until(() -> begun.getCount() == 0);
    Thread stopping = Thread.ofVirtual().start(loop::stop);
    Await.until(() -> !loop.isActive());

    go.countDown();
    Await.until(() -> !stopping.isAlive());

    assertThat(turns).hasValue(1);
  }

  @Test // FAULT-24
  void whatIsLoggedOfAnExceptionIsNoneOfItsMessages() {
    Throwable trouble =
        new DataIntegrityViolationException(
            "canary-1", new SQLException("canary-2", "22021", new IllegalStateException("canary")));

    assertThat(Trouble.of(trouble))
        .contains("DataIntegrityViolationException", "SQLException 22021", "LoopTest")
        .doesNotContain("canary");
  }
}
