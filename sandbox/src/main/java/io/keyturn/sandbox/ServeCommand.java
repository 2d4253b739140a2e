package io.keyturn.sandbox;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The whole stack, no story. */
@Command(
    name = "serve",
    description = "Start everything with the demo's tenant in it, and stay up.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

  @Mixin private StackOptions options = new StackOptions();

  @Option(
      names = "--without-applications",
      paramLabel = "DIR",
      description =
          "Start only Azure, Kafka and PostgreSQL, and write tenant-settings.env and"
              + " rotation-worker.env there: the settings with which the two applications can be"
              + " started alone. The tenant is set up as soon as tenant-settings answers.")
  private @Nullable Path environment;

  @Override
  public Integer call() {
    Console console = Console.ofThisProcess();
    Path directory = environment;
    return Running.with(
        stop ->
            directory == null
                ? Stack.start(options, console, stop)
                : Stack.startServers(options, console, stop),
        console,
        (stack, stop) -> {
          if (directory == null) {
            Welcome.print(stack, console);
          } else {
            ApplicationsElsewhere.prepare(stack, directory, options, console, stop);
          }
          stop.await();
          return 0;
        });
  }
}
