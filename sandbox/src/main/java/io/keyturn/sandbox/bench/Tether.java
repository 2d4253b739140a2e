package io.keyturn.sandbox.bench;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another main class and ends with whoever started this process: standard input is a pipe from
 * there, and it ends when that process does, however it does.
 */
final class Tether {

  private Tether() {}

  /** First argument: the main class; the rest is its own. */
  public static void main(String[] args) throws Throwable {
    Thread.ofPlatform()
        .name("tether")
        .daemon()
        .start(() -> {
          untilParentEnds();
          // Not exit: its hooks could wait for a broker or a database that has ended as well.
          Runtime.getRuntime().halt(0);
        });
    try {
      Class.forName(args[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  static void untilParentEnds() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said here.
      }
    } catch (IOException e) {
      // The same.
    }
  }
}
