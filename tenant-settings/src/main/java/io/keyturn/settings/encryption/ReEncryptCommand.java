package io.keyturn.settings.encryption;

import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * {@code java -jar tenant-settings-app.jar re-encrypt}, with the settings of the service beside
 * which it runs: no port is opened and no topic is read.
 */
public final class ReEncryptCommand {

  public static final String NAME = "re-encrypt";

  private ReEncryptCommand() {}

  /**
   * @return the exit status: 0 when every credential is under the current key, else 1
   */
  public static int run(SpringApplicationBuilder application, String... settings) {
    try (ConfigurableApplicationContext context =
        application
            .initializers(it ->
                it.getEnvironment()
                    .getPropertySources()
                    .addFirst(
                        new MapPropertySource(
                            NAME,
                            Map.of(
                                "server.port",
                                "-1", // Spring Boot: no HTTP at all
                                "spring.kafka.listener.auto-startup",
                                "false",
                                "spring.quartz.auto-startup",
                                "false"))))
            .run(settings)) {
      ReEncrypt.Result result = context.getBean(ReEncrypt.class).run();
      System.out.printf(
          "%d credentials are encrypted with key %s now, %d could not be read%n",
          result.done(), result.currentKey(), result.unreadable().size());
      result.unreadable().forEach(where -> System.out.println("  " + where));
      return result.unreadable().isEmpty() ? 0 : 1;
    }
  }
}
