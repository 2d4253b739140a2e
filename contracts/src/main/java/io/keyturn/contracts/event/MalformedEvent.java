package io.keyturn.contracts.event;

import org.jspecify.annotations.Nullable;

/**
 * Why a record could not be read as news. It names the field and never quotes a value: what is in
 * the wrong place may be a secret.
 */
public final class MalformedEvent extends Exception {

  private static final long serialVersionUID = 1L;

  /** Stable constants; the dead letter's {@code reason} header. */
  public enum Flaw {
    NOT_A_CLOUD_EVENT,
    UNKNOWN_TYPE,
    MISSING_FIELD,
    MALFORMED_FIELD,
    TOO_LARGE
  }

  private final Flaw flaw;
  private final @Nullable String field;

  MalformedEvent(Flaw flaw, @Nullable String field, String message) {
    super(message, null, false, false);
    this.flaw = flaw;
    this.field = field;
  }

  static MalformedEvent missing(String field) {
    return new MalformedEvent(Flaw.MISSING_FIELD, field, "the field " + field + " is missing");
  }

  static MalformedEvent malformed(String field, String expected) {
    return new MalformedEvent(
        Flaw.MALFORMED_FIELD, field, "the field " + field + " must be " + expected);
  }

  static MalformedEvent notACloudEvent(String why) {
    return new MalformedEvent(Flaw.NOT_A_CLOUD_EVENT, null, why);
  }

  public Flaw flaw() {
    return flaw;
  }

  /** The field's path, for example {@code data.secret.version}; null where no field is to blame. */
  public @Nullable String field() {
    return field;
  }
}
