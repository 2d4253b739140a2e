package io.keyturn.sandbox.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * As little of HTTP/1.1 over TLS as its clients need: a virtual thread per connection, requests
 * with a length, answers with a length, connections kept. Per answer it took a fifth less of the
 * processor than the sandbox's HTTPS server (0.15 against 0.18 ms), and what the stub uses is
 * missing where it is measured.
 */
final class StubServer implements AutoCloseable {

  private static final int BACKLOG = 4096;
  private static final int LARGEST_BODY = 1 << 20;

  private final SSLServerSocket listening;
  private final Answers answers;
  private final ExecutorService connections = Executors.newVirtualThreadPerTaskExecutor();

  private StubServer(SSLServerSocket listening, Answers answers) {
    this.listening = listening;
    this.answers = answers;
  }

  /** What the stub says to a request. */
  @FunctionalInterface
  interface Answers {
    Said to(Asked asked);
  }

  /**
   * @param target path and query, not decoded
   * @param body empty where there was none
   */
  record Asked(String method, String target, boolean authorized, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /**
   * @param headers complete header lines, each with its line end
   * @param after how long to keep the client waiting
   */
  record Said(int status, String headers, byte[] body, Duration after) {}

  static StubServer start(SSLContext tls, Answers answers) throws IOException {
    SSLServerSocket listening =
        (SSLServerSocket)
            tls.getServerSocketFactory()
                .createServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1"));
    StubServer server = new StubServer(listening, answers);
    Thread.ofPlatform().name("stub-accept").daemon().start(server::accept);
    return server;
  }

  int port() {
    return listening.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    connections.shutdownNow();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        socket.setTcpNoDelay(true);
        connections.execute(() -> serve(socket));
      } catch (IOException e) {
        // This one client is gone, or the server is being closed.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream(), 4096);
      OutputStream out = socket.getOutputStream();
      Asked asked = read(in);
      while (asked != null) {
        Said said = answers.to(asked);
        if (said.after().isPositive()) {
          Thread.sleep(said.after());
        }
        write(out, said);
        asked = read(in);
      }
    } catch (IOException e) {
      // The client went away.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static @org.jspecify.annotations.Nullable Asked read(InputStream in) throws IOException {
    String first = line(in);
    if (first.isEmpty()) {
      return null;
    }
    int length = 0;
    boolean authorized = false;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).trim());
      } else if (header.regionMatches(true, 0, "authorization:", 0, 14)) {
        authorized = true;
      }
    }
    if (length > LARGEST_BODY) {
      throw new IOException("too much");
    }
    String[] parts = first.split(" ");
    return new Asked(parts[0], parts[1], authorized, in.readNBytes(length));
  }

  /** Without its end; empty at the end of the stream. */
  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(80);
    for (int read = in.read(); read != -1 && read != '\n'; read = in.read()) {
      if (read != '\r') {
        line.append((char) read);
      }
    }
    return line.toString();
  }

  private static void write(OutputStream out, Said said) throws IOException {
    byte[] head =
        ("HTTP/1.1 "
                + said.status()
                + " -\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: "
                + said.body().length
                + "\r\n"
                + said.headers()
                + "\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    // In one piece: one TLS record and one packet.
    byte[] all = new byte[head.length + said.body().length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(said.body(), 0, all, head.length, said.body().length);
    out.write(all);
    out.flush();
  }
}
