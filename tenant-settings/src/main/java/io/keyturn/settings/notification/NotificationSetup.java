package io.keyturn.settings.notification;

import io.keyturn.azuredevops.BlockingHttp;
import io.keyturn.settings.encryption.EncryptedColumn;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(NotificationProperties.class)
@EnableScheduling
class NotificationSetup {

  static final EncryptedColumn URL = new EncryptedColumn("notification_channel", "id", "url", true);
  static final EncryptedColumn SIGNING_SECRET =
      new EncryptedColumn("notification_channel", "id", "signing_secret", true);

  @Bean
  EncryptedColumn addressesOfChannels() {
    return URL;
  }

  @Bean
  EncryptedColumn signingSecretsOfChannels() {
    return SIGNING_SECRET;
  }

  @Bean
  Webhooks webhooks(
      @Value("${azure.ca-certificate:#{null}}") @Nullable Path caCertificate,
      NotificationProperties properties) {
    return new Webhooks(
        BlockingHttp.trusting(caCertificate),
        new PublicHosts(properties.allowedPrivateHosts()),
        properties.timeout());
  }
}
