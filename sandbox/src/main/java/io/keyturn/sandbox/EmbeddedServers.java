package io.keyturn.sandbox;

import io.keyturn.embedded.azure.EmbeddedAzure;
import io.keyturn.embedded.devops.EmbeddedAzureDevOps;
import io.keyturn.embedded.entra.PublishedKeys;
import io.keyturn.embedded.kafka.EmbeddedKafka;
import io.keyturn.embedded.postgres.EmbeddedDatabase;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;

/** Everything that Keyturn needs and is not Keyturn: Azure, Kafka and PostgreSQL. */
final class EmbeddedServers implements AutoCloseable {

  static final String DATABASE = "keyturn";

  private final EmbeddedAzure azure;
  private final EmbeddedAzureDevOps devOps;
  private final EmbeddedKafka kafka;
  private final EmbeddedDatabase postgres;
  private final String jdbcUrl;
  private final PublicAddress publicAddress;

  private EmbeddedServers(
      EmbeddedAzure azure,
      EmbeddedAzureDevOps devOps,
      EmbeddedKafka kafka,
      EmbeddedDatabase postgres,
      PublicAddress publicAddress) {
    this.publicAddress = publicAddress;
    this.azure = azure;
    this.devOps = devOps;
    this.kafka = kafka;
    this.postgres = postgres;
    this.jdbcUrl = postgres.createDatabase(DATABASE);
  }

  /** Starts the three at once; when one cannot start, none is left running. */
  static EmbeddedServers start(StackOptions options) {
    AtomicReference<EmbeddedAzureDevOps> devOps = new AtomicReference<>();
    PublicAddress publicAddress = new PublicAddress(options.settingsPort);
    CompletableFuture<EmbeddedAzure> azure =
        CompletableFuture.supplyAsync(() -> azure(options, publicAddress, devOps));
    CompletableFuture<EmbeddedKafka> kafka = CompletableFuture.supplyAsync(() -> kafka(options));
    CompletableFuture<EmbeddedDatabase> postgres =
        CompletableFuture.supplyAsync(() -> postgres(options));
    try {
      CompletableFuture.allOf(azure, kafka, postgres).join();
      return new EmbeddedServers(
          azure.join(), devOps.get(), kafka.join(), postgres.join(), publicAddress);
    } catch (CompletionException e) {
      azure.thenAccept(EmbeddedAzure::close);
      kafka.thenAccept(EmbeddedKafka::close);
      postgres.thenAccept(EmbeddedDatabase::close);
      throw e;
    }
  }

  EmbeddedAzure azure() {
    return azure;
  }

  EmbeddedAzureDevOps devOps() {
    return devOps;
  }

  PublicAddress publicAddress() {
    return publicAddress;
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  String jdbcUrl() {
    return jdbcUrl;
  }

  /** For whoever has to see every row, whatever policies say. */
  String superuserUrl() {
    return postgres.superuserUrl(DATABASE);
  }

  @Override
  public void close() {
    AllAtOnce.close(azure::close, kafka::close, postgres::close);
  }

  private static EmbeddedAzure azure(
      StackOptions options,
      PublicAddress publicAddress,
      AtomicReference<EmbeddedAzureDevOps> devOps) {
    EmbeddedAzure.Builder builder =
        EmbeddedAzure.builder()
            .port(options.azurePort)
            .issuerKeys(new PublishedKeys(HttpClient.newHttpClient(), publicAddress::route))
            .sites(directory -> {
              devOps.set(new EmbeddedAzureDevOps(directory, Clock.systemUTC()));
              return devOps.get().sites();
            });
    if (options.data != null) {
      builder.dataDirectory(folder(options.data, "azure"));
    }
    return builder.start();
  }

  private static EmbeddedKafka kafka(StackOptions options) {
    EmbeddedKafka kafka =
        options.data == null
            ? EmbeddedKafka.startEphemeral()
            : EmbeddedKafka.start(folder(options.data, "kafka"), options.kafkaPort);
    kafka.createKeyturnTopics();
    return kafka;
  }

  private static EmbeddedDatabase postgres(StackOptions options) {
    return options.data == null
        ? EmbeddedDatabase.startEphemeral()
        : EmbeddedDatabase.start(folder(options.data, "postgres"), options.postgresPort);
  }

  private static Path folder(Path data, String name) {
    return data.toAbsolutePath().resolve(name);
  }
}
