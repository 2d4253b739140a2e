package io.keyturn.sandbox;

import io.keyturn.contracts.output.Outcome;
import java.io.PrintStream;

/** Prints for a person: with colour where it is a terminal and {@code NO_COLOR} is not set. */
final class Console {

  private final PrintStream out;
  private final boolean colour;

  Console(PrintStream out, boolean colour) {
    this.out = out;
    this.colour = colour;
  }

  static Console ofThisProcess() {
    java.io.Console console = System.console();
    return new Console(
        System.out, console != null && console.isTerminal() && System.getenv("NO_COLOR") == null);
  }

  void progress(String text) {
    out.println(paint("2", text));
  }

  void heading(String text) {
    out.println();
    out.println(paint("1", text));
  }

  void plain(String text) {
    out.println(text);
  }

  void good(String text) {
    out.println("  " + paint("32", "as told") + "  " + text);
  }

  void bad(String text) {
    out.println("  " + paint("1;31", "NOT AS TOLD") + "  " + text);
  }

  /** One line of rotation output. */
  void line(int sequence, String step, Outcome outcome, String reason, String message) {
    String code =
        switch (outcome) {
          case SUCCEEDED, PLANNED -> "32";
          case WAITING, SKIPPED, SUPERSEDED -> "33";
          case WARNING -> "35";
          case REFUSED, FAILED -> "31";
        };
    out.printf(
        "  %2d  %-8s  %s  %s%s%n",
        sequence,
        step,
        paint(code, "%-10s".formatted(outcome)),
        message,
        reason.isEmpty() ? "" : "  " + paint("2", reason));
  }

  private String paint(String code, String text) {
    return colour ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
