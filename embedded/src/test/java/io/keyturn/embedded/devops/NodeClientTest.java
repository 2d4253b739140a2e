package io.keyturn.embedded.devops;

import static io.keyturn.embedded.devops.Fabrikam.ALICE;
import static io.keyturn.embedded.devops.Fabrikam.CLIENT;
import static io.keyturn.embedded.devops.Fabrikam.NEW;
import static io.keyturn.embedded.devops.Fabrikam.OLD;
import static io.keyturn.embedded.devops.Fabrikam.SUBSCRIPTION;
import static io.keyturn.embedded.devops.Fabrikam.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.keyturn.embedded.azure.EmbeddedAzure;
import io.keyturn.embedded.entra.Application;
import io.keyturn.embedded.entra.EmbeddedEntra;
import io.keyturn.embedded.entra.Tenant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Microsoft's own client library, azure-devops-node-api, over HTTPS, where npm can be had. */
class NodeClientTest {

  private static final Path SOURCE = Path.of("src/test/node").toAbsolutePath();
  private static final Path PLACE = Path.of("target/node").toAbsolutePath();

  private final AtomicReference<EmbeddedAzureDevOps> devOps = new AtomicReference<>();
  private final EmbeddedAzure azure =
      EmbeddedAzure.builder()
          .sites(directory -> {
            devOps.set(new EmbeddedAzureDevOps(directory, Clock.systemUTC()));
            return devOps.get().sites();
          })
          .start();

  @AfterEach
  void stop() {
    azure.close();
  }

  @Test
  void libraryListsReadsAndUpdatesAServiceConnection() throws Exception {
    install();
    seedEntra();
    AzureOrganization organization = devOps.get().organization("fabrikam", TENANT);
    Member alice = organization.user(ALICE, "Alice", "alice@fabrikam.test");
    AzureProject payments = organization.project("Payments");
    alice.joins(payments.contributors());
    ServiceConnection connection =
        payments
            .connection("prod")
            .azureResourceManager(TENANT, CLIENT, OLD, SUBSCRIPTION, "Production");
    connection.organizationAdministrator(alice);
    String token =
        organization.personalAccessToken(
            alice,
            "script",
            Instant.now().plus(Duration.ofDays(1)),
            "vso.project",
            "vso.serviceendpoint_manage");

    Finished script =
        run(
            List.of("node", SOURCE.resolve("update-connection.js").toString()),
            Map.of(
                "NODE_EXTRA_CA_CERTS",
                azure.caCertificate().toString(),
                "COLLECTION_URL",
                azure.origin() + "/devops/fabrikam",
                "TOKEN",
                token,
                "PROJECT",
                "Payments",
                "CONNECTION_ID",
                connection.id(),
                "NEW_SECRET",
                NEW));

    assertThat(script.output()).contains("\"signedInAs\":\"Alice\"", "\"updated\":\"prod\"");
    assertThat(script.status()).isZero();
    assertThat(connection.holds(NEW)).isTrue();
    assertThat(connection.updates()).isEqualTo(1);
    assertThat(organization.calls())
        .extracting(RecordedCall::method)
        .contains("OPTIONS", "GET", "POST", "PUT");
  }

  /** The application of the connection: both of its secrets work, and it sees the subscription. */
  private void seedEntra() {
    EmbeddedEntra entra = azure.entra();
    entra.addTenant(new Tenant(TENANT, "Fabrikam", "fabrikam.onmicrosoft.com"));
    entra.addApplication(Application.of(TENANT, UUID.randomUUID().toString(), CLIENT, "Payments"));
    entra.seedSecret(CLIENT, OLD);
    entra.seedSecret(CLIENT, NEW);
    entra.addSubscription(SUBSCRIPTION, TENANT, "Production");
    entra.grantSubscription(entra.addServicePrincipal(TENANT, CLIENT), SUBSCRIPTION);
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
