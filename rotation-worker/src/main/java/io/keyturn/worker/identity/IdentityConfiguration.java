package io.keyturn.worker.identity;

import okhttp3.Interceptor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class IdentityConfiguration {

  @Bean
  WorkerIdentity workerIdentity(
      AzureProperties azure, IdentityProperties identity, ObjectProvider<Interceptor> alongCalls) {
    return new WorkerIdentity(azure, identity, alongCalls.orderedStream().toList());
  }
}
