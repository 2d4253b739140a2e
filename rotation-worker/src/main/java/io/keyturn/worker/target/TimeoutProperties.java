package io.keyturn.worker.target;

import io.keyturn.azuredevops.Timeouts;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long a call to Azure DevOps may take, its answer included.
 *
 * @param call any but TestConnection: Azure DevOps delays throttled calls by up to 30 s each, so
 *     well above that
 * @param connectionTest of TestConnection, which signs in elsewhere and calls there before it
 *     answers
 */
@ConfigurationProperties("keyturn.timeout")
public record TimeoutProperties(
    @DefaultValue("60s") Duration call, @DefaultValue("120s") Duration connectionTest) {

  Timeouts timeouts() {
    return new Timeouts(call, connectionTest);
  }
}
