package io.keyturn.worker.inspection;

import io.keyturn.worker.renewal.ClientSecrets;
import io.keyturn.worker.rotation.Backlog;
import io.keyturn.worker.settings.TenantSettings;
import io.keyturn.worker.target.Targets;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class InspectionConfiguration {

  @Bean
  Inspections inspections(
      TenantSettings tenantSettings,
      Targets targets,
      ClientSecrets clientSecrets,
      Backlog backlog,
      JdbcClient jdbc,
      Clock clock,
      InspectionProperties properties) {
    return new Inspections(
        tenantSettings, targets, clientSecrets, backlog, jdbc, clock, properties);
  }
}
