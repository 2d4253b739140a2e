package io.keyturn.sandbox;

import io.keyturn.embedded.azure.EmbeddedAzure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Only Azure, for applications, Kafka and PostgreSQL that run elsewhere. */
@Command(
    name = "azure",
    description =
        "Start only the embedded Azure, set the demo's tenant up as soon as tenant-settings answers,"
            + " and stay up: docker compose runs it in its profile sandbox.",
    mixinStandardHelpOptions = true)
final class AzureCommand implements Callable<Integer> {

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address to listen at (default: ${DEFAULT-VALUE}).")
  private String listen = "127.0.0.1";

  @Option(
      names = "--host",
      paramLabel = "NAME",
      defaultValue = "localhost",
      description = "Name by which the others reach it (default: ${DEFAULT-VALUE}).")
  private String host = "localhost";

  @Option(
      names = "--port",
      defaultValue = "19443",
      description = "Port to listen at (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--settings-url",
      paramLabel = "URL",
      defaultValue = "http://localhost:8080",
      description = "Where tenant-settings is reached (default: ${DEFAULT-VALUE}).")
  private String settingsUrl = "";

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      required = true,
      description = "Write the certificate that callers have to trust there.")
  private Path ca = Path.of("");

  @Option(
      names = "--secrets",
      paramLabel = "DIR",
      required = true,
      description =
          "Folder with the client secrets that the applications sign in with:"
              + " worker-client-secret and settings-client-secret.")
  private Path secrets = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Keep everything there for the next run. Without it nothing is kept.")
  private @Nullable Path data;

  @Override
  public Integer call() {
    Console console = Console.ofThisProcess();
    return Running.with(
        _ -> start(),
        console,
        (demo, stop) -> {
          DemoTenant tenant = new DemoTenant(demo);
          AzureSeed.Handover handover = AzureSeed.run(demo, tenant);
          demo.azure()
              .entra()
              .seedSecret(DemoTenant.WORKER_CLIENT_ID, secret("worker-client-secret"));
          demo.azure()
              .entra()
              .seedSecret(DemoTenant.API_CLIENT_ID, secret("settings-client-secret"));
          publishCertificate(demo.azure().caCertificate());
          console.progress("Waiting for tenant-settings at " + settingsUrl + " ...");
          ApplicationsElsewhere.awaitReady(settingsUrl, stop);
          SettingsSeed.run(settingsUrl, demo, tenant, handover.labsToken());
          console.plain("Contoso is set up.");
          stop.await();
          return 0;
        });
  }

  private DemoAzure start() {
    PublicAddress keyturn = new PublicAddress(8080);
    keyturn.reachedAt(settingsUrl);
    EmbeddedAzure.Builder builder =
        EmbeddedAzure.builder()
            .address(new InetSocketAddress(listen, port))
            .furtherNames(List.of(host))
            .publicOrigin("https://" + host + ":" + port);
    if (data != null) {
      builder.dataDirectory(data.toAbsolutePath());
    }
    return DemoAzure.start(builder, keyturn);
  }

  private String secret(String name) {
    Path file = secrets.resolve(name);
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** In one step, because the others wait for this file. */
  private void publishCertificate(Path certificate) {
    try {
      Path whole = ca.resolveSibling(ca.getFileName() + ".new");
      Files.copy(certificate, whole, StandardCopyOption.REPLACE_EXISTING);
      Files.move(whole, ca, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + ca, e);
    }
  }
}
