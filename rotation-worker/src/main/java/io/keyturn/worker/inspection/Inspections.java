package io.keyturn.worker.inspection;

import io.keyturn.contracts.api.InspectionResult;
import io.keyturn.contracts.api.InspectionTask;
import io.keyturn.contracts.api.RotationSettings;
import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.worker.limit.Limits;
import io.keyturn.worker.loop.Trouble;
import io.keyturn.worker.renewal.ClientSecrets;
import io.keyturn.worker.renewal.EntraKey;
import io.keyturn.worker.renewal.OurKey;
import io.keyturn.worker.rotation.Backlog;
import io.keyturn.worker.settings.TenantSettings;
import io.keyturn.worker.target.SeenConnection;
import io.keyturn.worker.target.Targets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Claims bindings that are due, looks at them, and tells tenant-settings. Nothing is kept here: a
 * worker that dies has only let its claim run out.
 */
final class Inspections {

  private static final Logger log = LoggerFactory.getLogger(Inspections.class);

  private final TenantSettings tenantSettings;
  private final Targets targets;
  private final ClientSecrets clientSecrets;
  private final Backlog backlog;
  private final JdbcClient jdbc;
  private final Clock clock;
  private final InspectionProperties properties;
  private final Judge judge;

  Inspections(
      TenantSettings tenantSettings,
      Targets targets,
      ClientSecrets clientSecrets,
      Backlog backlog,
      JdbcClient jdbc,
      Clock clock,
      InspectionProperties properties) {
    this.tenantSettings = tenantSettings;
    this.targets = targets;
    this.clientSecrets = clientSecrets;
    this.backlog = backlog;
    this.jdbc = jdbc;
    this.clock = clock;
    this.properties = properties;
    this.judge = new Judge(properties.settling());
  }

  /**
   * Looks at what is due until nothing is, the time is up, or rotations want to run.
   *
   * @return how many findings were told
   */
  int run() {
    long until = System.nanoTime() + properties.budget().toNanos();
    int told = 0;
    try (ExecutorService few =
        Executors.newFixedThreadPool(
            properties.parallel(), Thread.ofVirtual().name("inspection-", 0).factory())) {
      while (System.nanoTime() < until && !Thread.currentThread().isInterrupted()) {
        // As many as are looked at at once would be in the way of nobody; more wait.
        if (backlog.due(properties.batch()) >= properties.batch()
            || !(tenantSettings.claimInspections(properties.batch())
                instanceof Succeeded<List<InspectionTask>>(List<InspectionTask> tasks))
            || tasks.isEmpty()) {
          break;
        }
        told += tell(lookAt(tasks, few));
      }
    }
    return told;
  }

  private List<InspectionResult> lookAt(List<InspectionTask> tasks, ExecutorService few) {
    List<Future<List<InspectionResult>>> looks =
        tasks.stream().map(task -> few.submit(() -> lookAt(task))).toList();
    List<InspectionResult> found = new ArrayList<>();
    for (Future<List<InspectionResult>> look : looks) {
      try {
        found.addAll(look.get());
      } catch (InterruptedException e) {
        few.shutdownNow();
        Thread.currentThread().interrupt();
        break;
      } catch (ExecutionException e) {
        // One application's trouble is no other's; its claim runs out and it is looked at again.
        log.atWarn()
            .addKeyValue("cause", Trouble.of(e))
            .log("a look stopped on an error of our own; it is repeated");
      }
    }
    return found;
  }

  private int tell(List<InspectionResult> found) {
    if (found.isEmpty()) {
      return 0;
    }
    if (tenantSettings.tell(found) instanceof Succeeded<?>) {
      return found.size();
    }
    log.atWarn()
        .addKeyValue("findings", found.size())
        .log("tenant-settings did not take what was found; it is looked at again");
    return 0;
  }

  /**
   * What was found at one application's connections; without those that are best looked at later.
   */
  List<InspectionResult> lookAt(InspectionTask task) {
    return Limits.unhurried(() ->
        switch (tenantSettings.of(task.tenantId(), task.applicationId())) {
          case Succeeded<RotationSettings>(RotationSettings settings) -> lookAt(task, settings);
          // Deleted meanwhile, or tenant-settings has trouble of its own.
          case RetryLater<RotationSettings> _, Refused<RotationSettings> _ -> List.of();
        });
  }

  private List<InspectionResult> lookAt(InspectionTask task, RotationSettings settings) {
    if (!settings.tenantEnabled() || !settings.applicationEnabled()) {
      return List.of(); // switched off since: nothing is called
    }
    OurRecord ours =
        OurRecord.of(
            jdbc,
            task.tenantId(),
            task.applicationId(),
            clientSecrets.retirement().ours(task.tenantId(), task.applicationId()));
    Supplier<Attempt<List<EntraKey>>> keys =
        once(() -> clientSecrets.retirement().atEntra(task.tenantId(), task.applicationId()));
    return settings.bindings().stream()
        .filter(binding -> task.bindings().contains(binding.id()))
        .filter(binding -> !ours.beingWritten().contains(binding.id()))
        .flatMap(binding -> lookAt(settings, binding, ours, keys).stream())
        .toList();
  }

  private Optional<InspectionResult> lookAt(
      RotationSettings settings,
      Binding binding,
      OurRecord ours,
      Supplier<Attempt<List<EntraKey>>> keys) {
    Instant now = clock.instant();
    SeenConnection seen = targets.look(settings, binding);
    return judge
        .judge(seen, ours, keys, now)
        .map(finding -> result(settings.tenantId(), binding.id(), finding, ours, keys, now));
  }

  private static InspectionResult result(
      String tenantId,
      UUID binding,
      Finding finding,
      OurRecord ours,
      Supplier<Attempt<List<EntraKey>>> keys,
      Instant now) {
    Optional<String> keyId = ours.keyOf(binding).flatMap(OurKey::keyId);
    Optional<Instant> expires =
        keyId.flatMap(id ->
            keys.get() instanceof Succeeded<List<EntraKey>>(List<EntraKey> atEntra)
                ? atEntra.stream()
                    .filter(key -> key.keyId().equalsIgnoreCase(id))
                    .map(EntraKey::expiresOn)
                    .findFirst()
                : Optional.empty());
    @Nullable Reason reason = finding.reason();
    return new InspectionResult(
        tenantId,
        binding,
        finding.state(),
        reason == null ? null : reason.name(),
        finding.message(),
        finding.remedy(),
        now,
        finding.edit().map(SeenConnection.Edit::by).orElse(null),
        finding.edit().map(SeenConnection.Edit::at).orElse(null),
        keyId.orElse(null),
        expires.orElse(null));
  }

  /** Entra is asked once for all connections of an application, and only if one needs it. */
  private static <T> Supplier<T> once(Supplier<T> ask) {
    AtomicReference<@Nullable T> known = new AtomicReference<>();
    return () -> {
      @Nullable T before = known.get();
      if (before != null) {
        return before;
      }
      T answer = ask.get();
      known.set(answer);
      return answer;
    };
  }
}
