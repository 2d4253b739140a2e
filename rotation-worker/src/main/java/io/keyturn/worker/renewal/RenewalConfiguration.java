package io.keyturn.worker.renewal;

import io.keyturn.worker.identity.AzureProperties;
import io.keyturn.worker.identity.WorkerIdentity;
import io.keyturn.worker.limit.LimitProperties;
import io.keyturn.worker.limit.Limits;
import io.keyturn.worker.output.Outbox;
import io.keyturn.worker.secret.VaultSecrets;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class RenewalConfiguration {

  /** Microsoft Graph answers within seconds, or not at all. */
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @Bean
  ClientSecrets clientSecrets(
      AzureProperties azure,
      WorkerIdentity identity,
      LimitProperties limits,
      VaultSecrets vault,
      JdbcClient jdbc,
      Outbox outbox,
      Clock clock) {
    return ClientSecrets.of(
        new ClientSecrets.Reach(
            azure.graphUrl(),
            identity.http(),
            identity.credential(),
            new Limits(limits, clock),
            DEADLINE),
        vault,
        jdbc,
        outbox,
        clock);
  }
}
