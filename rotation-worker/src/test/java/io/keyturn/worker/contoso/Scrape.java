package io.keyturn.worker.contoso;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** What Prometheus reads at one moment; without the label that all of it has. */
public record Scrape(String text) {

  static Scrape of(int port) {
    return new Scrape(
        read("http://127.0.0.1:" + port + "/actuator/prometheus")
            .replaceAll("[{]application=\"rotation-worker\"[}]", "")
            .replace("application=\"rotation-worker\",", ""));
  }

  static String read(String address) {
    try (InputStream in = URI.create(address).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a GET without any right is answered with. */
  public static int status(int port, String path) {
    try {
      HttpURLConnection call =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
      return call.getResponseCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The figure of that series; not a number when there is none.
   *
   * @param series name and labels as Prometheus writes them
   */
  public double value(String series) {
    return text.lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }
}
