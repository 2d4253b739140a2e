package io.keyturn.settings.isolation;

import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class IsolationSetup {

  private static final Logger log = LoggerFactory.getLogger(IsolationSetup.class);

  private final JdbcClient sql;

  IsolationSetup(JdbcClient sql) {
    this.sql = sql;
  }

  @Bean
  static BeanPostProcessor tenantConnections() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource pool && !(bean instanceof TenantConnections)
            ? new TenantConnections(pool)
            : bean;
      }
    };
  }

  /** A migration that rewrites rows means those of all tenants. */
  @Bean
  static FlywayMigrationStrategy ofEveryTenant() {
    return flyway -> Rows.ofEveryTenant(flyway::migrate);
  }

  /** Superusers walk through row-level security, whatever the policies say. */
  @EventListener(ApplicationReadyEvent.class)
  void warnOfAUserWhomNoWallStops() {
    boolean unstoppable =
        sql.sql("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
            .query(Boolean.class)
            .single();
    if (unstoppable) {
      log.atWarn()
          .log(
              "the database user is a superuser or has BYPASSRLS, so PostgreSQL does not keep"
                  + " tenants apart; give spring.datasource.username an ordinary role that owns"
                  + " its database");
    }
  }
}
