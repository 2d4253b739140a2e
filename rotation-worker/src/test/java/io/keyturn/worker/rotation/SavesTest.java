package io.keyturn.worker.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.contoso.Await;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.output.RotationOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/** Many lanes save at once: one transaction for all that wait, and each hears its own outcome. */
class SavesTest {

  private static final int LANES = 60;

  private final Bench bench = new Bench();
  private final Slow slow = new Slow(bench.transaction);
  private final Bench.Worker worker = bench.worker("busy", slow);
  private final Map<Lease, Throwable> failures = new ConcurrentHashMap<>();

  @Test
  void savesThatWaitForOneThatIsUnderWayShareTheNextTransaction() throws Exception {
    List<Journal.Work> lanes = lanes(LANES);

    saveAtOnce(lanes.stream().map(SavesTest::remark).toList());

    assertThat(failures).isEmpty();
    assertThat(slow.transactions.get()).isEqualTo(2);
    assertThat(lanes)
        .allSatisfy(lane ->
            assertThat(bench.story(rotation(lane)))
                .containsExactly("RECEIVE SUCCEEDED", "READ SKIPPED OLD_SECRET_NOT_OURS"));
  }

  @Test
  void noSaveIsForgottenWhereManyComeAndGoAtOnce() throws Exception {
    List<Journal.Work> lanes = lanes(LANES);
    List<Thread> threads = new ArrayList<>();
    for (Journal.Work lane : lanes) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 20; i++) {
                  worker.saves().save(remark(lane));
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(lanes)
        .allSatisfy(lane ->
            assertThat(bench.output.of(rotation(lane)))
                .extracting("sequence")
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 21).boxed().toList()));
  }

  @Test
  void whoHasLostItsLeaseSavesNothingAndTheOthersAll() throws Exception {
    List<Journal.Work> lanes = lanes(5);
    Journal.Work lost = lanes.getLast();
    bench
        .jdbc
        .sql("update lane set fence = fence + 1 where application_id = :lost")
        .param("lost", lost.lane().lease().applicationId())
        .update();

    saveAtOnce(lanes.stream().map(SavesTest::remark).toList());

    assertThat(failures).containsOnlyKeys(lost.lane().lease());
    assertThat(failures.values()).hasOnlyElementsOfType(LeaseLost.class);
    assertThat(bench.story(rotation(lost))).containsExactly("RECEIVE SUCCEEDED");
    assertThat(lanes.subList(0, 4))
        .allSatisfy(lane -> assertThat(bench.story(rotation(lane))).hasSize(2));
  }

  @Test
  void whatCannotBeStoredTakesNoOtherSaveWithIt() throws Exception {
    List<Journal.Work> lanes = lanes(5);
    List<Save> saves = new ArrayList<>(lanes.stream().map(SavesTest::remark).toList());
    saves.set(2, remark(lanes.get(2), "PostgreSQL takes no text with a \0 in it."));

    saveAtOnce(saves);

    assertThat(failures).containsOnlyKeys(lanes.get(2).lane().lease());
    assertThat(bench.story(rotation(lanes.get(2)))).containsExactly("RECEIVE SUCCEEDED");
    assertThat(bench.story(rotation(lanes.get(3)))).hasSize(2);
  }

  @Test
  void aFinishedRotationTakesNothingMore() {
    Journal.Work lane = lanes(1).getFirst();
    bench.jdbc.sql("update rotation set finished_at = now(), next_attempt_at = null").update();

    assertThatThrownBy(() -> worker.saves().save(remark(lane)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(rotation(lane).toString());
    assertThat(bench.story(rotation(lane))).containsExactly("RECEIVE SUCCEEDED");
  }

  @Test
  void whileTheDatabaseIsAwayEverySaveFailsAndAfterwardsSavingGoesOn() throws Exception {
    List<Journal.Work> lanes = lanes(5);
    slow.away = true;
    saveAtOnce(lanes.stream().map(SavesTest::remark).toList());
    assertThat(failures).hasSize(5);
    assertThat(slow.transactions.get()).as("nobody tries for each of them").isEqualTo(2);

    slow.away = false;
    worker.saves().save(remark(lanes.getFirst()));

    assertThat(bench.story(rotation(lanes.getFirst()))).hasSize(2);
  }

  @Test
  void anErrorOfWhoeverIsToldEndsThatSaveAndThePenGoesOn() {
    Journal.Work lane = lanes(1).getFirst();
    AtomicInteger told = new AtomicInteger();
    Saves saves =
        bench.saves(_ -> {
          if (told.getAndIncrement() == 0) {
            throw new StackOverflowError("canary");
          }
        });

    assertThatThrownBy(() -> saves.save(remark(lane))).isInstanceOf(StackOverflowError.class);
    saves.save(remark(lane));

    assertThat(told).hasValue(2);
    assertThat(bench.story(rotation(lane))).as("both are on disk").hasSize(3);
  }

  private List<Journal.Work> lanes(int number) {
    for (int i = 0; i < number; i++) {
      Scene scene = new Scene(bench.contoso);
      bench.arrive(scene, scene.renew().version());
    }
    return worker.claims().claim(number);
  }

  /** The first is held up in its transaction until all the others wait. */
  private void saveAtOnce(List<Save> saves) throws InterruptedException {
    slow.holdUp = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (Save save : saves) {
      threads.add(Thread.ofVirtual().start(() -> save(save)));
      if (threads.size() == 1) {
        slow.begun.await();
      }
    }
    List<Thread> others = threads.subList(1, threads.size());
    Await.until(() -> others.stream().allMatch(one -> one.getState() == Thread.State.WAITING));
    slow.holdUp.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void save(Save save) {
    try {
      worker.saves().save(save);
    } catch (RuntimeException e) {
      failures.put(save.lease(), e);
    }
  }

  private static UUID rotation(Journal.Work lane) {
    return lane.unfinished().getFirst().id();
  }

  private static Save remark(Journal.Work lane) {
    return remark(lane, "Of " + rotation(lane) + ".");
  }

  private static Save remark(Journal.Work lane, String message) {
    return new Save(
        lane.lane().lease(),
        new Save.OfRotation(rotation(lane), null, null, false, null, null),
        List.of(),
        List.of(
            new RotationOutput.Entry(
                Step.READ, null, Outcome.SKIPPED, Reason.OLD_SECRET_NOT_OURS, message, null)),
        null,
        null,
        null,
        false);
  }

  private static final class Slow extends TransactionTemplate {

    private static final long serialVersionUID = 1L;

    private final transient CountDownLatch begun = new CountDownLatch(1);
    private final AtomicInteger transactions = new AtomicInteger();
    private transient volatile CountDownLatch holdUp = new CountDownLatch(0);
    private volatile boolean away;

    Slow(TransactionTemplate like) {
      super(java.util.Objects.requireNonNull(like.getTransactionManager()));
    }

    @Override
    public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
      transactions.incrementAndGet();
      begun.countDown();
      try {
        holdUp.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (away) {
        throw new DataAccessResourceFailureException("away");
      }
      return super.execute(action);
    }
  }
}
