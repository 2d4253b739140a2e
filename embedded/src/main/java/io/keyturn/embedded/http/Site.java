package io.keyturn.embedded.http;

/**
 * One service behind one path prefix of the server, for example Azure DevOps under {@code /devops}.
 *
 * <p>Called on a virtual thread, many at a time.
 */
public interface Site {

  /** Starts with a slash and has none at its end; the longest matching prefix gets the request. */
  String prefix();

  /** Never throws for a bad request: it answers one. An exception becomes a bare 500. */
  Answer handle(Request request);
}
