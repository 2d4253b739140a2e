package io.keyturn.settings.verification;

import com.azure.core.http.HttpClient;
import io.keyturn.azuredevops.AzureDevOps;
import io.keyturn.azuredevops.BlockingHttp;
import io.keyturn.azuredevops.CallGate;
import io.keyturn.azuredevops.Reachability;
import io.keyturn.azuredevops.Timeouts;
import io.keyturn.settings.connector.ConnectorVerification;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({AzureProperties.class, IdentityProperties.class})
class VerificationSetup {

  /** An administrator waits for it: well below what the worker is patient for. */
  private static final Duration CALL = Duration.ofSeconds(15);

  @Bean
  @ConditionalOnMissingBean
  ConnectorVerification connectorVerification(
      AzureProperties azure, IdentityProperties identity, Clock clock) {
    AzureDevOps azureDevOps =
        new AzureDevOps(
            azure.urls(), azure.caCertificate(), new Timeouts(CALL, CALL), CallGate.OPEN, clock);
    HttpClient http = BlockingHttp.forAzure(BlockingHttp.trusting(azure.caCertificate()), CALL);
    return new AskAzureDevOps(
        azureDevOps,
        new ClientSecrets(
            azure, identity.own().credential(azure.urls().authority(), http), http, clock));
  }

  @Bean
  @ConditionalOnMissingBean
  PreflightCheck preflightCheck(AzureProperties azure, Clock clock) {
    Reachability reachability =
        new Reachability(azure.urls(), BlockingHttp.trusting(azure.caCertificate()), clock);
    return reachability::preflight;
  }
}
