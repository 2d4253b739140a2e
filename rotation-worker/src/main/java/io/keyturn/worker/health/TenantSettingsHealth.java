package io.keyturn.worker.health;

import io.keyturn.worker.identity.WorkerIdentity;
import io.keyturn.worker.settings.SettingsProperties;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/**
 * Whether tenant-settings answers and is ready itself; its bean's name makes it {@code
 * tenantSettings}. Asked where it says so at its own port, whatever port its figures are at. Where
 * a proxy in between does not let that through, any answer but a server's error will do.
 */
@Component("tenantSettingsHealthIndicator")
class TenantSettingsHealth extends AbstractHealthIndicator {

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final OkHttpClient http;
  private final String address;

  @Autowired
  TenantSettingsHealth(WorkerIdentity identity, SettingsProperties properties) {
    this(identity.http(), properties.url());
  }

  TenantSettingsHealth(OkHttpClient http, URI url) {
    super("tenant-settings does not answer");
    this.http = http;
    this.address = url + "/readyz";
  }

  @Override
  protected void doHealthCheck(Health.Builder health) throws Exception {
    Call call = http.newCall(new Request.Builder().url(address).build());
    call.timeout().timeout(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    try (Response answer = call.execute()) {
      if (answer.code() < 500) {
        health.up();
      } else {
        health.down().withDetail("status", answer.code());
      }
    }
  }
}
