package io.keyturn.azuredevops;

import java.time.Duration;

/**
 * How long one call may take from its first byte to the last byte of its answer.
 *
 * @param call Azure DevOps delays throttled calls by up to 30 s each, so well above that
 * @param connectionTest TestConnection signs in elsewhere and calls there before it answers
 */
public record Timeouts(Duration call, Duration connectionTest) {

  public static final Timeouts DEFAULT =
      new Timeouts(Duration.ofSeconds(60), Duration.ofSeconds(120));

  public Timeouts {
    if (!call.isPositive() || !connectionTest.isPositive()) {
      throw new IllegalArgumentException("a timeout is longer than nothing");
    }
  }
}
