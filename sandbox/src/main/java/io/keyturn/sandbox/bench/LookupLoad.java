package io.keyturn.sandbox.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Asks for settings of one application after another, as the workers of a busy day do. */
final class LookupLoad implements AutoCloseable {

  private static final int CONNECTIONS = 64;
  private static final int BUSY = 8;

  private final String url;
  private final String token;
  private final ExecutorService askers = Executors.newFixedThreadPool(CONNECTIONS);
  private final OkHttpClient http =
      new OkHttpClient.Builder()
          .connectionPool(new ConnectionPool(CONNECTIONS, 5, TimeUnit.MINUTES))
          .build();

  LookupLoad(String url, String token) {
    this.url = url;
    this.token = token;
  }

  /** As many as come through, several at a time. */
  void warmUp(int lookups, int applications) throws InterruptedException {
    run(BUSY, lookups, applications, new double[lookups], 0);
  }

  /** Milliseconds of each, the next when the one before has been answered. */
  double[] oneAfterAnother(int lookups, int applications) throws InterruptedException {
    double[] milliseconds = new double[lookups];
    run(1, lookups, applications, milliseconds, 0);
    return milliseconds;
  }

  /**
   * Asks at times that are set beforehand, however long the answers take.
   *
   * @return milliseconds from when each was to be asked until it was answered
   */
  double[] steady(int perSecond, Duration time, int applications) throws InterruptedException {
    double[] milliseconds = new double[(int) (perSecond * time.toMillis() / 1000)];
    run(
        CONNECTIONS,
        milliseconds.length,
        applications,
        milliseconds,
        TimeUnit.SECONDS.toNanos(1) / perSecond);
    return milliseconds;
  }

  private void run(
      int several, int lookups, int applications, double[] milliseconds, long everyNanoseconds)
      throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    long start = System.nanoTime();
    Callable<Boolean> asker =
        () -> {
          for (int n = next.getAndIncrement(); n < lookups; n = next.getAndIncrement()) {
            long planned =
                everyNanoseconds == 0 ? System.nanoTime() : awaited(start + n * everyNanoseconds);
            ask(ThreadLocalRandom.current().nextInt(applications));
            milliseconds[n] = (System.nanoTime() - planned) / 1e6;
          }
          return true;
        };
    for (Future<Boolean> ended : askers.invokeAll(Collections.nCopies(several, asker))) {
      if (ended.state() == Future.State.FAILED) {
        throw new IllegalStateException("a look-up failed", ended.exceptionNow());
      }
    }
  }

  private static long awaited(long planned) {
    for (long left = planned - System.nanoTime(); left > 0; left = planned - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return planned;
  }

  private void ask(int number) throws IOException {
    Request request =
        new Request.Builder()
            .url(
                "%s/api/v1/worker/tenants/%s/applications/%s/rotation-settings"
                    .formatted(url, LookupSeed.tenant(number), LookupSeed.application(number)))
            .header("Authorization", "Bearer " + token)
            .build();
    try (Response response = http.newCall(request).execute()) {
      String body = response.body().string();
      if (response.code() != 200
          || !body.contains("\"org" + number % LookupSeed.CONNECTORS + '"')) {
        throw new IllegalStateException(
            "tenant-settings answered " + response.code() + " for application " + number);
      }
    }
  }

  @Override
  public void close() {
    askers.shutdownNow();
    http.connectionPool().evictAll();
  }
}
