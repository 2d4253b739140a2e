package io.keyturn.azuredevops;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

  @Test
  void aCallThatCannotBeCutOffLeavesTheOthersTheirDeadlines() throws Exception {
    Deadlines deadlines = new Deadlines();
    CountDownLatch tried = new CountDownLatch(1);
    deadlines.begin(
        whenCancelled(() -> {
          tried.countDown();
          throw new IllegalStateException("canary");
        }),
        Duration.ofMillis(1));
    assertThat(tried.await(30, TimeUnit.SECONDS)).isTrue();
    CountDownLatch cut = new CountDownLatch(1);

    Deadlines.UnderWay later = deadlines.begin(whenCancelled(cut::countDown), Duration.ofMillis(1));

    assertThat(cut.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(later.wasCut()).isTrue();
  }

  private static Call whenCancelled(Runnable cancel) {
    return (Call)
        Proxy.newProxyInstance(
            Call.class.getClassLoader(),
            new Class<?>[] {Call.class},
            (proxy, method, _) ->
                switch (method.getName()) {
                  case "cancel" -> {
                    cancel.run();
                    yield null;
                  }
                  case "hashCode" -> System.identityHashCode(proxy);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
