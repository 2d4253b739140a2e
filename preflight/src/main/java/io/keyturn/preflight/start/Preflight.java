package io.keyturn.preflight.start;

import com.ulisesbocchio.jasyptspringbootstarter.JasyptSpringBootAutoConfiguration;
import io.keyturn.preflight.Finding;
import io.keyturn.preflight.Looks;
import java.io.PrintStream;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * {@code java -jar APPLICATION.jar preflight}, with the settings that the application will have:
 * nothing is started, migrated, read from a topic or written anywhere.
 */
public final class Preflight {

  /** What the application's first argument is then. */
  public static final String NAME = "preflight";

  private Preflight() {}

  /**
   * @param application whose settings file is read
   * @param surroundings what it needs around it, as its settings have it; throws for settings with
   *     which it would not start
   * @return the exit status: 0 when nothing failed, else 1
   */
  public static int run(
      String application,
      Function<Binder, Consumer<Looks>> surroundings,
      PrintStream out,
      String... settings) {
    Looks looks = new Looks(out);
    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(SettingsOnly.class)
            .properties(
                "spring.config.name=" + application,
                "logging.level.root=off",
                "spring.main.lazy-initialization=true")
            .web(WebApplicationType.NONE)
            .bannerMode(Banner.Mode.OFF)
            .logStartupInfo(false)
            .registerShutdownHook(false)
            .run(settings)) {
      Consumer<Looks> look = surroundings.apply(Binder.get(context.getEnvironment()));
      looks.tell(Finding.ok("settings", "", "can be read."));
      look.accept(looks);
    } catch (BindException | IllegalArgumentException | IllegalStateException e) {
      looks.tell(Finding.failed("settings", "", innermost(e)));
    }
    return looks.end();
  }

  /** Our own checks say which setting it is, and never its value where that is secret. */
  private static String innermost(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    StackTraceElement[] thrown = cause.getStackTrace();
    boolean ours = thrown.length > 0 && thrown[0].getClassName().startsWith("io.keyturn.");
    if (ours) {
      return cause.getMessage() + ".";
    }
    return e instanceof BindException bind
        ? "the settings " + bind.getName() + ".* cannot be read. docs/configuration.md lists all."
        : "cannot be read (" + cause.getClass().getSimpleName() + ").";
  }

  /** Reads settings, and {@code ENC(...)} among them. */
  @ImportAutoConfiguration(JasyptSpringBootAutoConfiguration.class)
  static class SettingsOnly {}
}
