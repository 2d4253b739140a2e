package io.keyturn.worker.preflight;

import io.keyturn.preflight.start.Preflight;
import java.io.PrintStream;

/** Whether rotation-worker would find all it needs, with the settings that it will have. */
public final class PreflightCommand {

  public static final String NAME = Preflight.NAME;

  private PreflightCommand() {}

  /**
   * @return the exit status: 0 when nothing failed, else 1
   */
  public static int run(PrintStream out, String... settings) {
    return Preflight.run(
        "rotation-worker", binder -> new Surroundings(binder)::look, out, settings);
  }
}
