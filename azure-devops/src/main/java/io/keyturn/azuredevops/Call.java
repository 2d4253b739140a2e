package io.keyturn.azuredevops;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call to be made.
 *
 * @param body made anew for each sending, so that a secret in it lives no longer than that
 */
record Call(
    String method,
    URI uri,
    @Nullable Supplier<byte[]> body,
    Purpose purpose,
    Subject subject,
    Duration deadline) {

  /** What the call is made for. */
  enum Purpose {
    READ("read"),
    TEST("test"),
    UPDATE("update");

    private final String verb;

    Purpose(String verb) {
      this.verb = verb;
    }
  }

  static Call get(URI uri, Subject subject, Duration deadline) {
    return new Call("GET", uri, null, Purpose.READ, subject, deadline);
  }

  /** A question that is asked with POST. */
  static Call ask(URI uri, Supplier<byte[]> body, Subject subject, Duration deadline) {
    return new Call("POST", uri, body, Purpose.READ, subject, deadline);
  }

  static Call test(URI uri, Supplier<byte[]> body, Subject subject, Duration deadline) {
    return new Call("POST", uri, body, Purpose.TEST, subject, deadline);
  }

  static Call put(URI uri, Supplier<byte[]> body, Subject subject, Duration deadline) {
    return new Call("PUT", uri, body, Purpose.UPDATE, subject, deadline);
  }

  /** Whether a refusal means that a change was refused. */
  boolean writes() {
    return purpose == Purpose.UPDATE;
  }

  /** For sentences: {@code update service connection payments-prod in contoso/Payments}. */
  String task() {
    return purpose.verb + " " + subject.named();
  }

  /** For sentences: {@code the request to update service connection …}. */
  String request() {
    return "the request to " + task();
  }
}
