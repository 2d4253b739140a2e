package io.keyturn.worker.metric;

import io.keyturn.worker.limit.LimitState;
import io.keyturn.worker.limit.Limits;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How it stands with each organization of Azure DevOps. The first ones that this process has called
 * keep figures of their own as long as it runs; the others share theirs, so that no number of
 * organizations can fill the memory of whoever keeps the figures.
 */
final class LimiterSample implements Sample {

  private static final String OTHERS = "other";

  private final Limits limits;
  private final MeterRegistry registry;
  private final int most;
  private final Map<String, Figures> known = new LinkedHashMap<>();

  LimiterSample(Limits limits, MeterRegistry registry, int most) {
    this.limits = limits;
    this.registry = registry;
    this.most = most;
  }

  @Override
  public void take() {
    Map<String, LimitState> shown = new HashMap<>();
    limits.states().forEach((name, state) -> shown.merge(label(name), state, LimitState::together));
    // One that nothing was heard of for hours is forgotten there, and at rest here.
    known.forEach((name, figures) -> figures.are(shown.getOrDefault(name, LimitState.NOTHING)));
  }

  @Override
  public void forget() {}

  private String label(String organization) {
    if (known.containsKey(organization)) {
      return organization;
    }
    boolean full = known.keySet().stream().filter(name -> !name.equals(OTHERS)).count() >= most;
    String label = full ? OTHERS : organization;
    known.computeIfAbsent(label, name -> new Figures(registry, name));
    return label;
  }

  private static final class Figures {

    private final Reading calls;
    private final Reading width;
    private final Reading waiting;
    private final Reading pause;

    Figures(MeterRegistry registry, String organization) {
      calls = of(registry, organization, "calls", "Calls to Azure DevOps under way");
      width = of(registry, organization, "width", "Calls at once that it is thought to bear");
      waiting = of(registry, organization, "waiting", "Calls that wait for a free place");
      pause =
          of(
              registry,
              organization,
              "pause.seconds",
              "How long it has asked to be left alone from now on");
    }

    private static Reading of(
        MeterRegistry registry, String organization, String name, String description) {
      return new Reading(
          registry, "keyturn.limiter." + name, description, "organization", organization);
    }

    void are(LimitState state) {
      calls.is(state.underWay());
      width.is(state.width());
      waiting.is(state.waiting());
      pause.is(state.pause());
    }
  }
}
