package io.keyturn.azuredevops;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A self-signed certificate for localhost that no JVM trusts by itself. */
record Certificates(SSLContext identity, Path pem) {

  private static final String PASSWORD = "changeit";

  /** Made once, because keytool takes its time. */
  private static final class Shared {
    static final Certificates CERTIFICATES = make(temporaryFolder());

    private static Path temporaryFolder() {
      try {
        Path folder = Files.createTempDirectory("certificates");
        folder.toFile().deleteOnExit();
        folder.resolve("server.p12").toFile().deleteOnExit();
        folder.resolve("ca.pem").toFile().deleteOnExit();
        return folder;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static Certificates shared() {
    return Shared.CERTIFICATES;
  }

  static Certificates make(Path folder) {
    Path store = folder.resolve("server.p12");
    Path pem = folder.resolve("ca.pem");
    keytool(
        "-genkeypair -alias server -keyalg EC -groupname secp256r1 -dname CN=localhost"
            + " -ext san=dns:localhost,ip:127.0.0.1 -ext bc:c -validity 2 -storetype PKCS12",
        store);
    keytool("-exportcert -alias server -rfc -file " + pem, store);
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD.toCharArray());
      SSLContext identity = SSLContext.getInstance("TLS");
      identity.init(managers.getKeyManagers(), null, null);
      return new Certificates(identity, pem);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void keytool(String arguments, Path store) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments.split(" ")));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    try {
      Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(keytool.getInputStream().readAllBytes());
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
