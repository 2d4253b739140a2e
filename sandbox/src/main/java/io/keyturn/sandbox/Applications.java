package io.keyturn.sandbox;

import io.keyturn.settings.TenantSettingsApplication;
import io.keyturn.worker.RotationWorkerApplication;
import java.util.List;
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
      AzureSeed.Handover handover,
      boolean verbose,
      StopRequest stop) {
    ConfigurableApplicationContext tenantSettings =
        run(
            TenantSettingsApplication.application().sources(SwaggerUi.class),
            settings.ofTenantSettings(encryptionKey, handover.registrationSecret()),
            verbose);
    try {
      stop.throwIfMade();
      ConfigurableApplicationContext worker =
          run(
              RotationWorkerApplication.builder(),
              settings.ofWorker(
                  handover.workerSecret(), "http://localhost:" + port(tenantSettings)),
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

  /**
   * Where figures, health and version are read, of tenant-settings and of the worker, when {@code
   * management.server.port} is set.
   */
  List<String> managementUrls() {
    return List.of(managementUrl(tenantSettings), managementUrl(worker));
  }

  private static String managementUrl(ConfigurableApplicationContext application) {
    return "http://localhost:"
        + application.getEnvironment().getRequiredProperty("local.management.port")
        + "/actuator";
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
