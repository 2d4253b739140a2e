package io.keyturn.preflight.start;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves out all that Spring Boot sets up for traces unless it is said where they go. It would
 * otherwise make spans of every request and throw them away.
 */
public final class TracesWhereWanted implements AutoConfigurationImportFilter, EnvironmentAware {

  /** The setting that says where they go. */
  public static final String WHERE = "management.opentelemetry.tracing.export.otlp.endpoint";

  private boolean wanted;

  @Override
  public void setEnvironment(Environment environment) {
    wanted = !environment.getProperty(WHERE, "").isBlank();
  }

  @Override
  public boolean[] match(@Nullable String[] candidates, AutoConfigurationMetadata metadata) {
    boolean[] kept = new boolean[candidates.length];
    for (int i = 0; i < candidates.length; i++) {
      kept[i] = wanted || candidates[i] == null || !isOfTraces(candidates[i]);
    }
    return kept;
  }

  private static boolean isOfTraces(String candidate) {
    return candidate.startsWith("org.springframework.boot.micrometer.tracing.")
        || candidate.startsWith("org.springframework.boot.opentelemetry.");
  }
}
