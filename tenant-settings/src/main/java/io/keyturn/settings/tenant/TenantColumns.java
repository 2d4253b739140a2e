package io.keyturn.settings.tenant;

import io.keyturn.settings.encryption.EncryptedColumn;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TenantColumns {

  @Bean
  EncryptedColumn personalAccessTokensOfTenants() {
    return new EncryptedColumn("tenant", "tenant_id", "personal_access_token", false);
  }
}
