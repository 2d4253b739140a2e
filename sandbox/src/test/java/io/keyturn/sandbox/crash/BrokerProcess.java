package io.keyturn.sandbox.crash;

import io.keyturn.sandbox.Await;
import io.keyturn.sandbox.Child;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Kafka with its data on disk, which can be killed and comes back at its address. */
final class BrokerProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path directory;
  private Child child;
  private String address;

  BrokerProcess(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    this.child = start();
    this.address = awaitAddress();
  }

  String bootstrapServers() {
    return address;
  }

  /** SIGKILL, as after a power cut of its machine. */
  void kill() {
    child.kill();
  }

  void comeBack() throws IOException, InterruptedException {
    child.close();
    child = start();
    address = awaitAddress();
  }

  @Override
  public void close() throws IOException {
    child.close();
  }

  private Child start() throws IOException {
    return Child.main(BrokerMain.class, directory.toString());
  }

  private String awaitAddress() throws InterruptedException {
    Child now = child;
    return Await.until(PATIENCE, () -> now.printed("listens on (.+)\\."));
  }
}
