package io.keyturn.worker.settings;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where tenant-settings is and how to be let in.
 *
 * @param url where it is
 * @param scope what the worker asks Entra a token for: tenant-settings' application id URI with
 *     {@code /.default}
 * @param timeout of one question
 */
@ConfigurationProperties("keyturn.tenant-settings")
public record SettingsProperties(
    @DefaultValue("http://localhost:8080") URI url,
    @DefaultValue("api://keyturn/.default") String scope,
    @DefaultValue("10s") Duration timeout) {

  public SettingsProperties {
    if (url.getHost() == null
        || !("https".equals(url.getScheme()) || "http".equals(url.getScheme()))) {
      throw new IllegalArgumentException(
          "keyturn.tenant-settings.url must be an http or https address, for example"
              + " https://keyturn.contoso.example");
    }
    if (scope.isBlank()) {
      throw new IllegalArgumentException(
          "keyturn.tenant-settings.scope must be tenant-settings' application id URI with"
              + " /.default");
    }
  }
}
