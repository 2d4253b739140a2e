package io.keyturn.embedded.devops;

import io.keyturn.embedded.http.Answer;
import java.time.Duration;
import java.time.Instant;

/** The headers of a limited caller. Source: azure-devops-docs, integrate/concepts/rate-limits. */
final class RateLimit {

  private RateLimit() {}

  /** 429: nothing was done. */
  static Answer blocked(Duration pause, Instant reset) {
    String body =
        Refusal.wrapped(
            "Microsoft.VisualStudio.Services.Common.VssServiceException",
            "TF400733: The request has been canceled: Request was blocked due to exceeding usage"
                + " of resource 'ATCPU' in namespace 'VSID'.",
            3000);
    return headers(Answer.json(429, body), pause, reset);
  }

  /** The answer holds; only the next call should wait. */
  static Answer delayed(Answer answer, Duration pause, Instant reset) {
    return headers(answer, pause, reset).with("X-RateLimit-Delay", "0.500");
  }

  private static Answer headers(Answer answer, Duration pause, Instant reset) {
    return answer
        .with("Retry-After", Long.toString(Math.max(1, pause.toSeconds())))
        .with("X-RateLimit-Resource", "Core")
        .with("X-RateLimit-Limit", "200")
        .with("X-RateLimit-Remaining", "0")
        .with("X-RateLimit-Reset", Long.toString(reset.getEpochSecond()));
  }
}
