package io.keyturn.sandbox.bench;

import io.keyturn.embedded.postgres.EmbeddedDatabase;
import io.keyturn.settings.TenantSettingsApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** tenant-settings in this process, without HTTP: for its scheduler, which is called by hand. */
final class SettingsHere {

  private SettingsHere() {}

  static ConfigurableApplicationContext start(Database database, Broker broker) {
    return TenantSettingsApplication.application()
        .run(
            "--logging.level.root=warn",
            "--server.port=-1", // Spring Boot: no HTTP at all
            "--spring.kafka.listener.auto-startup=false",
            "--spring.quartz.auto-startup=false",
            "--spring.security.oauth2.resourceserver.jwt.audiences=bench",
            "--keyturn.encryption.current-key=k1",
            "--keyturn.encryption.keys.k1=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
            "--spring.datasource.url=" + database.url(),
            "--spring.datasource.username=" + EmbeddedDatabase.USER,
            "--spring.datasource.password=" + EmbeddedDatabase.USER,
            "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers());
  }
}
