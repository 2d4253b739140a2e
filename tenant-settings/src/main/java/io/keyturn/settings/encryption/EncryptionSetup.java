package io.keyturn.settings.encryption;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Reads the keyring: from the settings, whose values may be {@code ENC(...)}, which Jasypt has
 * undone by then, and from a file or a vault; what the settings say goes before.
 */
@Configuration(proxyBeanMethods = false)
class EncryptionSetup {

  @Bean
  StoredCredentials storedCredentials(Environment environment) {
    Binder binder = Binder.get(environment);
    String path = binder.bind(KeyFile.FILE, String.class).orElse("").strip();
    KeyFile file =
        !path.isEmpty()
            ? KeyFile.read(Path.of(path))
            : environment.getProperty(VaultKeyring.URL, "").isBlank()
                ? new KeyFile("", Map.of())
                : VaultKeyring.read(environment);
    Map<String, String> keys = new HashMap<>(file.keys());
    keys.putAll(
        binder.bind(Keyring.KEYS, Bindable.mapOf(String.class, String.class)).orElse(Map.of()));
    String current = binder.bind(Keyring.CURRENT, String.class).orElse("");
    return new StoredCredentials(Keyring.of(current.isBlank() ? file.currentKey() : current, keys));
  }
}
