package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.http.Effect;
import io.keyturn.embedded.http.Fault;
import io.keyturn.worker.contoso.Await;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.Scene.Renewed;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A worker loses its lane while its write is under way. Nothing can stop the request then; Azure
 * DevOps has no ETag.
 */
class LateWriteTest {

  private static final String ENDPOINTS = "/devops/.*/_apis/serviceendpoint/endpoints/.*";

  /** The saves of a rotation: that it is proven, that the write begins, what came of it. */
  private static final int PROVING = 1;

  private static final int UPDATING = 2;
  private static final int UPDATED = 3;

  private final Bench bench = new Bench();
  private final Scene scene = new Scene(bench.contoso);
  private final ServiceConnection connection = scene.azurerm("payments-prod");
  private final Bench.Worker other = bench.worker("other", bench.transaction);

  @Test
  @Tag("FAULT-3")
  @Tag("FAULT-20")
  void anOlderSecretThatArrivedLateIsReplacedByTheNewestAgain() {
    Renewed older = scene.renew();
    bench.arrive(scene, older.version());
    Renewed newest = whileTheWriteIsUnderWay(bench.worker("stalled", bench.transaction));
    assertThat(connection.holds(older.value())).as("it arrived late").isTrue();

    other.run();

    assertThat(connection.holds(newest.value())).isTrue();
    UUID again =
        bench
            .jdbc
            .sql("select id from rotation where trigger = 'LATE_WRITE' and finished_at is not null")
            .query(UUID.class)
            .single();
    assertThat(bench.story(again))
        .startsWith("RECEIVE SUCCEEDED")
        .contains("UPDATE SUCCEEDED", "VERIFY SUCCEEDED")
        .endsWith("CONCLUDE SUCCEEDED");
    assertThat(bench.output.of(again).getFirst().message()).contains("written late");
    assertThat(other.run()).as("nothing is left now").isZero();
  }

  @Test
  @Tag("FAULT-3")
  void theWorkerThatTookOverRepairsWhatTheFormerOneNeverGotToTell() {
    Renewed older = scene.renew();
    bench.arrive(scene, older.version());
    Renewed newest =
        whileTheWriteIsUnderWay(
            bench.worker("dies", new Failing(bench.transaction, UPDATED, _ -> new Died())));
    assertThat(connection.holds(older.value())).as("it arrived late").isTrue();
    assertThat(other.run()).as("it may still arrive").isZero();

    bench.turn(Bench.WRITE.late().plusSeconds(1));
    other.run();

    assertThat(connection.holds(newest.value())).isTrue();
    assertThat(repairs()).hasSize(1);
    assertThat(bench.story(repairs().getFirst())).endsWith("CONCLUDE SUCCEEDED");
  }

  @Test
  @Tag("FAULT-3")
  void whoCannotReachTheDatabaseWhenItLearnsThatItWroteLateSaysSoLater() {
    Renewed older = scene.renew();
    bench.arrive(scene, older.version());
    Bench.Worker stalled =
        bench.worker(
            "cut off",
            new Failing(
                bench.transaction,
                UPDATED,
                save ->
                    save < UPDATED + 2
                        ? new DataAccessResourceFailureException("the database is away")
                        : null));
    Renewed newest = whileTheWriteIsUnderWay(stalled);
    assertThat(repairs()).hasSize(1);

    stalled.lateWrites().lookAgain();
    assertThat(repairs()).hasSize(2);
    other.run();

    assertThat(connection.holds(newest.value())).isTrue();
  }

  @Test
  void aTakeOverAfterWhichTheSameVersionIsWrittenNeedsNoRepair() {
    Renewed renewed = scene.renew();
    bench.arrive(scene, renewed.version());
    Bench.Worker dies =
        bench.worker("dies", new Failing(bench.transaction, UPDATED, _ -> new Died()));
    assertThatThrownBy(dies::run).isInstanceOf(Died.class);
    bench.turn(Bench.LEASE.plusSeconds(1));

    other.run();

    assertThat(connection.holds(renewed.value())).isTrue();
    assertThat(repairs()).isEmpty();
  }

