package io.keyturn.worker.rotation;

import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.output.Outcome;
import io.keyturn.contracts.output.Step;
import io.keyturn.worker.output.RotationOutput;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the journal has taken: each save once, after its transaction. Every label is a
 * constant of ours, so there are never more series than constants; each meter is looked up by the
 * constant's number, and made when it is first needed.
 */
final class SaveMeters {

  private static final int REASONS = Reason.values().length;
  private static final int OUTCOMES = Outcome.values().length;

  private final MeterRegistry registry;
  private final Map<RotationState, Counter> finished = new EnumMap<>(RotationState.class);
  private final Map<Step, Timer> steps = new EnumMap<>(Step.class);
  private final AtomicReferenceArray<@Nullable Counter> why =
      new AtomicReferenceArray<>(RotationState.values().length * REASONS);
  private final AtomicReferenceArray<@Nullable Counter> retries =
      new AtomicReferenceArray<>(REASONS);
  private final AtomicReferenceArray<@Nullable Counter> results =
      new AtomicReferenceArray<>(Step.values().length * OUTCOMES);

  SaveMeters(MeterRegistry registry) {
    this.registry = registry;
    // From the start, at 0: an increase from nothing is none to Prometheus.
    Stream.of(RotationState.values())
        .filter(RotationState::isFinished)
        .forEach(end ->
            finished.put(
                end,
                Counter.builder("keyturn.rotations")
                    .description("Rotations that have ended, by how")
                    .tag("outcome", word(end))
                    .register(registry)));
    for (Step step : Step.values()) {
      steps.put(
          step,
          Timer.builder("keyturn.step")
              .description("How long a step that worked took, its waits not counted")
              .tag("step", word(step))
              .serviceLevelObjectives(
                  Stream.of(100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000)
                      .map(Duration::ofMillis)
                      .toArray(Duration[]::new))
              .register(registry));
    }
  }

  void saved(Save save) {
    save.lines().forEach(this::line);
    Save.OfRotation rotation = save.rotation();
    if (rotation == null) {
      return;
    }
    Reason reason = rotation.reason();
    RotationState to = rotation.to();
    if (to != null && to.isFinished()) {
      Objects.requireNonNull(finished.get(to)).increment();
      if (reason != null) {
        ended(to, reason).increment();
      }
    } else if (rotation.nextAttemptAt() != null && reason != null) {
      waits(reason).increment();
    }
  }

  private void line(RotationOutput.Entry line) {
    result(line.step(), line.outcome()).increment();
    if (line.took() != null) {
      Objects.requireNonNull(steps.get(line.step())).record(line.took());
    }
  }

  private Counter ended(RotationState as, Reason reason) {
    return known(
        why,
        as.ordinal() * REASONS + reason.ordinal(),
        () ->
            Counter.builder("keyturn.rotation.reasons")
                .description("Rotations that have ended for a reason, by it")
                .tag("outcome", word(as))
                .tag("reason", reason.name())
                .register(registry));
  }

  private Counter waits(Reason reason) {
    return known(
        retries,
        reason.ordinal(),
        () ->
            Counter.builder("keyturn.retries")
                .description("How often a rotation had to wait, by why")
                .tag("reason", reason.name())
                .register(registry));
  }

  private Counter result(Step step, Outcome outcome) {
    return known(
        results,
        step.ordinal() * OUTCOMES + outcome.ordinal(),
        () ->
            Counter.builder("keyturn.step.results")
                .description("Lines of rotation output, by step and outcome")
                .tag("step", word(step))
                .tag("outcome", word(outcome))
                .register(registry));
  }

  private static Counter known(
      AtomicReferenceArray<@Nullable Counter> meters, int at, Supplier<Counter> first) {
    Counter meter = meters.get(at);
    if (meter == null) {
      meter = first.get(); // the registry gives everybody the same one
      meters.set(at, meter);
    }
    return meter;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
