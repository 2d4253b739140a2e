package io.keyturn.settings.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.CRC32;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/** Addresses of stylesheet and scripts; a new version has a new one, so browsers may keep them. */
@Component
class Assets {

  static final String HTMX_FOLDER = htmx();

  private final String version;

  Assets() {
    CRC32 sum = new CRC32();
    for (String file : new String[] {"console.css", "console.js"}) {
      sum.update(read("/console/assets/" + file));
    }
    sum.update(read(HTMX_FOLDER + "htmx.min.js"));
    version = String.format(Locale.ROOT, "%08x", sum.getValue());
  }

  public String at(String file) {
    return "/console/assets/" + file + "?v=" + version;
  }

  private static byte[] read(String path) {
    try (InputStream in = new ClassPathResource(path).getInputStream()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The webjar's folder carries its version. */
  private static String htmx() {
    try {
      String url =
          new PathMatchingResourcePatternResolver()
              .getResources("classpath*:META-INF/resources/webjars/htmx.org/*/dist/htmx.min.js")[0]
              .getURL()
              .toString();
      return url.substring(
          url.indexOf("/META-INF/resources/webjars"), url.length() - "htmx.min.js".length());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
