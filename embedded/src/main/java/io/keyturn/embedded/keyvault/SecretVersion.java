package io.keyturn.embedded.keyvault;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

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

  /** What a set or update request makes of it; what the request leaves out stays. */
  SecretVersion changed(JsonNode body, long now) {
    JsonNode attributes = body.path("attributes");
    Map<String, String> changedTags = tags;
    if (body.path("tags").isObject()) {
      changedTags = new HashMap<>();
      for (var tag : body.path("tags").properties()) {
        changedTags.put(tag.getKey(), tag.getValue().asString(""));
      }
    }
    return new SecretVersion(
        version,
        value,
        body.path("contentType").isString() ? body.path("contentType").asString() : contentType,
        changedTags,
        attributes.path("enabled").asBoolean(enabled),
        seconds(attributes.path("nbf"), notBefore),
        seconds(attributes.path("exp"), expires),
        created,
        now);
  }

  private static @Nullable Long seconds(JsonNode given, @Nullable Long before) {
    return given.isNumber() ? Long.valueOf(given.asLong()) : before;
  }

  @Override
  public String toString() {
    return "SecretVersion[version=" + version + ", enabled=" + enabled + "]";
  }
}
