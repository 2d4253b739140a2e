package io.keyturn.sandbox;

import io.keyturn.settings.TenantSettingsApplication;
import io.keyturn.worker.RotationWorkerApplication;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** Both applications in this process, each with its own settings and context. */
final class Applications implements AutoCloseable {

  private final ConfigurableApplicationContext tenantSettings;
  private final ConfigurableApplicationContext worker;

  private Applications(
      ConfigurableApplicationContext tenantSettings, ConfigurableApplicationContext worker) {
    this.tenantSettings = tenantSettings;
    this.worker = worker;
  }

  static Applications start(
      Settings settings,
      String encryptionKey,
      String settingsSecret,
      String workerSecret,
      boolean verbose,
      StopRequest stop) {
    ConfigurableApplicationContext tenantSettings =
        run(
            TenantSettingsApplication.application(),
            settings.ofTenantSettings(encryptionKey, settingsSecret),
            verbose);
    try {
      stop.throwIfMade();
      ConfigurableApplicationContext worker =
          run(
              RotationWorkerApplication.builder(),
              settings.ofWorker(workerSecret, "http://localhost:" + port(tenantSettings)),
              verbose);
      return new Applications(tenantSettings, worker);
    } catch (RuntimeException e) {
      tenantSettings.close();
      throw e;
    }
  }

  String settingsUrl() {
    return "http://localhost:" + port(tenantSettings);
  }

  String workerUrl() {
    return "http://localhost:" + port(worker);
  }

  @Override
  public void close() {
    AllAtOnce.close(worker::close, tenantSettings::close);
  }

  private static ConfigurableApplicationContext run(
      SpringApplicationBuilder application, Map<String, String> settings, boolean verbose) {
    String[] arguments =
        java.util.stream.Stream.concat(
                settings.entrySet().stream().map(e -> "--" + e.getKey() + "=" + e.getValue()),
                java.util.stream.Stream.of(
                    "--logging.level.root=" + (verbose ? "info" : "error"),
                    "--logging.level.kafka=error",
                    "--logging.level.state.change.logger=error",
                    "--logging.level.org.apache.kafka=error",
                    "--logging.level.io.zonky=error"))
            .toArray(String[]::new);
    // The sandbox stops its parts itself, in their order.
    return application.registerShutdownHook(false).logStartupInfo(verbose).run(arguments);
  }

  private static int port(ConfigurableApplicationContext application) {
    return java.util.Objects.requireNonNull(
            ((ServletWebServerApplicationContext) application).getWebServer())
        .getPort();
  }
}
