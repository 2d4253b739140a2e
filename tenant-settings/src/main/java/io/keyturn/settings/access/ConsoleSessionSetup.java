package io.keyturn.settings.access;

import io.keyturn.settings.encryption.EncryptedColumn;
import io.keyturn.settings.encryption.StoredCredentials;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.session.web.http.CookieHttpSessionIdResolver;
import org.springframework.session.web.http.DefaultCookieSerializer;
import org.springframework.session.web.http.SessionRepositoryFilter;

/** Sessions for the console's addresses; the API has none. */
@Configuration(proxyBeanMethods = false)
class ConsoleSessionSetup {

  @Bean
  EncryptedColumn sessionsOfTheConsole() {
    return EncryptedColumn.ofTheInstallation("console_session", "id", "content");
  }

  @Bean
  @ConditionalOnProperty("keyturn.console.client-id")
  FilterRegistrationBean<SessionRepositoryFilter<StoredSession>> consoleSessionFilter(
      JdbcClient sql, StoredCredentials credentials, Clock clock) {
    DefaultCookieSerializer cookie = new DefaultCookieSerializer();
    cookie.setCookieName("keyturn");
    cookie.setCookiePath("/");
    cookie.setUseHttpOnlyCookie(true);
    cookie.setSameSite("Lax"); // Strict would be missing when Entra sends the browser back
    cookie.setUseBase64Encoding(false);
    CookieHttpSessionIdResolver ids = new CookieHttpSessionIdResolver();
    ids.setCookieSerializer(cookie);
    SessionRepositoryFilter<StoredSession> filter =
        new SessionRepositoryFilter<>(new ConsoleSessions(sql, credentials, clock));
    filter.setHttpSessionIdResolver(ids);
    FilterRegistrationBean<SessionRepositoryFilter<StoredSession>> registration =
        new FilterRegistrationBean<>(filter);
    registration.setOrder(SessionRepositoryFilter.DEFAULT_ORDER);
    registration.setUrlPatterns(List.of("/console", "/console/*", "/oauth2/*", "/login/*"));
    return registration;
  }
}
