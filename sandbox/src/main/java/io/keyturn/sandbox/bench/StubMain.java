package io.keyturn.sandbox.bench;

import io.keyturn.embedded.http.CertificateAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The stub as a process: directory of its certificate authority, organizations, latency in ms. */
final class StubMain {

  private StubMain() {}

  public static void main(String[] args) throws Exception {
    StubServer server =
        StubServer.start(
            CertificateAuthority.in(Path.of(args[0])).serverContext(List.of()),
            new StubAnswers(
                new Subjects(Integer.parseInt(args[1])),
                Duration.ofMillis(Long.parseLong(args[2]))));
    System.out.println("PORT " + server.port());
    Tether.untilParentEnds();
    server.close();
  }
}
