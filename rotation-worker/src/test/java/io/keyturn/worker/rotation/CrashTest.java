package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A process dies before or after each save, and with that between any two calls (FAULT-3). Another
 * takes the lane over when the lease has ended, and goes on from the journal.
 */
class CrashTest {

  /** Saves of a rotation with one connection; the last one gives the lane back, too. */
  private static final int SAVES = 4;

  private final Bench bench = new Bench();
  private final Scene scene = new Scene(bench.contoso);

  static List<String> moments() {
    return IntStream.rangeClosed(1, SAVES)
        .boxed()
        .flatMap(save -> List.of("before " + save, "after " + save).stream())
        .toList();
  }

  @ParameterizedTest(name = "dies {0}")
  @MethodSource("moments")
  void whoeverTakesOverFinishesWithTheRightSecretAndAGaplessOutput(String moment) {
    ServiceConnection connection = scene.azurerm("payments-prod");
    Renewed renewed = scene.renew();
    UUID id = bench.arrive(scene, renewed.version());
    String[] parts = moment.split(" ", 2);
    DyingTransaction dying =
        new DyingTransaction(
            bench.transaction, Integer.parseInt(parts[1]), parts[0].equals("before"));
    assertThatThrownBy(() -> bench.worker("dies", dying).run()).isInstanceOf(Died.class);

    bench.turn(Bench.LEASE.plusSeconds(1));
    bench.worker.run();

    assertThat(bench.state(id)).isEqualTo(RotationState.SUCCEEDED);
    assertThat(connection.holds(renewed.value())).isTrue();
    assertThat(connection.secretFingerprints()).doesNotContain("lost");
    assertThat(bench.output.of(id))
        .extracting("sequence")
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, bench.output.of(id).size()).boxed().toList());
    assertThat(bench.story(id))
        .containsOnlyOnce("CONCLUDE SUCCEEDED")
        .containsOnlyOnce("VERIFY SUCCEEDED")
        .endsWith("CONCLUDE SUCCEEDED");
    assertThat(bench.worker.run()).as("nothing is left").isZero();
  }

  /** The process is gone: nobody catches this. */
  private static final class Died extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static final class DyingTransaction extends TransactionTemplate {

    private static final long serialVersionUID = 1L;

    private final int save;
    private final boolean before;
    private int count;

    DyingTransaction(TransactionTemplate like, int save, boolean before) {
      super(manager(like));
      this.save = save;
      this.before = before;
    }

    private static PlatformTransactionManager manager(TransactionTemplate like) {
      return java.util.Objects.requireNonNull(like.getTransactionManager());
    }

    @Override
    public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
      count++;
      if (count == save && before) {
        throw new Died();
      }
      T result = super.execute(action);
      if (count == save) {
        throw new Died();
      }
      return result;
    }
  }
}
