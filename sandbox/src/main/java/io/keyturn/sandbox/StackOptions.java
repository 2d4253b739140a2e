package io.keyturn.sandbox;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the stack listens and what it keeps; the same for every command. */
final class StackOptions {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Keep everything there for the next run. Without it nothing is kept.")
  @Nullable Path data;

  @Option(
      names = "--settings-port",
      defaultValue = "8080",
      description = "Port of tenant-settings (default: ${DEFAULT-VALUE}; 0 for any).")
  int settingsPort;

  @Option(
      names = "--worker-port",
      defaultValue = "8081",
      description = "Port of rotation-worker (default: ${DEFAULT-VALUE}; 0 for any).")
  int workerPort;

  @Option(
      names = "--azure-port",
      defaultValue = "19443",
      description = "Port of the embedded Azure (default: ${DEFAULT-VALUE}; 0 for any).")
  int azurePort;

  @Option(
      names = "--kafka-port",
      defaultValue = "19092",
      description = "Port of the embedded Kafka, with --data (default: ${DEFAULT-VALUE}).")
  int kafkaPort;

  @Option(
      names = "--postgres-port",
      defaultValue = "15432",
      description = "Port of the embedded PostgreSQL, with --data (default: ${DEFAULT-VALUE}).")
  int postgresPort;

  @Option(names = "--verbose", description = "Show the applications' logs.")
  boolean verbose;

  /** Settings of both applications besides those of the stack. */
  Map<String, String> more = Map.of();

  /** Any free port for everything and nothing kept: for tests. */
  static StackOptions free() {
    return new StackOptions();
  }
}
