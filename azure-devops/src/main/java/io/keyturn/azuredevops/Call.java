package io.keyturn.azuredevops;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call to be made.
 *
 * @param writes whether a refusal means that a change was refused
 * @param body made anew for each sending, so that a secret in it lives no longer than that
 */
record Call(
    String method,
    URI uri,
    @Nullable Supplier<byte[]> body,
    boolean writes,
    Subject subject,
    Duration deadline) {

  static Call get(URI uri, Subject subject, Duration deadline) {
    return new Call("GET", uri, null, false, subject, deadline);
  }

  /** A question that is asked with POST. */
  static Call ask(URI uri, Supplier<byte[]> body, Subject subject, Duration deadline) {
    return new Call("POST", uri, body, false, subject, deadline);
  }

  static Call put(URI uri, Supplier<byte[]> body, Subject subject, Duration deadline) {
    return new Call("PUT", uri, body, true, subject, deadline);
  }
}
