package io.keyturn.settings.encryption;

import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Reads the keyring; its values may be {@code ENC(...)}, which Jasypt has undone by then. */
@Configuration(proxyBeanMethods = false)
class EncryptionSetup {

  @Bean
  StoredCredentials storedCredentials(Environment environment) {
    Binder binder = Binder.get(environment);
    return new StoredCredentials(
        Keyring.of(
            binder.bind(Keyring.CURRENT, String.class).orElse(""),
            binder
                .bind(Keyring.KEYS, Bindable.mapOf(String.class, String.class))
                .orElse(Map.of())));
  }
}
