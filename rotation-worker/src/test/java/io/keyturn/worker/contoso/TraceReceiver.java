package io.keyturn.worker.contoso;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** Where traces are sent (OTLP over HTTP); keeps what came, one character for each byte. */
public final class TraceReceiver implements AutoCloseable {

  private final HttpServer server;
  private final Queue<String> bodies = new ConcurrentLinkedQueue<>();

  public TraceReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/v1/traces",
        exchange -> {
          bodies.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
  }

  public String all() {
    return bodies.stream().collect(Collectors.joining());
  }

  /** How often that id, in hexadecimal digits, is in what came. */
  public int count(String id) {
    String bytes = new String(HexFormat.of().parseHex(id), StandardCharsets.ISO_8859_1);
    return all().split(java.util.regex.Pattern.quote(bytes), -1).length - 1;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
