package io.keyturn.settings.access;

import io.keyturn.contracts.api.Problem;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import tools.jackson.databind.json.JsonMapper;

/** Bearer tokens only: no session, no cookie, hence nothing that another site could ride on. */
@Configuration(proxyBeanMethods = false)
class BearerSecurity {

  /** What everybody may read: what this API is like, what its issuer signs with; nothing more. */
  static final String[] OPEN = {
    "/api/v1/openapi",
    "/api/v1/openapi.yaml",
    "/api/v1/openapi/*",
    "/.well-known/openid-configuration",
    "/.well-known/jwks"
  };

  private static final Set<String> MANAGEMENT = Set.of("/actuator/prometheus", "/actuator/info");

  @Bean
  SecurityFilterChain bearerTokens(
      HttpSecurity http, JwtDecoder tokens, JsonMapper json, Environment environment)
      throws Exception {
    return http.csrf(AbstractHttpConfigurer::disable)
        .cors(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .headers(headers ->
            headers
                .contentSecurityPolicy(
                    csp -> csp.policyDirectives("default-src 'none'; frame-ancestors 'none'"))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                .crossOriginResourcePolicy(
                    policy -> policy.policy(CrossOriginResourcePolicy.SAME_ORIGIN)))
        .authorizeHttpRequests(requests ->
            requests
                .dispatcherTypeMatchers(DispatcherType.ERROR)
                .permitAll()
                .requestMatchers(OPEN)
                .permitAll()
                .requestMatchers("/actuator/health", "/actuator/health/**", "/livez", "/readyz")
                .permitAll()
                .requestMatchers(request -> cameByTheManagementPort(request, environment))
                .permitAll()
                .anyRequest()
                .authenticated())
        .addFilterAfter(new TenantRows(), AuthorizationFilter.class)
        .oauth2ResourceServer(server ->
            server
                .jwt(jwt -> jwt.decoder(tokens).jwtAuthenticationConverter(EntraTokens::signedIn))
                .authenticationEntryPoint((request, response, refused) -> {
                  // The challenge names no reason: which claim was wrong helps a forger.
                  response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
                  write(
                      json,
                      response,
                      new Problem(
                          401,
                          "Unauthorized",
                          "sign-in.required",
                          "A valid bearer token of your Entra tenant is needed.",
                          "Sign in, then send the access token for this API in the"
                              + " Authorization header.",
                          List.of()));
                })
                .accessDeniedHandler((request, response, denied) ->
                    write(
                        json,
                        response,
                        new Problem(
                            403,
                            "Forbidden",
                            "access.denied",
                            "You may not do this.",
                            "Ask an administrator of your Entra tenant for the app role.",
                            List.of()))))
        .build();
  }

  /**
   * A span and a timer around each filter of each request say nothing that the request's do not.
   */
  @Bean
  SecurityObservationSettings requestsAreWatchedAsAWhole() {
    return SecurityObservationSettings.noObservations();
  }

  /** Who may reach that port is the installation's to say; there is nothing else behind it. */
  private static boolean cameByTheManagementPort(
      HttpServletRequest request, Environment environment) {
    return MANAGEMENT.contains(request.getRequestURI())
        && environment.getProperty("local.management.port", int.class, -1) == request.getLocalPort()
        && environment.getProperty("local.server.port", int.class, -1) != request.getLocalPort();
  }

  private static void write(JsonMapper json, HttpServletResponse response, Problem problem)
      throws IOException {
    response.setStatus(problem.status());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.getOutputStream().write(json.writeValueAsBytes(problem));
  }
}
