package io.keyturn.contracts.api;

/** How a bound service connection stood when Keyturn last looked at it. */
public enum InspectionState {
  /** As Keyturn left it, or as it was bound. */
  IN_SYNC,
  /** Somebody else changed it since, or it is of another type, scheme or application now. */
  CHANGED,
  /** It cannot sign in with what it holds. */
  FAILING,
  /** It was deleted, or the identity that looks sees it no more. */
  GONE,
  /** It was converted and holds no secret any more. */
  NO_LONGER_NEEDED,
  /** It could not be looked at. */
  UNKNOWN
}
