package io.keyturn.sandbox;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Lets a browser look at the API of tenant-settings: {@code /swagger-ui/index.html}. Only the page
 * is open; whatever it calls needs a token like every call.
 */
@Configuration(proxyBeanMethods = false)
class SwaggerUi {

  @Bean
  @Order(0)
  SecurityFilterChain openSwaggerUi(HttpSecurity http) throws Exception {
    return http.securityMatcher("/swagger-ui/**")
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .headers(headers ->
            headers.contentSecurityPolicy(csp ->
                csp.policyDirectives(
                    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
                        + " frame-ancestors 'none'")))
        .build();
  }
}
