package io.keyturn.worker;

import io.keyturn.worker.preflight.PreflightCommand;
import java.time.Clock;
import java.util.Arrays;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/** The rotation worker. Its settings are {@code rotation-worker.yml} and the environment. */
@SpringBootConfiguration
@EnableAutoConfiguration
@ComponentScan
@ConfigurationPropertiesScan
public class RotationWorkerApplication {

  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals(PreflightCommand.NAME)) {
      System.exit(PreflightCommand.run(System.out, Arrays.copyOfRange(args, 1, args.length)));
    }
    builder().run(args);
  }

  /**
   * The application, not yet started. Its settings file has a name of its own, so that both
   * applications can run in one process.
   */
  public static SpringApplicationBuilder builder() {
    return new SpringApplicationBuilder(RotationWorkerApplication.class)
        .properties("spring.config.name=rotation-worker");
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
