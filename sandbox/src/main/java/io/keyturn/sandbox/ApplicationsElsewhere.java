package io.keyturn.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Prepares the sandbox for applications that are started alone, each from its jar. */
final class ApplicationsElsewhere {

  private ApplicationsElsewhere() {}

  static void prepare(
      Stack stack, Path directory, StackOptions options, Console console, StopRequest stop)
      throws InterruptedException {
    String settingsUrl = "http://localhost:" + options.settingsPort;
    write(
        directory.resolve("tenant-settings.env"),
        stack
            .settings()
            .ofTenantSettings(stack.encryptionKey(), stack.handover().registrationSecret()));
    write(
        directory.resolve("rotation-worker.env"),
        stack.settings().ofWorker(stack.handover().workerSecret(), settingsUrl));
    console.heading("Start the applications, each in a terminal of its own");
    for (String application : new String[] {"tenant-settings", "rotation-worker"}) {
      console.plain(
          "  set -a; . %s/%s.env; java -jar %s/target/%s-0.1.0-SNAPSHOT-app.jar"
              .formatted(directory, application, application, application));
    }
    console.progress("Waiting for tenant-settings at " + settingsUrl + " ...");
    awaitReady(settingsUrl, stop);
    stack.setUpTenant(settingsUrl);
    console.plain("Contoso is set up. Ctrl-C stops the sandbox.");
    Welcome.commands(stack, settingsUrl, console);
  }

  private static void write(Path file, Map<String, String> settings) {
    String text =
        Settings.asEnvironment(settings).entrySet().stream()
            .map(entry -> entry.getKey() + "='" + entry.getValue() + "'")
            .collect(Collectors.joining("\n", "", "\n"));
    // Holds the password that opens the ENC(...) values.
    OwnerOnly.write(file, text);
  }

  /** Until it says that it is ready, however long that takes, or nobody waits for it any more. */
  static void awaitReady(String settingsUrl, StopRequest stop) throws InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest ready =
          HttpRequest.newBuilder(URI.create(settingsUrl + "/readyz"))
              .timeout(Duration.ofSeconds(5))
              .build();
      while (true) {
        try {
          if (http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (IOException e) {
          // Not up yet.
        }
        stop.throwIfMade();
        Kafka.pause();
      }
    }
  }
}
