package io.keyturn.embedded.devops;

import static io.keyturn.embedded.devops.Fabrikam.NEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Microsoft's own client library, azure-devops-node-api, where npm can be had. */
class NodeClientTest {

  private static final Path SOURCE = Path.of("src/test/node").toAbsolutePath();
  private static final Path PLACE = Path.of("target/node").toAbsolutePath();

  private final Fabrikam fabrikam = new Fabrikam();

  @Test
  void libraryListsReadsAndUpdatesAServiceConnection() throws Exception {
    install();
    fabrikam.azure.organizationAdministrator(fabrikam.alice);
    String token =
        fabrikam.organization.personalAccessToken(
            fabrikam.alice,
            "script",
            fabrikam.clock.instant().plus(Duration.ofDays(1)),
            "vso.project",
            "vso.serviceendpoint_manage");

    Finished script;
    try (LocalServer server = new LocalServer(fabrikam.devops.sites())) {
      script =
          run(
              List.of("node", SOURCE.resolve("update-connection.js").toString()),
              Map.of(
                  "COLLECTION_URL",
                  server.origin() + "/devops/fabrikam",
                  "TOKEN",
                  token,
                  "PROJECT",
                  "Payments",
                  "CONNECTION_ID",
                  fabrikam.azure.id(),
                  "NEW_SECRET",
                  NEW));
    }

    assertThat(script.output()).contains("\"signedInAs\":\"Alice\"", "\"updated\":\"prod\"");
    assertThat(script.status()).isZero();
    assertThat(fabrikam.azure.holds(NEW)).isTrue();
    assertThat(fabrikam.azure.updates()).isEqualTo(1);
    assertThat(fabrikam.organization.calls())
        .extracting(RecordedCall::method)
        .contains("OPTIONS", "GET", "POST", "PUT");
  }

  /** Once per build folder; without npm or its registry there is nothing to test. */
  private static void install() throws IOException, InterruptedException {
    if (Files.isDirectory(PLACE.resolve("node_modules/azure-devops-node-api"))) {
      return;
    }
    Files.createDirectories(PLACE);
    for (String file : List.of("package.json", "package-lock.json", ".npmrc")) {
      Files.copy(SOURCE.resolve(file), PLACE.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    Finished npm =
        run(
            List.of(
                "npm",
                "ci",
                "--no-audit",
                "--no-fund",
                "--prefer-offline",
                "--ignore-scripts",
                "--fetch-retries=0"),
            Map.of());
    assumeTrue(npm.status() == 0, "azure-devops-node-api cannot be installed here: skipped");
  }

  private record Finished(int status, String output) {}

  private static Finished run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path output = PLACE.resolve(Path.of(command.getFirst()).getFileName() + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(PLACE.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return abort("there is no " + command.getFirst() + " here: skipped");
    }
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      return new Finished(-1, "took longer than two minutes");
    }
    return new Finished(process.exitValue(), Files.readString(output));
  }
}
