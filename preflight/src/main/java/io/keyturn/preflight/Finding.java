package io.keyturn.preflight;

/**
 * What one look found.
 *
 * @param what was looked at, a stable name
 * @param where host and port, or what else it has for an address
 * @param message a sentence for whoever installs it, with the next step if there is one
 */
public record Finding(String what, String where, Verdict verdict, String message) {

  /** What it means for the application. */
  public enum Verdict {
    OK,
    /** It works, and somebody should think about it. */
    WARNING,
    /** The application, or a part of it, does not work so. */
    FAILED,
    /** It was not looked at. */
    SKIPPED
  }

  public static Finding ok(String what, String where, String message) {
    return new Finding(what, where, Verdict.OK, message);
  }

  public static Finding warning(String what, String where, String message) {
    return new Finding(what, where, Verdict.WARNING, message);
  }

  public static Finding failed(String what, String where, String message) {
    return new Finding(what, where, Verdict.FAILED, message);
  }

  public static Finding skipped(String what, String message) {
    return new Finding(what, "", Verdict.SKIPPED, message);
  }
}
