package io.keyturn.sandbox;

import io.keyturn.embedded.azure.EmbeddedAzure;
import io.keyturn.embedded.kafka.EmbeddedKafka;
import io.keyturn.embedded.postgres.EmbeddedDatabase;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** Everything that Keyturn needs and is not Keyturn: Azure, Kafka and PostgreSQL. */
final class EmbeddedServers implements AutoCloseable {

  static final String DATABASE = "keyturn";

  /** With this thread's class loader: the common pool's finds nothing in a jar of jars. */
  private static final Executor HERE = Thread::startVirtualThread;

  private final DemoAzure azure;
  private final EmbeddedKafka kafka;
  private final EmbeddedDatabase postgres;
  private final String jdbcUrl;

  private EmbeddedServers(DemoAzure azure, EmbeddedKafka kafka, EmbeddedDatabase postgres) {
    this.azure = azure;
    this.kafka = kafka;
    this.postgres = postgres;
    this.jdbcUrl = postgres.createDatabase(DATABASE);
  }

  /** Starts the three at once; when one cannot start, none is left running. */
  static EmbeddedServers start(StackOptions options) {
    CompletableFuture<DemoAzure> azure = CompletableFuture.supplyAsync(() -> azure(options), HERE);
    CompletableFuture<EmbeddedKafka> kafka =
        CompletableFuture.supplyAsync(() -> kafka(options), HERE);
    CompletableFuture<EmbeddedDatabase> postgres =
        CompletableFuture.supplyAsync(() -> postgres(options), HERE);
    try {
      CompletableFuture.allOf(azure, kafka, postgres).join();
      return new EmbeddedServers(azure.join(), kafka.join(), postgres.join());
    } catch (CompletionException e) {
      azure.thenAccept(DemoAzure::close);
      kafka.thenAccept(EmbeddedKafka::close);
      postgres.thenAccept(EmbeddedDatabase::close);
      throw e;
    }
  }

  DemoAzure demo() {
    return azure;
  }

  EmbeddedAzure azure() {
    return azure.azure();
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

  private static DemoAzure azure(StackOptions options) {
    EmbeddedAzure.Builder builder = EmbeddedAzure.builder().port(options.azurePort);
    if (options.data != null) {
      builder.dataDirectory(folder(options.data, "azure"));
    }
    return DemoAzure.start(builder, new PublicAddress(options.settingsPort));
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
