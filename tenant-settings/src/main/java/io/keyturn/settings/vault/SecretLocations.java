package io.keyturn.settings.vault;

import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.api.VaultHosts;
import io.keyturn.settings.api.FieldReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Which vaults may be named. The worker sends its own identity's token to whatever host stands
 * here, so only hosts that the installation lists are accepted.
 */
@Component
public class SecretLocations {

  // Source: https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates
  private static final Pattern SECRET_NAME = Pattern.compile("[0-9A-Za-z-]{1,127}");
  private static final Pattern PATH = Pattern.compile("(/[0-9a-z._-]+)*");
  private static final int LONGEST_URL = 512;

  private final VaultHosts hosts;

  SecretLocations(Environment environment) {
    // Read so that both a comma-separated text and a list in YAML will do.
    this.hosts =
        new VaultHosts(
            Binder.get(environment)
                .bind("azure.key-vault-hosts", Bindable.listOf(String.class))
                .orElse(List.of()));
  }

  /** Reads {@code vaultUrl} and {@code name}; the URL comes out in lower case, without a slash. */
  public SecretLocation read(FieldReader fields) {
    String typed = fields.text("vaultUrl", LONGEST_URL);
    String name = fields.text("name", 127);
    if (!name.isEmpty() && !SECRET_NAME.matcher(name).matches()) {
      fields.refuse(
          "name",
          "secret.name",
          "must be a Key Vault secret's name: letters, digits and hyphens, without a version");
    }
    Optional<String> vaultUrl = normalized(typed);
    if (vaultUrl.isEmpty() && !typed.isEmpty()) {
      fields.refuse(
          "vaultUrl",
          "vault.not-allowed",
          "must be the https address of a vault, for example https://contoso.vault.azure.net, on"
              + " one of the hosts this installation allows: "
              + String.join(", ", hosts.patterns()));
    }
    return new SecretLocation(vaultUrl.orElse(""), name);
  }

  private Optional<String> normalized(String typed) {
    try {
      URI url = new URI(typed.toLowerCase(Locale.ROOT).replaceAll("/+$", ""));
      String path = Optional.ofNullable(url.getRawPath()).orElse("");
      boolean plain =
          "https".equals(url.getScheme())
              && url.getHost() != null
              && url.getRawUserInfo() == null
              && url.getRawQuery() == null
              && url.getRawFragment() == null
              && PATH.matcher(path).matches()
              && !path.contains("..");
      return plain && hosts.allow(url) ? Optional.of(url.toString()) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
