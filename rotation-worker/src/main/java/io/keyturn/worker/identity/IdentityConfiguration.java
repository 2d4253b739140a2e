package io.keyturn.worker.identity;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class IdentityConfiguration {

  @Bean
  WorkerIdentity workerIdentity(AzureProperties azure, IdentityProperties identity) {
    return new WorkerIdentity(azure, identity);
  }
}
