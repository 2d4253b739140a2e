package io.keyturn.worker.health;

import io.keyturn.worker.identity.WorkerIdentity;
import io.keyturn.worker.settings.SettingsProperties;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/**
 * Whether tenant-settings answers and is ready itself; its bean's name makes it {@code
 * tenantSettings}. Where its health is not published under its address, any answer but a server's
 * error will do.
 */
@Component("tenantSettingsHealthIndicator")
class TenantSettingsHealth extends AbstractHealthIndicator {

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final HttpClient http;
  private final URI address;

  @Autowired
  TenantSettingsHealth(WorkerIdentity identity, SettingsProperties properties) {
    this(identity.plainHttp(), properties.url());
  }

  TenantSettingsHealth(HttpClient http, URI url) {
    super("tenant-settings does not answer");
    this.http = http;
    this.address = URI.create(url + "/actuator/health/readiness");
  }

  @Override
  protected void doHealthCheck(Health.Builder health) throws Exception {
    int status =
        http.send(
                HttpRequest.newBuilder(address).timeout(PATIENCE).GET().build(),
                BodyHandlers.discarding())
            .statusCode();
    if (status < 500) {
      health.up();
    } else {
      health.down().withDetail("status", status);
    }
  }
}
