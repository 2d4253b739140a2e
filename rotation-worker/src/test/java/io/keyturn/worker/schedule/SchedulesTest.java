package io.keyturn.worker.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.InspectionResult;
import io.keyturn.contracts.api.InspectionState;
import io.keyturn.contracts.api.InspectionTask;
import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.embedded.kafka.EmbeddedKafka;
import io.keyturn.embedded.postgres.EmbeddedDatabase;
import io.keyturn.worker.contoso.Await;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.contoso.WholeWorker;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.quartz.CronTrigger;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;

/** The scheduler of whole workers that share one database. */
@Tag("FAULT-21")
class SchedulesTest {

  private static final Queue<Instant> DONE = new ConcurrentLinkedQueue<>();
  private static final EmbeddedKafka KAFKA = kafka();

  private final String jdbcUrl = EmbeddedDatabase.shared().createDatabase();

  private static EmbeddedKafka kafka() {
    EmbeddedKafka kafka = EmbeddedKafka.startEphemeral();
    kafka.createKeyturnTopics();
    return kafka;
  }

  @AfterAll
  static void close() {
    KAFKA.close();
  }

  /** Writes down for which time it was done. */
  public static final class Noted implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      DONE.add(context.getScheduledFireTime().toInstant());
    }
  }

  @Test
  void ofTwoWorkersOneDoesWhatIsDueAndNoneOfItTwiceAndTheyLookAtConnectionsByThemselves() {
    DONE.clear();
    Contoso contoso = Contoso.shared();
    contoso.mend();
    Scene scene = new Scene(contoso);
    scene.azurerm("payments-prod");
    scene.azurerm("payments-test");
    Scene other = new Scene(contoso);
    other.azurerm("billing-prod").delete();
    Map<String, String> looking = Map.of("keyturn.inspection.cron", "* * * * * ?");
    WholeWorker one = start(looking);
    // In one JVM both schedulers get their connections from the worker that started last.
    try (WholeWorker two = start(looking);
        one) {
      two.schedules().keep("noted", Noted.class, "* * * * * ?");
      contoso.settings().due(task(scene), task(other));

      Await.until(() -> DONE.size() >= 4);
      Await.until(() -> found(scene).size() + found(other).size() >= 3);
    }
    List<Instant> done = List.copyOf(DONE);
    assertThat(done).doesNotHaveDuplicates();
    assertThat(found(scene))
        .extracting(InspectionResult::state)
        .containsExactly(InspectionState.IN_SYNC, InspectionState.IN_SYNC);
    assertThat(found(other))
        .extracting(InspectionResult::state)
        .containsExactly(InspectionState.GONE);
  }

  private static InspectionTask task(Scene scene) {
    return new InspectionTask(Contoso.TENANT, scene.clientId(), ids(scene));
  }

  private static List<InspectionResult> found(Scene scene) {
    List<UUID> bindings = ids(scene);
    return Contoso.shared().settings().found().stream()
        .filter(found -> bindings.contains(found.bindingId()))
        .toList();
  }

  private static List<UUID> ids(Scene scene) {
    return scene.bindings().stream().map(Binding::id).toList();
  }

  @Test
  void whatWasDueWhileNoWorkerRanIsDoneOnceWhenOneIsBack() throws Exception {
    WholeWorker before = start(Map.of());
    UUID old = oldRotation(before);
    before
        .jdbc()
        .sql("update quartz_triggers set next_fire_time = :at where trigger_name = 'retention'")
        .param("at", Instant.now().minusSeconds(7200).toEpochMilli())
        .update();
    before.close();

    try (WholeWorker after = start(Map.of())) {
      Await.until(() -> !exists(after, old));
      assertThat(after.scheduler().getTrigger(TriggerKey.triggerKey("retention")).getNextFireTime())
          .isInTheFuture();
    }
  }

  @Test
  void aChangedScheduleTakesEffectAndAnUnchangedOneIsLeftAlone() throws Exception {
    start(Map.of()).close();
    try (WholeWorker changed = start(Map.of("keyturn.retention.cron", "* * * * * ?"))) {
      assertThat(changed.scheduler().getTrigger(TriggerKey.triggerKey("retention")))
          .isInstanceOfSatisfying(
              CronTrigger.class,
              trigger -> assertThat(trigger.getCronExpression()).isEqualTo("* * * * * ?"));
      UUID old = oldRotation(changed);

      Await.until(() -> !exists(changed, old));
    }
  }

  /** As workers that start at the same moment do; two of them cannot in one JVM, see above. */
  @Test
  void aScheduleMayBeStoredTwiceAtTheSameMoment() throws Exception {
    try (WholeWorker worker = start(Map.of());
        ExecutorService both = Executors.newFixedThreadPool(2)) {
      for (int name = 0; name < 50; name++) {
        Callable<Void> keep = keeping(worker, "noted" + name);
        for (Future<Void> kept : both.invokeAll(List.of(keep, keep))) {
          kept.get();
        }
      }
      assertThat(worker.scheduler().getTriggerKeys(GroupMatcher.anyGroup()))
          .contains(TriggerKey.triggerKey("noted0"), TriggerKey.triggerKey("noted49"));
    }
  }

  private static Callable<Void> keeping(WholeWorker worker, String name) {
    return () -> {
      worker.schedules().keep(name, Noted.class, "0 0 0 1 1 ? 2099");
      return null;
    };
  }

  private WholeWorker start(Map<String, String> more) {
    return WholeWorker.start(KAFKA.bootstrapServers(), jdbcUrl, more);
  }

  private static UUID oldRotation(WholeWorker worker) {
    UUID id = UUID.randomUUID();
    worker
        .jdbc()
        .sql(
            """
            insert into rotation (id, tenant_id, application_id, trigger, origin, state,
                received_at, finished_at)
            values (:id, 't', 'a', 'SECRET_RENEWED', 'x|0|0', 'SUCCEEDED', now() - interval '1 year',
                now() - interval '1 year')
            """)
        .param("id", id)
        .update();
    return id;
  }

  private static boolean exists(WholeWorker worker, UUID id) {
    return worker
        .jdbc()
        .sql("select exists (select 1 from rotation where id = :id)")
        .param("id", id)
        .query(Boolean.class)
        .single();
  }
}
