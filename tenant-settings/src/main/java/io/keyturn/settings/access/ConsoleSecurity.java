package io.keyturn.settings.access;

import io.keyturn.azuredevops.TrustedAuthorities;
import io.keyturn.settings.api.Guid;
import jakarta.servlet.http.HttpServletRequest;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.web.client.RestClient;

/**
 * The console's door: a person signs in at Entra (authorization code with PKCE), and a session
 * cookie stands for them from then on. It exists where {@code keyturn.console.client-id} is set.
 * What a person may do is decided by the access token for our own API, as for every caller of it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("keyturn.console.client-id")
class ConsoleSecurity {

  static final String SIGN_IN = "/console/sign-in";
  static final String HOME = "/console";

  private static final String[] PATHS = {
    "/", "/favicon.ico", "/console", "/console/**", "/oauth2/**", "/login/**"
  };
  private static final String[] OPEN = {
    "/", "/favicon.ico", SIGN_IN, "/console/assets/**", "/oauth2/**", "/login/**"
  };

  private final Environment environment;
  private final String authority;

  ConsoleSecurity(Environment environment) {
    this.environment = environment;
    this.authority =
        environment.getRequiredProperty("azure.authority-host").strip().replaceAll("/+$", "");
  }

  @Bean
  ClientRegistrationRepository consoleRegistration() {
    String clientId = environment.getRequiredProperty("keyturn.console.client-id").strip();
    String clientSecret = environment.getProperty("keyturn.console.client-secret", "");
    if (Guid.parse(clientId).isEmpty() || clientSecret.isBlank()) {
      throw new IllegalStateException(
          "keyturn.console.client-id must be the client id of Keyturn's app registration, a GUID,"
              + " and keyturn.console.client-secret goes with it");
    }
    String tenant = authority + "/" + signInTenant() + "/oauth2/v2.0";
    return new InMemoryClientRegistrationRepository(
        ClientRegistration.withRegistrationId("entra")
            .clientId(clientId)
            .clientSecret(clientSecret)
            .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
            .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
            .clientSettings(
                ClientRegistration.ClientSettings.builder().requireProofKey(true).build())
            .redirectUri("{baseUrl}/login/oauth2/code/{registrationId}")
            .scope(
                "openid",
                "profile",
                environment.getProperty("keyturn.console.scope", clientId + "/.default"))
            .authorizationUri(tenant + "/authorize")
            .tokenUri(tenant + "/token")
            .jwkSetUri(EntraTokens.keysAddress(environment))
            .userNameAttributeName("sub")
            .build());
  }

  /**
   * With the same keys and the same trust as access tokens. Its issuer is not asked for: Entra has
   * one per tenant, and the access token that comes along with it is checked for that.
   */
  @Bean
  JwtDecoderFactory<ClientRegistration> idTokens() throws java.net.MalformedURLException {
    var keys =
        SigningKeys.at(EntraTokens.keysAddress(environment), EntraTokens.http(certificate()));
    return registration -> {
      NimbusJwtDecoder decoder =
          NimbusJwtDecoder.withJwkSource(keys).jwsAlgorithm(SignatureAlgorithm.RS256).build();
      decoder.setJwtValidator(
          new DelegatingOAuth2TokenValidator<>(
              new JwtTimestampValidator(), new OidcIdTokenValidator(registration)));
      return decoder;
    };
  }

  @Bean
  @Order(1)
  SecurityFilterChain consoleSessions(HttpSecurity http, JwtDecoder apiTokens, Clock clock)
      throws Exception {
    HttpSessionSecurityContextRepository contexts = new HttpSessionSecurityContextRepository();
    HttpSessionRequestCache cache = pagesToComeBackTo();
    SignInAgain again = new SignInAgain();
    return http.securityMatcher(PATHS)
        .securityContext(it -> it.securityContextRepository(contexts))
        .requestCache(it -> it.requestCache(cache))
        .headers(headers ->
            headers
                .contentSecurityPolicy(csp -> csp.policyDirectives(contentSecurityPolicy()))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN)))
        .authorizeHttpRequests(
            requests -> requests.requestMatchers(OPEN).permitAll().anyRequest().authenticated())
        .addFilterBefore(new SessionEnd(clock), AuthorizationFilter.class)
        .addFilterAfter(new TenantRows(), AuthorizationFilter.class)
        .oauth2Login(login ->
            login
                .loginPage(SIGN_IN)
                .authorizedClientRepository(new ForgottenTokens())
                .tokenEndpoint(it -> it.accessTokenResponseClient(tokenEndpoint()))
                .userInfoEndpoint(it -> it.oidcUserService(new SignedInPeople(apiTokens)))
                .successHandler(new StartSession(contexts, cache))
                .failureUrl(SIGN_IN + "?refused"))
        .logout(it ->
            it.logoutUrl("/console/sign-out")
                .logoutSuccessHandler((request, response, who) ->
                    response.sendRedirect(
                        authority
                            + "/"
                            + signInTenant()
                            + "/oauth2/v2.0/logout?post_logout_redirect_uri="
                            + java.net.URLEncoder.encode(
                                origin(request) + SIGN_IN + "?signed-out",
                                java.nio.charset.StandardCharsets.UTF_8))))
        .exceptionHandling(it ->
            it.authenticationEntryPoint(again)
                .accessDeniedHandler((request, response, why) -> {
                  if (SignedIn.caller().isEmpty()) {
                    again.nothingWasChanged(request, response);
                  } else {
                    response.sendRedirect(HOME + "?form-too-old");
                  }
                }))
        .build();
  }

  private OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> tokenEndpoint() {
    JdkClientHttpRequestFactory transport =
        new JdkClientHttpRequestFactory(
            HttpClient.newBuilder()
                .sslContext(
                    TrustedAuthorities.sslContext(
                        certificate().isBlank() ? null : Path.of(certificate())))
                .connectTimeout(Duration.ofSeconds(5))
                .build());
    transport.setReadTimeout(Duration.ofSeconds(15));
    RestClientAuthorizationCodeTokenResponseClient client =
        new RestClientAuthorizationCodeTokenResponseClient();
    client.setRestClient(
        RestClient.builder()
            .requestFactory(transport)
            .configureMessageConverters(it ->
                it.addCustomConverter(new FormHttpMessageConverter())
                    .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
            .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
            .build());
    return client;
  }

  /** Scripts and styles from here only; forms go here, or by way of sign-out to Entra. */
  private String contentSecurityPolicy() {
    java.net.URI entra = java.net.URI.create(authority);
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src"
        + " 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action"
        + " 'self' "
        + entra.getScheme()
        + "://"
        + entra.getAuthority();
  }

  @SuppressWarnings("NullAway") // null is how Spring is told to add nothing to an address
  private static HttpSessionRequestCache pagesToComeBackTo() {
    HttpSessionRequestCache cache = new HttpSessionRequestCache();
    cache.setRequestMatcher(ConsoleSecurity::page);
    cache.setMatchingRequestParameterName(null);
    return cache;
  }

  /** Where one comes back to after signing in: pages, not their parts. */
  private static boolean page(HttpServletRequest request) {
    String accept = String.valueOf(request.getHeader("Accept"));
    return request.getRequestURI().startsWith(HOME)
        && request.getMethod().equals("GET")
        && request.getHeader("HX-Request") == null
        && accept.contains("text/html");
  }

  private static String origin(HttpServletRequest request) {
    return request
        .getRequestURL()
        .substring(0, request.getRequestURL().length() - request.getRequestURI().length());
  }

  private String signInTenant() {
    return environment.getProperty("keyturn.console.sign-in-tenant", "organizations").strip();
  }

  private String certificate() {
    return environment.getProperty("azure.ca-certificate", "").strip();
  }
}
