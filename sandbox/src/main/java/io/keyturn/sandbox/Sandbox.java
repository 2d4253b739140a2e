package io.keyturn.sandbox;

import io.keyturn.sandbox.bench.BenchCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The sandbox's commands. Without one it is the demo. */
@Command(
    name = "sandbox",
    description = "Keyturn with everything it needs, on this machine.",
    subcommands = {DemoCommand.class, ServeCommand.class, AzureCommand.class, BenchCommand.class},
    mixinStandardHelpOptions = true,
    version = "Keyturn sandbox 0.1.0")
public final class Sandbox implements Callable<Integer> {

  @Spec @org.jspecify.annotations.Nullable CommandSpec spec;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Sandbox()).execute(withDefault(args)));
  }

  @Override
  public Integer call() {
    throw new ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(),
        "Name a command: demo, serve, azure or bench.");
  }

  /** {@code --once} means {@code demo --once}; asking for help or the version stays as it is. */
  static String[] withDefault(String[] args) {
    boolean demo =
        args.length == 0 || (args[0].startsWith("-") && !args[0].matches("-h|--help|-V|--version"));
    if (!demo) {
      return args;
    }
    String[] withDemo = new String[args.length + 1];
    withDemo[0] = "demo";
    System.arraycopy(args, 0, withDemo, 1, args.length);
    return withDemo;
  }
}
