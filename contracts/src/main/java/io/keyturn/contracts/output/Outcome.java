package io.keyturn.contracts.output;

/** What came of a step; that of {@link Step#CONCLUDE} is the rotation's. */
public enum Outcome {
  SUCCEEDED,
  /** It will be tried again; the message says when. */
  WAITING,
  /** Not done, because somebody switched it off or it is not needed. */
  SKIPPED,
  /** A rule said no; nothing was written. */
  REFUSED,
  /** Given up after something had been tried. */
  FAILED,
  /** A newer version of the secret made this rotation needless. */
  SUPERSEDED,
  /** Done, but a person should look. */
  WARNING,
  /** Not done, only said: this is what would happen. */
  PLANNED
}
