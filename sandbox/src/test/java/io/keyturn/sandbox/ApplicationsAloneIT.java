package io.keyturn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each application from its jar, in a process of its own, pointed at the sandbox by settings. */
class ApplicationsAloneIT {

  private static final String PORT = "(?:Tomcat started on port )(\\d+)";

  @Test
  void theStoryGoesAsToldWithBothApplicationsStartedAlone() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Console console = new Console(new PrintStream(printed, true, StandardCharsets.UTF_8), false);
    try (Stack stack = Stack.startServers(StackOptions.free(), console, new StopRequest());
        Child tenantSettings =
            Child.jar(
                "tenant-settings",
                Settings.asEnvironment(
                    stack
                        .settings()
                        .ofTenantSettings(
                            stack.encryptionKey(), stack.handover().settingsSecret())))) {
      String settingsUrl = "http://localhost:" + Await.until(() -> tenantSettings.printed(PORT));
      stack.setUpTenant(settingsUrl);
      try (Child worker =
          Child.jar(
              "rotation-worker",
              Settings.asEnvironment(
                  stack.settings().ofWorker(stack.handover().workerSecret(), settingsUrl)))) {
        Await.until(() -> worker.printed(PORT));

        boolean asTold = new Story(stack, settingsUrl, console).play();

        assertThat(asTold).as(printed.toString(StandardCharsets.UTF_8) + worker.output()).isTrue();
        assertNoSecretIn(worker.output() + tenantSettings.output(), stack);
        worker.stop();
        assertThat(worker.exitStatus()).isEqualTo(143);
        assertThat(worker.output()).contains("Graceful shutdown complete");
      }
    }
  }

  private static void assertNoSecretIn(String logs, Stack stack) {
    for (DemoTenant.App app : DemoTenant.App.values()) {
      stack.servers().azure().keyVault().versions(DemoTenant.VAULT, app.secretName()).stream()
          .forEach(version -> assertThat(logs).doesNotContain(version.value()));
    }
    assertThat(logs)
        .doesNotContain(stack.handover().workerSecret())
        .doesNotContain(stack.handover().labsToken())
        .doesNotContain(stack.encryptionKey());
    assertThat(Optional.of(logs).filter(text -> text.contains("rotation finished"))).isPresent();
  }
}
