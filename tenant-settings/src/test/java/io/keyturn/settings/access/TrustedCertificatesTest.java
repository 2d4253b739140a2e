package io.keyturn.settings.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedCertificatesTest {

  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path directory = Path.of("");

  @Test
  void anAuthorityOfTheFileIsTrustedAndNoOther() throws Exception {
    Path store = directory.resolve("server.p12");
    Path pem = directory.resolve("ca.pem");
    keytool(
        "-genkeypair",
        "-keystore",
        store.toString(),
        "-storepass",
        "changeit",
        "-alias",
        "s",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=ip:127.0.0.1");
    keytool(
        "-exportcert",
        "-rfc",
        "-keystore",
        store.toString(),
        "-storepass",
        "changeit",
        "-alias",
        "s",
        "-file",
        pem.toString());
    HttpsServer server = server(store);
    try {
      assertThat(get(server, TrustedCertificates.besidesTheJvmsOwn(pem.toString()))).isEqualTo(204);
      assertThatThrownBy(() -> get(server, TrustedCertificates.besidesTheJvmsOwn("")))
          .isInstanceOf(SSLHandshakeException.class);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aFileWithoutCertificatesStopsTheStart() throws Exception {
    Path empty = Files.createFile(directory.resolve("empty.pem"));

    assertThatThrownBy(() -> TrustedCertificates.besidesTheJvmsOwn(empty.toString()))
        .hasMessageStartingWith("azure.ca-certificate");
    assertThatThrownBy(
            () -> TrustedCertificates.besidesTheJvmsOwn(directory.resolve("none").toString()))
        .hasMessageStartingWith("azure.ca-certificate");
  }

  private static int get(HttpsServer server, SSLContext trust) throws Exception {
    try (HttpClient http = HttpClient.newBuilder().sslContext(trust).build()) {
      return http.send(
              HttpRequest.newBuilder(
                      URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/"))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static HttpsServer server(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static void keytool(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
  }
}
