package io.keyturn.sandbox;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Plays the story, then stays up until it is stopped. */
@Command(
    name = "demo",
    description = "Renew secrets and watch where they go, then stay up (the default).",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  @Mixin private StackOptions options = new StackOptions();

  @Option(
      names = "--once",
      description = "End after the story: exit status 0 when every part went as told, else 1.")
  private boolean once;

  @Override
  public Integer call() {
    Console console = Console.ofThisProcess();
    long started = System.nanoTime();
    return Running.with(
        stop -> Stack.start(options, console, stop),
        console,
        (stack, stop) -> {
          boolean asTold = new Story(stack, stack.applications().settingsUrl(), console).play();
          long seconds = (System.nanoTime() - started) / 1_000_000_000;
          console.plain(
              (asTold ? "Every part went as told" : "Not every part went as told")
                  + "; "
                  + seconds
                  + " s from start to end.");
          if (!once) {
            Welcome.print(stack, console);
            stop.await();
          }
          return asTold ? 0 : 1;
        });
  }
}
