package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A worker stands still between saying that it will write and writing, for longer than its lease.
 * Nothing can stop its request then; Azure DevOps has no ETag.
 */
class LateWriteTest {

  /** The save that says the write is about to begin. */
  private static final int UPDATING = 2;

  private final Bench bench = new Bench();
  private final Scene scene = new Scene(bench.contoso);
  private final ServiceConnection connection = scene.azurerm("payments-prod");
  private final Bench.Worker other = bench.worker("other", bench.transaction);

  @Test // FAULT-3
  void anOlderSecretThatWasWrittenLateIsReplacedByTheNewestAgain() {
    Renewed older = scene.renew();
    bench.arrive(scene, older.version());
    Renewed newest =
        stallWhile(() -> {
          Renewed renewed = scene.renew();
          bench.arrive(scene, renewed.version());
          other.run();
          return renewed;
        });
    assertThat(connection.holds(older.value())).as("it was written late").isTrue();

    other.run();

    assertThat(connection.holds(newest.value())).isTrue();
    UUID again = repair();
    assertThat(bench.story(again))
        .startsWith("RECEIVE SUCCEEDED")
        .contains("UPDATE SUCCEEDED", "VERIFY SUCCEEDED")
        .endsWith("CONCLUDE SUCCEEDED");
    assertThat(bench.output.of(again).getFirst().message()).contains("written late");
    assertThat(other.run()).as("nothing is left").isZero();
  }

  @Test
  void whoLostItsLeaseBeforeItWroteAnythingLeavesNothingToRepair() {
    bench.arrive(scene, scene.renew().version());
    Bench.Worker stalled =
        bench.worker("stalled", new Stalling(bench.transaction, UPDATING - 1, this::takeOver));

    assertThatThrownBy(stalled::run).isInstanceOf(LeaseLost.class);

    assertThat(bench.jdbc.sql("select count(*) from rotation").query(Long.class).single())
        .isEqualTo(1);
  }

  private Renewed stallWhile(java.util.function.Supplier<Renewed> meanwhile) {
    Renewed[] renewed = new Renewed[1];
    Bench.Worker stalled =
        bench.worker(
            "stalled",
            new Stalling(
                bench.transaction,
                UPDATING,
                () -> {
                  bench.turn(Bench.LEASE.plusSeconds(1));
                  renewed[0] = meanwhile.get();
                }));
    assertThatThrownBy(stalled::run).isInstanceOf(LeaseLost.class);
    return renewed[0];
  }

  private void takeOver() {
    bench.turn(Bench.LEASE.plusSeconds(1));
    other.run();
  }

  private UUID repair() {
    return bench
        .jdbc
        .sql("select id from rotation where trigger = 'LATE_WRITE'")
        .query(UUID.class)
        .single();
  }

  /** Stands still after one of its saves while others go on. */
  private static final class Stalling extends TransactionTemplate {

    private static final long serialVersionUID = 1L;

    private final int save;
    private final transient Runnable meanwhile;
    private int count;

    Stalling(TransactionTemplate like, int save, Runnable meanwhile) {
      super(Objects.requireNonNull(like.getTransactionManager()));
      this.save = save;
      this.meanwhile = meanwhile;
    }

    @Override
    public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
      T result = super.execute(action);
      if (++count == save) {
        meanwhile.run();
      }
      return result;
    }
  }
}