  @Test
  void whoLostItsLeaseBeforeItWroteAnythingLeavesNothingToRepair() {
    bench.arrive(scene, scene.renew().version());
    Bench.Worker stalled =
        bench.worker("stalled", new Stalling(bench.transaction, PROVING, this::takeOver));

    assertThatThrownBy(stalled::run).isInstanceOf(LeaseLost.class);

    assertThat(repairs()).isEmpty();
  }

  @Test
  void whoSeesRightBeforeItsWriteThatItsLeaseHasEndedDoesNotWrite() {
    Renewed older = scene.renew();
    bench.arrive(scene, older.version());
    Bench.Worker stalled =
        bench.worker("stalled", new Stalling(bench.transaction, UPDATING, this::takeOver));

    assertThatThrownBy(stalled::run).isInstanceOf(LeaseLost.class);

    assertThat(connection.updates()).as("updates, the other worker's").isEqualTo(1);
    assertThat(repairs()).isEmpty();
  }

  @Test
  void aLeaseThatWouldEndWithinTheWriteIsProlongedFirst() {
    bench.arrive(scene, scene.renew().version());
    Bench.Worker slow =
        bench.worker(
            "slow",
            new Stalling(
                bench.transaction,
                UPDATING,
                () -> bench.turn(Bench.LEASE.minus(Bench.WRITE.timeout()).plusSeconds(1))));

    slow.run();

    assertThat(connection.updates()).isEqualTo(1);
    assertThat(bench.story(onlyRotation())).endsWith("CONCLUDE SUCCEEDED");
  }

  private UUID onlyRotation() {
    return bench.jdbc.sql("select id from rotation").query(UUID.class).single();
  }

  /** The lease ends, another worker takes the lane over and writes a newer version meanwhile. */
  private Renewed whileTheWriteIsUnderWay(Bench.Worker stalled) {
    bench
        .contoso
        .azure()
        .faults()
        .add(Fault.once("PUT", ENDPOINTS, new Effect.Delay(Duration.ofSeconds(3))));
    int before = bench.contoso.azure().faults().list().size();
    CompletableFuture<Void> run = CompletableFuture.runAsync(stalled::run);
    // The fault is used up once the request is there.
    Await.until(() -> bench.contoso.azure().faults().list().size() < before);
    bench.turn(Bench.LEASE.plusSeconds(1));
    Renewed newest = scene.renew();
    bench.arrive(scene, newest.version());
    other.run();
    assertThat(connection.holds(newest.value())).isTrue();
    assertThatThrownBy(run::join).isInstanceOf(CompletionException.class);
    return newest;
  }

  private void takeOver() {
    bench.turn(Bench.LEASE.plusSeconds(1));
    other.run();
  }

  private java.util.List<UUID> repairs() {
    return bench
        .jdbc
        .sql("select id from rotation where trigger = 'LATE_WRITE' order by next_attempt_at")
        .query((row, _) -> row.getObject(1, UUID.class))
        .list();
  }

  private static final class Died extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** From one of its saves on, saves fail. */
  private static final class Failing extends TransactionTemplate {

    private static final long serialVersionUID = 1L;

    private final int from;
    private final transient java.util.function.IntFunction<
            @org.jspecify.annotations.Nullable Throwable>
        failure;
    private int count;

    Failing(
        TransactionTemplate like,
        int from,
        java.util.function.IntFunction<@org.jspecify.annotations.Nullable Throwable> failure) {
      super(Objects.requireNonNull(like.getTransactionManager()));
      this.from = from;
      this.failure = failure;
    }

    @Override
    public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
      if (++count >= from) {
        Throwable thrown = failure.apply(count);
        if (thrown instanceof Error error) {
          throw error;
        }
        if (thrown instanceof RuntimeException exception) {
          throw exception;
        }
      }
      return super.execute(action);
    }
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
