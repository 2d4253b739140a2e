package io.keyturn.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One stack for all tests of this JVM: starting it takes seconds. Ports are free ones. */
final class SharedStack {

  private static final ByteArrayOutputStream PRINTED = new ByteArrayOutputStream();
  private static final Console CONSOLE =
      new Console(new PrintStream(PRINTED, true, StandardCharsets.UTF_8), false);
  private static final Stack STACK = start();

  private SharedStack() {}

  static Stack stack() {
    return STACK;
  }

  static Console console() {
    return CONSOLE;
  }

  static String printed() {
    return PRINTED.toString(StandardCharsets.UTF_8);
  }

  private static Stack start() {
    StackOptions options = StackOptions.free();
    options.more = Map.of("management.server.port", "0", "keyturn.metrics.sample", "500ms");
    Stack stack = Stack.start(options, CONSOLE, new StopRequest());
    Runtime.getRuntime().addShutdownHook(new Thread(stack::close));
    return stack;
  }
}
