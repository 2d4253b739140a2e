package io.keyturn.settings;

import java.time.Clock;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;

/** The admin settings API. */
@SpringBootApplication(proxyBeanMethods = false)
public class TenantSettingsApplication {

  public static void main(String[] args) {
    application().run(args);
  }

  /**
   * Ready to be run. Its configuration file has a name of its own, so that both applications may
   * run in one process with one class path.
   */
  public static SpringApplicationBuilder application() {
    return new SpringApplicationBuilder(TenantSettingsApplication.class)
        .properties("spring.config.name=tenant-settings");
  }

  @Bean
  @ConditionalOnMissingBean
  Clock clock() {
    return Clock.systemUTC();
  }
}
