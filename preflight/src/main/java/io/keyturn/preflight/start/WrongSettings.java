package io.keyturn.preflight.start;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;

/**
 * Says what is wrong with a setting, in place of a stack trace, where one of our own checks stopped
 * the start.
 */
public final class WrongSettings implements FailureAnalyzer {

  private final String application;

  /** As Spring Boot makes it. */
  public WrongSettings(Environment environment) {
    application = environment.getProperty("spring.application.name", "Keyturn");
  }

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    @Nullable Throwable ours = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (saysOne(cause)) {
        ours = cause; // the innermost is nearest to the setting
      }
    }
    return ours == null
        ? null
        : new FailureAnalysis(
            application + " cannot start with these settings: " + ours.getMessage() + ".",
            "Correct that setting, then start again. docs/configuration.md lists all of them.",
            failure);
  }

  private static boolean saysOne(Throwable cause) {
    if (!(cause instanceof IllegalArgumentException || cause instanceof IllegalStateException)
        || cause.getMessage() == null) {
      return false;
    }
    StackTraceElement[] thrown = cause.getStackTrace();
    return thrown.length > 0 && thrown[0].getClassName().startsWith("io.keyturn.");
  }
}
