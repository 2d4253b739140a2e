package io.keyturn.settings.connector;

import io.keyturn.settings.encryption.EncryptedColumn;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ConnectorColumns {

  @Bean
  EncryptedColumn personalAccessTokensOfConnectors() {
    return new EncryptedColumn("connector", "id", "personal_access_token", true);
  }
}
