package io.keyturn.settings;

import io.keyturn.settings.encryption.ReEncryptCommand;
import io.keyturn.settings.verification.PreflightCommand;
import java.time.Clock;
import java.util.Arrays;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;

/** The admin settings API. */
@SpringBootApplication(proxyBeanMethods = false)
public class TenantSettingsApplication {

  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals(ReEncryptCommand.NAME)) {
      System.exit(ReEncryptCommand.run(application(), Arrays.copyOfRange(args, 1, args.length)));
    }
    if (args.length > 0 && args[0].equals(PreflightCommand.NAME)) {
      System.exit(PreflightCommand.run(System.out, Arrays.copyOfRange(args, 1, args.length)));
    }
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
