package io.keyturn.settings.federation;

import io.keyturn.settings.encryption.EncryptedColumn;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FederationProperties.class)
class FederationSetup {

  @Bean
  EncryptedColumn privateHalvesOfSigningKeys() {
    return EncryptedColumn.ofTheInstallation("signing_key", "id", "private_key");
  }
}
