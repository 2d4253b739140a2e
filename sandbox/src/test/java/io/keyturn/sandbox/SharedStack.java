package io.keyturn.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

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
    Stack stack = Stack.start(StackOptions.free(), CONSOLE, new StopRequest());
    Runtime.getRuntime().addShutdownHook(new Thread(stack::close));
    return stack;
  }
}
