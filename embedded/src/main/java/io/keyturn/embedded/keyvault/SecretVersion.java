package io.keyturn.embedded.keyvault;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version of a secret. Times are seconds since 1970, as on Key Vault's wire.
 *
 * @param version 32 hex digits
 */
public record SecretVersion(
    String version,
    String value,
    @Nullable String contentType,
    Map<String, String> tags,
    boolean enabled,
    @Nullable Long notBefore,
    @Nullable Long expires,
    long created,
    long updated) {

  public SecretVersion {
    tags = Map.copyOf(tags);
  }

  @Override
  public String toString() {
    return "SecretVersion[version=" + version + ", enabled=" + enabled + "]";
  }
}
