package io.keyturn.settings.connector;

import io.keyturn.contracts.api.ConnectorStatus;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class VerificationSetup {

  /** Where nothing can ask Azure DevOps, a connector says that it was never verified (C-4). */
  @Bean
  @ConditionalOnMissingBean
  ConnectorVerification savedUnverified() {
    return (organization, signIn) ->
        new ConnectorVerification.Verdict(
            ConnectorStatus.SAVED_UNVERIFIED,
            "Saved without asking Azure DevOps whether " + organization + " accepts this sign-in.");
  }
}
