package io.keyturn.settings.verification;

import io.keyturn.preflight.start.Preflight;
import java.io.PrintStream;

/** Whether tenant-settings would find all it needs, with the settings that it will have. */
public final class PreflightCommand {

  public static final String NAME = Preflight.NAME;

  private PreflightCommand() {}

  /**
   * @return the exit status: 0 when nothing failed, else 1
   */
  public static int run(PrintStream out, String... settings) {
    return Preflight.run(
        "tenant-settings", binder -> new Surroundings(binder)::look, out, settings);
  }
}
