package io.keyturn.embedded.http;

import java.util.Optional;

/**
 * One request and what became of it, for tests that look at the wire. Holds whatever was sent,
 * secrets included, so it does not print itself.
 *
 * @param prefix the prefix of the site that was meant; the rest of the path is in the request
 * @param answer what the caller gets or would have got; empty when the connection was dropped
 *     before there was one
 * @param delivered false when a fault withheld the answer or half of it; a caller that went away is
 *     not noticed
 */
public record Exchange(String prefix, Request request, Optional<Answer> answer, boolean delivered) {

  public String method() {
    return request.method();
  }

  /** The whole path, not decoded, without the query. */
  public String path() {
    return prefix + request.path();
  }

  /** 0 when there is no answer. */
  public int status() {
    return answer.map(Answer::status).orElse(0);
  }

  @Override
  public String toString() {
    return method() + " " + path() + " " + status() + (delivered ? "" : " not delivered");
  }
}
