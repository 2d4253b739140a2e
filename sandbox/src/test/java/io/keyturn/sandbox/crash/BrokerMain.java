package io.keyturn.sandbox.crash;

import io.keyturn.embedded.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A broker as a process of its own, on the directory that it is given; says where it listens. */
final class BrokerMain {

  private BrokerMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Quiet.please();
    EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(arguments[0]), 0);
    kafka.createKeyturnTopics();
    System.out.println("listens on " + kafka.bootstrapServers() + ".");
    new CountDownLatch(1).await();
  }
}
