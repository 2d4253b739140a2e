package io.keyturn.worker;

import java.time.Clock;
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
